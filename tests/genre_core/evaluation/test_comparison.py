"""A comparison is two evaluations of the same rows, and their difference row by row."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.evaluation.comparison import Comparison, Incomparable, compare
from genre_core.evaluation.contestant import Contestant, majority
from genre_core.evaluation.own_outcomes import LOOSEST
from genre_core.evaluation.summary import (
    accuracy,
    bootstrap_interval,
    calibration_error,
    log_loss,
)
from genre_core.genres import find
from genre_core.outcomes import Outcome
from genre_core.verdict import examine
from pages.parts.policy import CHOICES
from tests.contests import contestant
from tests.models import GENRES

NEW = contestant(skill=3.0, seed=1, title="new")
OLD = contestant(skill=1.0, seed=2, title="old")


def compared(candidate: Contestant, incumbent: Contestant) -> Comparison:
    found = compare(candidate, incumbent)
    assert isinstance(found, Comparison)
    return found


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compared(NEW, OLD)


def test_each_side_has_the_figures_of_its_own_evaluation(found: Comparison) -> None:
    assert (found.candidate, found.incumbent) == ("new", "old")
    assert (found.tracks, found.artists) == (200, 100)
    for name, figure in {
        "accuracy": accuracy, "log_loss": log_loss, "calibration_error": calibration_error,
    }.items():  # fmt: skip
        pair = getattr(found, name)
        new, old = (figure(m.labels(GENRES), m.chances(GENRES)) for m in (NEW, OLD))
        assert (pair.candidate.value, pair.incumbent.value) == pytest.approx((new, old))
        assert pair.difference.value == pytest.approx(new - old)
        assert pair.difference.low <= pair.difference.value <= pair.difference.high


def test_the_interval_of_the_difference_is_that_of_rows_repeated(found: Comparison) -> None:
    labels = NEW.labels(GENRES)

    def gain(rows: NDArray[np.int64]) -> float:
        new, old = (accuracy(labels[rows], m.chances(GENRES)[rows]) for m in (NEW, OLD))
        return new - old

    expected = bootstrap_interval(list(NEW.rows["artist"]), gain)
    apart = found.accuracy.difference
    assert (apart.low, apart.high) == pytest.approx((expected.low, expected.high))


def test_recall_is_counted_genre_by_genre(found: Comparison) -> None:
    labels, guesses = NEW.labels(GENRES), NEW.chances(GENRES).argmax(axis=1)
    for column, pair in enumerate(found.recall):
        expected = np.mean(guesses[labels == column] == column)
        assert pair.candidate.value == pytest.approx(expected)


def test_the_tracks_that_only_one_got_right_are_counted(found: Comparison) -> None:
    labels = NEW.labels(GENRES)
    new, old = (m.chances(GENRES).argmax(axis=1) == labels for m in (NEW, OLD))
    assert found.only_candidate == sum(n and not o for n, o in zip(new, old, strict=True))
    assert found.only_incumbent == sum(o and not n for n, o in zip(new, old, strict=True))
    assert found.mcnemar < 0.01


def test_flags_appear_and_vanish_by_each_models_own_calibration(found: Comparison) -> None:
    flagged = []
    for model in (NEW, OLD):
        rows = zip(model.rows.index, model.chances(GENRES), model.rows["genre"], strict=True)
        flagged.append(
            {
                name
                for name, chance, genre in rows
                if examine(chance, find(genre), model.calibration).outcome(0.05) is Outcome.MISMATCH
            }
        )
    new, old = flagged
    assert set(found.appeared) == new - old
    assert set(found.vanished) == old - new
    assert found.false_flags.candidate.value == pytest.approx(len(new) / 200)
    assert new - old
    assert old - new


def test_a_row_of_a_cross_validation_is_not_compared_with_itself() -> None:
    labels, chances = OLD.labels(GENRES), OLD.chances(GENRES)
    crossed = replace(OLD, calibration=Calibration(GENRES, 1.0, labels, chances))
    flagged = 0
    for row in range(200):
        others = np.arange(200) != row
        rest = Calibration(GENRES, 1.0, labels[others], chances[others])
        finding = examine(chances[row], find(GENRES[labels[row]]), rest)
        flagged += finding.outcome(0.05) is Outcome.MISMATCH
    found = compared(crossed, NEW).false_flags.candidate.value
    assert found == pytest.approx(flagged / 200)
    assert found == pytest.approx(0.05, abs=0.02)


def test_exchanging_the_two_turns_every_difference_round(found: Comparison) -> None:
    back = compared(OLD, NEW)
    for name in ("accuracy", "log_loss", "false_flags", "calibration_error"):
        there, here = getattr(found, name).difference, getattr(back, name).difference
        assert (here.value, here.low, here.high) == pytest.approx(
            (-there.value, -there.high, -there.low)
        )
    assert (back.appeared, back.vanished) == (found.vanished, found.appeared)
    assert back.mcnemar == found.mcnemar


def test_a_model_does_not_differ_from_itself() -> None:
    same = compared(NEW, replace(NEW, title="again"))
    assert same.accuracy.difference.low == same.accuracy.difference.high == 0.0
    assert (same.mcnemar, same.appeared, same.vanished) == (1.0, (), ())


def test_neither_the_order_of_rows_nor_that_of_genres_matters(found: Comparison) -> None:
    known = OLD.calibration
    mirrored = replace(
        known,
        genres=GENRES[::-1],
        labels=len(GENRES) - 1 - known.labels,
        probabilities=known.probabilities[:, ::-1].copy(),
    )
    assert compared(NEW, Contestant("old", GENRES[::-1], OLD.rows[::-1], mirrored)) == found


def test_only_rows_of_both_under_one_label_count() -> None:
    first = OLD.rows.index[50]
    other = "Rock" if OLD.rows.loc[first, "genre"] == "Jazz" else "Jazz"
    relabelled = OLD.rows["genre"].where(OLD.rows.index != first, other)
    rows = OLD.rows.assign(genre=relabelled).iloc[50:]
    assert compared(NEW, replace(OLD, rows=rows)).tracks == 149


def test_a_genre_that_no_common_track_has_is_unknown_and_spoils_nothing() -> None:
    rows = OLD.rows[OLD.rows["genre"] != "Rock"]
    found = compared(NEW, replace(OLD, rows=rows))
    rock = found.recall[GENRES.index("Rock")]
    assert np.isnan([rock.candidate.value, rock.difference.value]).all()
    assert found.accuracy.difference.low > 0


def test_models_of_other_genres_cannot_be_compared() -> None:
    other = replace(OLD, genres=("Classical", "Electronic", "Jazz"))
    found = compare(NEW, other)
    assert isinstance(found, Incomparable)
    assert found.why.startswith("Only one of the two tells Jazz, Rock apart; a guess among")


def test_too_few_common_tracks_decide_nothing() -> None:
    found = compare(NEW, replace(OLD, rows=OLD.rows.iloc[:29]))
    assert isinstance(found, Incomparable)
    assert "They share 29 test tracks under the same label; 30 are needed" in found.why
    assert isinstance(compare(NEW, replace(OLD, rows=OLD.rows.iloc[:30])), Comparison)


def test_the_incumbents_tracks_cannot_be_chosen_among() -> None:
    found = compare(replace(NEW, rows=NEW.rows.iloc[:179]), OLD)
    assert isinstance(found, Incomparable)
    assert found.why == (
        "They share 179 of the incumbent's 200 test tracks under the same label; 90% are needed, "
        "so that nobody can choose the tracks. Evaluate both on the same split."
    )
    assert compared(replace(NEW, rows=NEW.rows.iloc[:180]), OLD).tracks == 180
    # More tracks than the incumbent was asked about are nobody's choice among its own.
    assert compared(NEW, replace(OLD, rows=OLD.rows.iloc[:100])).tracks == 100


def small(model: Contestant, each: int) -> Contestant:
    """The model with so many calibration tracks a genre."""
    known = model.calibration
    rows = [row for k in range(len(GENRES)) for row in np.flatnonzero(known.labels == k)[:each]]
    less = replace(known, labels=known.labels[rows], probabilities=known.probabilities[rows])
    return replace(model, calibration=less)


def test_who_can_test_nothing_has_no_false_flags_and_none_are_praised() -> None:
    found = compared(small(NEW, 18), NEW)
    assert np.isnan([found.false_flags.candidate.value, found.false_flags.difference.value]).all()
    assert found.false_flags.incumbent.value > 0
    assert (found.tested.candidate.value, found.tested.incumbent.value) == (0.0, 1.0)
    assert (found.tested.difference.low, found.tested.difference.high) == (-1.0, -1.0)
    assert (found.testable, compared(small(NEW, 3), NEW).testable) == (1.0, 0.0)
    assert compared(small(NEW, 19), NEW).tested.difference.high == 0.0


def test_the_loosest_policy_is_the_last_that_the_app_offers() -> None:
    assert max(CHOICES) == LOOSEST


def test_a_network_that_is_sure_of_everything_can_test_what_its_calibration_can() -> None:
    sure = np.eye(len(GENRES))
    rows = NEW.rows.copy()
    rows[[f"p_{genre}" for genre in GENRES]] = sure[NEW.labels(GENRES)]
    known = Calibration(GENRES, 1.0, NEW.calibration.labels, sure[NEW.calibration.labels])
    found = compared(small(replace(NEW, rows=rows, calibration=known), 19), OLD)
    assert found.tested.candidate.value == 1.0
    assert found.tested.difference.high == 0.0


def test_false_flags_are_counted_among_the_claims_that_could_be_tested() -> None:
    known = NEW.calibration
    of_first = np.flatnonzero(known.labels == 0)
    rows = np.setdiff1d(np.arange(len(known.labels)), of_first[5:])
    partly = replace(known, labels=known.labels[rows], probabilities=known.probabilities[rows])
    found = compared(replace(NEW, calibration=partly), NEW)
    tried = flagged = 0
    for chance, genre in zip(NEW.chances(GENRES), NEW.rows["genre"], strict=True):
        outcome = examine(chance, find(genre), partly).outcome(0.05)
        tried += outcome is not Outcome.CANNOT_TEST
        flagged += outcome is Outcome.MISMATCH
    assert 100 < tried < 200
    assert found.tested.candidate.value == pytest.approx(tried / 200)
    assert found.false_flags.candidate.value == pytest.approx(flagged / tried)
    assert found.tested.difference.high < 0


def test_against_who_does_not_listen_every_model_can_be_held() -> None:
    found = compared(NEW, majority(NEW))
    assert found.incumbent == "always Classical"
    assert found.false_flags.incumbent.value == 0.0
    assert found.tested.difference.low == found.tested.difference.high == 0.0
    assert found.accuracy.difference.low > 0
    assert found.log_loss.difference.high < 0
