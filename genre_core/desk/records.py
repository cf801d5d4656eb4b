"""Decisions as they are read: all that stands in their rows, with track, person and verdict.

100,000 of them are read in the memory of a few hundred.
"""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Text,
    and_,
    bindparam,
    or_,
    select,
    type_coerce,
)

from genre_core.ruling import Answer, Chosen
from genre_core.store.schema import decisions, moderators, tracks, verdicts

AT_ONCE = 500
"""Rows in memory while decisions are streamed."""
_OF_VERDICT = ("model", "model_version", "outcome", "predicted")


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One row of ``decisions``.

    Attributes:
        id: its row; later decisions have higher ones.
        key, supersedes, bundle: its name, that of the one it replaces, that of its stroke.
        track_id, track_key, title, artist, album: the track.
        claimed, claimed_genre: the uploader's words when it was made, and the tree's name for them
            or empty; by now the track may claim something else.
        sha256: of what was heard, or empty; link, licence: of the track.
        flag_id, verdict_id: what it answers, None without one.
        moderator_id, moderator, moderator_name: who; the row, the subject, and for colleagues.
        answer, genres, reason, note: what was said.
        decided_at, taken_at: when, and when its lease began; None where none covered it.
        seconds: on screen, None where nobody measured.
        queue, chosen_by, blind: how the track came up.
        settles: whether it ends a disagreement.
        model, model_version: which model had judged the track; empty without a verdict.
        outcome, predicted: its finding, and the likeliest genre; empty without a verdict.
        p_value: of the claimed genre, in (0, 1]; None where it was not tested.
        probabilities: by genre, in the model's order; empty without a verdict.
    """

    id: int
    key: str
    supersedes: str
    bundle: str
    track_id: int
    track_key: str
    title: str
    artist: str
    album: str
    claimed: str
    claimed_genre: str
    sha256: str
    link: str
    licence: str
    flag_id: int | None
    verdict_id: int | None
    moderator_id: int
    moderator: str
    moderator_name: str
    answer: Answer
    genres: tuple[str, ...]
    reason: str
    note: str
    decided_at: datetime
    taken_at: datetime | None
    seconds: float | None
    queue: str
    chosen_by: Chosen
    blind: bool
    settles: bool
    model: str
    model_version: str
    outcome: str
    predicted: str
    p_value: float | None
    probabilities: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Search:
    """Which decisions are wanted; what is empty or None asks for nothing.

    Attributes:
        text: stands in the title, artist, album, id, claim, note or reason.
        moderator: a person's subject, or part of the name.
        queue, answer: these exactly.
        genre: claimed, named or predicted.
        artist: stands in the artist.
        since, until: decided at or after, and before.

    Large and small letters are alike; in SQLite only those of ASCII.
    """

    text: str = ""
    moderator: str = ""
    queue: str = ""
    answer: str = ""
    genre: str = ""
    artist: str = ""
    since: datetime | None = None
    until: datetime | None = None


def stream_decisions(
    connection: Connection, search: Search | None = None
) -> Generator[DecisionRecord, None, None]:
    """Yield decisions in the order of their rows, undone ones and undos too, a few at a time.

    Who stops before the end closes the generator, with ``contextlib.closing``: on PostgreSQL the
    rest waits on the server.
    """
    query = decision_query().where(*_conditions(search or Search()))
    # Without this option the driver fetches all rows before it gives the first.
    with connection.execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows.mappings():
            yield record_of(row)


def latest_decisions(
    connection: Connection, search: Search, most: int
) -> tuple[DecisionRecord, ...]:
    """Return the newest decisions that are wanted, the newest first, at most so many."""
    query = decision_query().order_by(None).order_by(decisions.c.id.desc()).limit(most)
    rows = connection.execute(query.where(*_conditions(search))).mappings()
    return tuple(record_of(row) for row in rows)


def history_of(connection: Connection, track_key: str) -> tuple[DecisionRecord, ...]:
    """Return all decisions on a track in the order of their rows."""
    rows = connection.execute(_OF_TRACK, {"name": track_key}).mappings()
    return tuple(record_of(row) for row in rows)


def decision_of(connection: Connection, key: str) -> DecisionRecord | None:
    """Return the decision of this key; None if there is none."""
    row = connection.execute(_OF_KEY, {"name": key}).mappings().one_or_none()
    return None if row is None else record_of(row)


def decision_query() -> Select[Any]:
    """Return the query for the columns of :class:`DecisionRecord`, in the order of rows."""
    d, t, m, v = decisions.c, tracks.c, moderators.c, verdicts.c
    joined = decisions.join(tracks, t.id == d.track_id).join(moderators, m.id == d.moderator_id)
    return (
        select(decisions)
        .add_columns(t.key.label("track_key"), t.title, t.artist, t.album)
        .add_columns(t.link, t.licence)
        .add_columns(m.subject.label("moderator"), m.name.label("moderator_name"))
        .add_columns(v.model, v.model_version, v.outcome, v.predicted, v.p_value, v.probabilities)
        .select_from(joined.outerjoin(verdicts, v.id == d.verdict_id))
        .order_by(d.id)
    )


# Built once: every decision asks them several times.
_OF_TRACK = decision_query().where(tracks.c.key == bindparam("name"))
_OF_KEY = decision_query().where(decisions.c.key == bindparam("name"))


def _conditions(search: Search) -> Iterator[ColumnElement[bool]]:
    d, t, m = decisions.c, tracks.c, moderators.c
    if search.text:
        fields = (t.title, t.artist, t.album, t.key, d.claimed, d.note, d.reason)
        yield or_(*(field.icontains(search.text, autoescape=True) for field in fields))
    if search.moderator:
        name = m.name.icontains(search.moderator, autoescape=True)
        yield or_(m.subject == search.moderator, name)
    if search.genre:
        yield _of_genre(search.genre)
    if search.artist:
        yield t.artist.icontains(search.artist, autoescape=True)
    yield and_(
        True,
        *([d.queue == search.queue] if search.queue else []),
        *([d.answer == search.answer] if search.answer else []),
        *([d.decided_at >= search.since] if search.since else []),
        *([d.decided_at < search.until] if search.until else []),
    )


def _of_genre(genre: str) -> ColumnElement[bool]:
    # A list of names as JSON: the quotes keep Rock from being found in Post-Rock.
    named = type_coerce(decisions.c.genres, Text).contains(f'"{genre}"', autoescape=True)
    return or_(named, decisions.c.claimed_genre == genre, verdicts.c.predicted == genre)


def record_of(row: RowMapping) -> DecisionRecord:
    """Return a row of :func:`decision_query` as a noun."""
    # Without a verdict its columns are NULL.
    own = {name: row[name] for name in DecisionRecord.__slots__}
    words = {name: row[name] or "" for name in _OF_VERDICT}
    made = {
        "answer": Answer(row["answer"]),
        "genres": tuple(row["genres"]),
        "chosen_by": Chosen(row["chosen_by"]),
        "probabilities": row["probabilities"] or {},
    }
    return DecisionRecord(**{**own, **words, **made})
