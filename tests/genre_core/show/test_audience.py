"""The room's votes as decisions: the desk takes the file, once, and all under one name."""

from pathlib import Path

import pytest
from sqlalchemy import select

from genre_core.exchange.nouns import CatalogueTrack
from genre_core.exchange.reading import open_catalogue
from genre_core.exchange.taking import ImportReport, take
from genre_core.exchange.taking_tracks import Tally as Taken
from genre_core.people import LOCAL
from genre_core.show.audience import audience_labels
from genre_core.show.moments import Moment, Phase
from genre_core.show.results import RoundResult
from genre_core.show.scenes import Round
from genre_core.show.votes import Show, Tally
from genre_core.store import schema
from genre_core.store.engine import Store
from tests.genre_core.exchange.stories import load, row
from tests.genre_core.show.orders import NOW

SHOW = Show("s1", "d1", "An evening", NOW, None, Moment("", Phase.SHOWN, 0))
JAZZ_RATHER = (("Jazz", 5), ("Rock", 9), ("Blues", 4))


def labels(*results: RoundResult) -> str:
    return audience_labels(results, SHOW)


def imported(store: Store, text: str, folder: Path) -> ImportReport:
    path = folder / "labels.csv"
    path.write_text(text, "utf-8", newline="")
    return take(store, LOCAL, open_catalogue(path), NOW)


def decided(store: Store) -> list[dict[str, object]]:
    """The decisions, each with its track's key and its moderator's subject."""
    d, t, m = schema.decisions, schema.tracks, schema.moderators
    joined = d.join(t, t.c.id == d.c.track_id).join(m, m.c.id == d.c.moderator_id)
    statement = select(d, t.c.key.label("track"), m.c.subject, m.c.role).select_from(joined)
    with store.reading() as connection:
        return [dict(each) for each in connection.execute(statement.order_by(d.c.id)).mappings()]


@pytest.mark.parametrize(
    ("tally", "answer", "genres"),
    [
        (Tally(9, 3, 8), "holds", []),
        (Tally(9, 3, 8, (("Jazz", 9),)), "holds", []),
        # Rock is the claim and was denied: of the others more than half named Jazz.
        (Tally(3, 9, 1, JAZZ_RATHER), "genre_is", ["Jazz"]),
        (Tally(3, 9, 1, (("Jazz", 4), ("Blues", 4))), "cannot_tell", []),
        (Tally(3, 9, 1, (("Jazz", 2), ("Blues", 1), ("Pop", 1))), "cannot_tell", []),
        (Tally(3, 9, 1), "cannot_tell", []),
        (Tally(4, 4, 1, (("Jazz", 9),)), "cannot_tell", []),
        (Tally(0, 0, 7), "cannot_tell", []),
    ],
)
def test_a_round_becomes_one_decision_of_the_audience(
    store: Store, tmp_path: Path, tally: Tally, answer: str, genres: list[str]
) -> None:
    text = labels(RoundResult("r1", Round("t1", "Rock"), tally, None))
    report = imported(store, text, tmp_path)
    assert (report.decisions, report.refused) == (Taken(new=1), 0)
    (found,) = decided(store)
    assert (found["answer"], found["genres"]) == (answer, genres)
    assert (found["subject"], found["role"], found["track"]) == ("audience", "", "t1")
    assert (found["key"], found["decided_at"]) == ("audience-s1-r1", NOW)
    assert (found["claimed"], found["claimed_genre"], found["blind"]) == ("Rock", "Rock", True)


def test_the_counts_stand_in_the_note(store: Store, tmp_path: Path) -> None:
    imported(store, labels(RoundResult("r1", Round("t1", "Rock"), Tally(3, 9, 1), None)), tmp_path)
    assert decided(store)[0]["note"] == "3 yes, 9 no, 1 not sure: An evening"


def test_what_nobody_voted_in_is_no_label(store: Store, tmp_path: Path) -> None:
    text = labels(
        RoundResult("r1", Round("t1", "Rock"), Tally(), None),
        RoundResult("r2", Round("t2", "Rock"), Tally(yes=1), None),
    )
    imported(store, text, tmp_path)
    assert [each["track"] for each in decided(store)] == ["t2"]


def test_the_same_labels_again_change_nothing(store: Store, tmp_path: Path) -> None:
    text = labels(RoundResult("r1", Round("t1", "Rock"), Tally(3, 9, 1, JAZZ_RATHER), None))
    imported(store, text, tmp_path)
    again = imported(store, text, tmp_path)
    assert (again.tracks, again.decisions, again.refused) == (Taken(same=1), Taken(same=1), 0)


def test_a_claim_that_was_made_up_for_the_show_leaves_the_catalogues_own(
    store: Store, tmp_path: Path
) -> None:
    load(store, row(CatalogueTrack("t1", claimed="Folk", title="Theirs")))
    imported(store, labels(RoundResult("r1", Round("t1", "Rock"), Tally(yes=1), None)), tmp_path)
    with store.reading() as connection:
        track = connection.execute(select(schema.tracks)).mappings().one()
    assert (track["claimed"], track["title"]) == ("Folk", "Theirs")
    assert decided(store)[0]["claimed_genre"] == "Rock"


def test_a_track_of_the_demo_is_named_as_the_demos_catalogue_names_it(
    store: Store, tmp_path: Path
) -> None:
    load(store, row(CatalogueTrack("demo/night-bus", "/a/night-bus.flac", title="Night Bus")))
    played = Round("night-bus", "Electronica", title="Another title")
    report = imported(store, labels(RoundResult("r1", played, Tally(yes=2), None)), tmp_path)
    assert report.tracks == Taken(same=1)
    assert decided(store)[0]["track"] == "demo/night-bus"


def test_a_file_of_the_presenters_own_comes_with_its_artist_and_licence(
    store: Store, tmp_path: Path
) -> None:
    played = Round("music/b.flac", "Rock", "", "=Ada", "Böse\nNacht", "CC BY 4.0")
    imported(store, labels(RoundResult("r1", played, Tally(yes=2), None)), tmp_path)
    with store.reading() as connection:
        track = connection.execute(select(schema.tracks)).mappings().one()
    assert (track["key"], track["location"]) == ("music/b.flac", str(tmp_path / "music" / "b.flac"))
    assert (track["artist"], track["title"], track["licence"]) == (
        "=Ada", "Böse\nNacht", "CC BY 4.0",
    )  # fmt: skip
