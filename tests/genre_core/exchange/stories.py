"""Catalogues and decisions for the tests: some by hand, any by hypothesis."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import URL, insert, select

from genre_core.desk.records import Search
from genre_core.exchange.cases import cases_of
from genre_core.exchange.claims import genre_of
from genre_core.exchange.exporting import Export, Format, export
from genre_core.exchange.nouns import Case, CatalogueRow, CatalogueTrack, Decided, Reading
from genre_core.exchange.reading import open_catalogue
from genre_core.exchange.taking import ImportReport, take
from genre_core.genres import GENRES
from genre_core.people import LOCAL
from genre_core.ruling import Answer, Chosen
from genre_core.store import schema
from genre_core.store.engine import Store, connect

NOW = datetime(2026, 2, 3, 10, 15, tzinfo=UTC)
NASTY = (
    "=cmd|' /C calc'!A0", "+1", "-1", "@sum", "\tx", "\rx", "'=x", "''-x", '"quoted", twice"',
    "a\nb\r\nc\rd", "🎸👩🏽‍🎤", "שלום עליכם", "\u202eevil\u202c",
    "semi;colon,comma", "null", "NA", "1e3", "é",
)  # fmt: skip


def reading(*rows: CatalogueRow) -> Reading:
    """Rows as if a file had held them."""
    return Reading("rows", "test", iter(rows))


def load(store: Store, *rows: CatalogueRow) -> ImportReport:
    """Take rows into a store."""
    return take(store, LOCAL, reading(*rows), NOW)


def load_file(store: Store, path: Path) -> ImportReport:
    """Import a file into a store."""
    return take(store, LOCAL, open_catalogue(path), NOW)


def written(store: Store, name: str, path: Path) -> Path:
    """Export a store into a file."""
    export(store, LOCAL, Export(Format(name)), path)
    return path


def held(store: Store) -> list[Case]:
    """All that a store would export, by key."""
    with store.reading() as connection:
        found = list(cases_of(connection, Search()))
    return sorted(found, key=lambda case: case.decision.key)


@contextmanager
def empty_store(template: Path) -> Iterator[Store]:
    """A store on a copy of the template, for as long as the block lasts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.sqlite"
        shutil.copy(template, path)
        store = connect(URL.create("sqlite", database=str(path)))
        try:
            yield store
        finally:
            store.close()


def decided(key: str, answer: Answer = Answer.HOLDS, **more: Any) -> Decided:
    """A decision by Ada, some seconds after noon for each digit of its key."""
    said: dict[str, Any] = {
        "moderator": "ada",
        "decided_at": NOW + timedelta(seconds=sum(key.encode())),
    }
    return Decided(key=key, answer=answer, **{**said, **more})


def row(track: CatalogueTrack, *decisions: Decided) -> CatalogueRow:
    """A row of a file."""
    return CatalogueRow(1, track, decisions)


def judge(store: Store, key: str, chances: dict[str, float]) -> None:
    """Give a track a verdict, and all decisions on it that verdict."""
    with store.writing() as connection:
        track = connection.execute(
            select(schema.tracks.c.id).where(schema.tracks.c.key == key)
        ).scalar_one()
        policy = connection.execute(
            insert(schema.policies).values(alpha=0.05, made_at=NOW).returning(schema.policies.c.id)
        ).scalar_one()
        connection.execute(
            insert(schema.verdicts).values(
                track_id=track, policy_id=policy, model="cnn", model_version="3f2a",
                outcome="mismatch", scope="genre", predicted=max(chances, key=chances.__getitem__),
                p_value=0.01, probabilities=chances, severity=0.5, uncertainty=0.5, made_at=NOW,
            )
        )  # fmt: skip


def _moments() -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


_any_text = st.sampled_from(NASTY) | st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12
)
_words = _any_text.map(str.strip)
_names = _words.filter(bool)
_seconds = st.none() | st.floats(0, 1e6)


@st.composite
def _tracks(draw: st.DrawFn, key: str) -> CatalogueTrack:
    return CatalogueTrack(
        key=key,
        location=draw(st.sampled_from(["", "/music/a b.mp3", "https://example.org/x?y=z"])),
        sha256=draw(st.sampled_from(["", "0f" * 32])),
        title=draw(_words),
        artist=draw(_words),
        album=draw(_words),
        claimed=draw(_words | st.sampled_from([genre.name for genre in GENRES])),
        tags=draw(st.dictionaries(_names, _names, max_size=2)),
        start=draw(_seconds),
        duration=draw(_seconds),
        plays=draw(st.integers(0, (1 << 63) - 1)),
        licence=draw(_words),
        link=draw(_words),
        uploaded_at=draw(st.none() | _moments()),
    )


@st.composite
def _decisions(draw: st.DrawFn, key: str, moderators: dict[str, str], keys: list[str]) -> Decided:
    answer = draw(st.sampled_from(Answer))
    names = st.sampled_from([genre.name for genre in GENRES])
    who = draw(st.sampled_from(sorted(moderators)))
    claimed = draw(st.none() | names | _words)
    return Decided(
        key=key,
        moderator=who,
        name=moderators[who],
        answer=answer,
        genres=tuple(draw(st.lists(names, min_size=1, max_size=3, unique=True)))
        if answer is Answer.GENRE_IS
        else (),
        decided_at=draw(_moments()),
        reason=draw(_any_text),
        note=draw(_any_text),
        taken_at=draw(st.none() | _moments()),
        seconds=draw(_seconds),
        queue=draw(st.sampled_from(["", "flagged", "audit"])),
        chosen_by=draw(st.sampled_from(Chosen)),
        blind=draw(st.booleans()),
        settles=draw(st.booleans()),
        supersedes=draw(st.sampled_from(["", *keys])),
        bundle=draw(st.just("") | _names),
        sha256=draw(st.sampled_from(["", "a1" * 32])),
        claimed=claimed,
        claimed_genre=genre_of(claimed or ""),
    )


@st.composite
def rows(draw: st.DrawFn) -> list[CatalogueRow]:
    """Some tracks with decisions, by people with names of any kind."""
    tracks = draw(st.lists(_names, min_size=1, max_size=3, unique=True))
    moderators = draw(st.dictionaries(_names, _names, min_size=1, max_size=3))
    keys = draw(st.lists(_names, min_size=1, max_size=6, unique=True))
    said = {track: list[Decided]() for track in tracks}
    for key in keys:
        said[draw(st.sampled_from(tracks))].append(draw(_decisions(key, moderators, keys)))
    return [
        CatalogueRow(number, draw(_tracks(track)), tuple(decisions))
        for number, (track, decisions) in enumerate(said.items(), 1)
    ]


def nasty_rows() -> Iterable[CatalogueRow]:
    """A track and a decision for every text that breaks files."""
    for number, text in enumerate(NASTY, 1):
        track = CatalogueTrack(
            f"t{number}", title=text.strip(), artist=text.strip(), claimed="Punk", plays=number
        )
        name = text.strip()
        said = decided(f"d{number}", note=text, reason=text, name=name, moderator=name)
        yield CatalogueRow(number, track, (said,))
