"""How long a decision takes."""

from datetime import timedelta
from math import isnan

from genre_core.desk.pace import paces
from tests.genre_core.desk.histories import NOW
from tests.genre_core.desk.speaking import say


def test_the_median_is_over_all_and_over_each() -> None:
    found = paces(
        [say(n, "ada", "holds", seconds=s) for n, s in enumerate((2.0, 4.0, 900.0))]
        + [say(9, "ben", "Jazz", seconds=6.0)]
    )
    assert found.overall.seconds == 5.0
    assert [(p.name, p.decisions, p.seconds) for p in found.moderators] == [
        ("Ada", 3, 4.0),
        ("Ben", 1, 6.0),
    ]
    assert found.sentence == "4 decisions, half of them within 5.0 s."


def test_an_album_is_one_decision_on_many_tracks() -> None:
    album = [say(n, "ada", "Jazz", seconds=3.0, bundle="b") for n in range(10)]
    found = paces([*album, say(99, "ada", "Jazz", seconds=9.0)]).overall
    assert (found.decisions, found.tracks, found.seconds) == (2, 11, 6.0)


def test_an_undo_is_no_decision_and_a_skip_is_one() -> None:
    assert paces([say(1, "ada", "skip"), say(1, "ada", "undo")]).overall.decisions == 1


def test_the_clock_starts_when_the_track_is_taken_and_may_not_run_backwards() -> None:
    found = paces(
        [
            say(1, "ada", "holds", taken_at=NOW - timedelta(seconds=8)),
            say(2, "ada", "holds", taken_at=NOW + timedelta(hours=1)),
            say(3, "ada", "holds"),
        ]
    ).overall
    assert found.from_claim == 8.0
    assert isnan(found.seconds)


def test_what_nobody_measured_is_unknown() -> None:
    assert paces([]).sentence == "Nothing was decided yet."
    assert isnan(paces([]).overall.seconds)
    assert paces([say(1, "ada", "holds")]).sentence.endswith(
        "nobody measured how long they took on screen."
    )
