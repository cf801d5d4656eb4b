"""Rows into the store: once, audited, by an admin, and again without harm."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from genre_core.errors import ExchangeError, NotAllowed
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Reading, Refused
from genre_core.exchange.reading import open_catalogue
from genre_core.exchange.taking import take
from genre_core.exchange.taking_tracks import Tally
from genre_core.people import LOCAL, Person, Role
from genre_core.ruling import Answer
from genre_core.store import schema
from genre_core.store.engine import Store
from genre_core.store.proof import verify
from tests.genre_core.exchange.stories import NOW, decided, held, load, load_file, row


def track_row(store: Store, key: str) -> dict[str, object]:
    """A track as it stands in its table."""
    with store.reading() as connection:
        statement = select(schema.tracks).where(schema.tracks.c.key == key)
        return dict(connection.execute(statement).mappings().one())


def test_only_an_admin_imports(store: Store) -> None:
    senior = Person("s", "Sam", Role.SENIOR)
    with pytest.raises(NotAllowed, match="Sam is a senior and may not import a file"):
        take(store, senior, Reading("x", "csv", iter(())), NOW)


def test_a_track_is_entered_with_its_genre_and_its_ties(store: Store) -> None:
    load(store, row(CatalogueTrack("t", artist="Björk", album="Homogenic!", claimed="hip hop")))
    found = track_row(store, "t")
    assert (found["claimed"], found["claimed_genre"]) == ("hip hop", "Hip-Hop")
    assert (found["artist_key"], found["album_key"]) == ("bjork", "homogenic")
    assert (found["plays"], found["added_at"]) == (0, NOW)


def test_a_claim_that_no_tree_knows_is_kept_as_it_was_written(store: Store) -> None:
    load(store, row(CatalogueTrack("t", claimed="Wobblecore")))
    assert track_row(store, "t")["claimed"] == "Wobblecore"
    assert track_row(store, "t")["claimed_genre"] == ""


def test_what_a_row_leaves_empty_stays(store: Store) -> None:
    first = CatalogueTrack("t", "/a.mp3", "ab" * 32, "T", "A", tags={"mood": "calm"}, plays=3)
    assert load(store, row(first)).tracks == Tally(new=1)
    assert load(store, row(CatalogueTrack("t"))).tracks == Tally(same=1)
    more = CatalogueTrack("t", title="U", tags={"bpm": "90"})
    assert load(store, row(more), row(more)).tracks == Tally(same=1, changed=1)
    found = track_row(store, "t")
    assert (found["title"], found["artist"], found["plays"]) == ("U", "A", 3)
    assert found["tags"] == {"mood": "calm", "bpm": "90"}


def test_sound_elsewhere_is_other_sound_until_it_is_read(store: Store) -> None:
    load(store, row(CatalogueTrack("t", "/a.mp3", "ab" * 32)))
    load(store, row(CatalogueTrack("t", "/b.mp3")))
    assert track_row(store, "t")["sha256"] == ""


def test_a_decision_is_taken_once_and_stands_in_the_trail(store: Store) -> None:
    track = CatalogueTrack("t", claimed="Rock")
    first = load(store, row(track, decided("d1"), decided("d2", Answer.UNDO)))
    assert (first.decisions, first.tracks) == (Tally(new=2), Tally(new=1))
    assert load(store, row(track, decided("d1"))).decisions == Tally(same=1)
    with store.reading() as connection:
        report = verify(connection)
        deeds = connection.execute(select(schema.audit.c.action).order_by(schema.audit.c.number))
        assert list(deeds.scalars()) == ["decision", "decision", "import", "import"]
    assert report.whole
    assert report.decisions == 2


def test_a_key_that_says_something_else_is_refused(store: Store) -> None:
    track = CatalogueTrack("t")
    load(store, row(track, decided("d1")))
    report = load(store, row(track, decided("d1", Answer.NOT_MUSIC)))
    assert report.decisions == Tally()
    assert "its key 'd1' is that of another decision" in report.refusals[0].reason
    assert held(store)[0].decision.answer is Answer.HOLDS


def test_decisions_without_a_key_are_the_same_when_they_say_the_same(store: Store) -> None:
    track = CatalogueTrack("t")
    load(store, row(track, decided(""), decided("", note="other")))
    report = load(store, row(track, decided("", note="other"), decided("")))
    assert report.decisions == Tally(same=2)


def test_a_decision_of_no_known_time_is_of_the_import(store: Store) -> None:
    load(store, row(CatalogueTrack("t"), decided("d1", decided_at=None)))
    assert held(store)[0].decision.decided_at == NOW


def test_who_decided_elsewhere_is_entered_without_a_role(store: Store) -> None:
    load(store, row(CatalogueTrack("t"), decided("d1", moderator="zoë", name="Zoë")))
    with store.reading() as connection:
        found = connection.execute(select(schema.moderators)).mappings().one()
    assert (found["subject"], found["name"], found["role"]) == ("zoë", "Zoë", "")


def test_an_import_cut_off_goes_on_where_it_was(store: Store) -> None:
    def rows(until: int) -> Iterator[CatalogueRow]:
        for number in range(1200):
            if number == until:
                raise ExchangeError("the disk was pulled out")
            yield CatalogueRow(number, CatalogueTrack(f"t{number}"), (decided(f"d{number}"),))

    with pytest.raises(ExchangeError, match="pulled out"):
        take(store, LOCAL, Reading("x", "csv", rows(1100)), NOW)
    with store.reading() as connection:
        counted = select(func.count()).select_from(schema.tracks)
        assert connection.execute(counted).scalar_one() == 1000  # whole batches
    again = take(store, LOCAL, Reading("x", "csv", rows(-1)), NOW)
    assert again.tracks == again.decisions == Tally(new=200, same=1000)


def test_progress_tells_the_rows_so_far_and_refusals_are_counted(store: Store) -> None:
    rows = [Refused(number, "odd") for number in range(1, 1101)]
    told: list[int] = []
    report = take(store, LOCAL, Reading("x", "csv", iter(rows)), NOW, told.append)
    assert told == [500, 1000, 1100]
    assert (report.refused, len(report.refusals)) == (1100, 1000)


def test_a_catalogue_taken_twice_is_the_same(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("id,title,genre\n1,a,Rock\n2,b,Pop\n1,a,Rock\n,x,\n")
    first = load_file(store, path)
    assert (first.tracks, first.refused) == (Tally(new=2, same=1), 1)
    assert load_file(store, path).tracks == Tally(same=3)
    assert open_catalogue(path).format == "csv"
