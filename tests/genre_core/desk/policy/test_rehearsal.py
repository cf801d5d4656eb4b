"""A rehearsal says of lies what the evaluation's own figures say."""

from dataclasses import replace

import numpy as np
import pytest

from genre_core.desk.policy.rehearsal import Rehearsal, rehearse
from genre_core.desk.policy.terms import GRID
from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.lies import Lie, flagging
from genre_core.evaluation.trial import Trial, hold
from tests.evaluations import contestant_of, evaluation_rows
from tests.genre_core.nets import GENRES


def model() -> Contestant:
    """A model whose calibration holds none of its test tracks."""
    found = contestant_of(evaluation_rows(400, GENRES), GENRES)
    other = contestant_of(evaluation_rows(900, GENRES, seed=7), GENRES)
    return replace(found, calibration=other.calibration)


@pytest.mark.parametrize("lie", [Lie.UNIFORM, Lie.SIBLING, Lie.POPULAR])
def test_it_agrees_with_the_figures_of_lies(lie: Lie) -> None:
    asked = model()
    labels, chances = asked.labels(GENRES), asked.chances(GENRES)
    artists = tuple(str(artist) for artist in asked.rows["artist"])
    trial = Trial(GENRES, artists, labels, hold(chances, asked.calibration))
    alphas = GRID[8::12]
    found = rehearse(asked, 0.1, lie)
    for row in flagging(trial, [lie], alphas, [0.1]):
        precision = found.precision_at(row.alpha)
        expected = row.precision[0]
        assert precision.value == pytest.approx(expected.value, abs=1e-12, nan_ok=True)
        assert precision.low == pytest.approx(expected.low, abs=1e-9, nan_ok=True)
        assert precision.high == pytest.approx(expected.high, abs=1e-9, nan_ok=True)
        missed = found.missed_at(row.alpha)
        caught = row.tested.value * row.detection.value
        assert 1 - missed.value == pytest.approx(caught, abs=1e-9)


def test_more_lies_make_flags_more_often_right() -> None:
    few, many = (rehearse(model(), share) for share in (0.02, 0.2))
    for alpha in (0.05, 0.1, 0.2):
        assert few.precision_at(alpha).value < many.precision_at(alpha).value
        assert few.missed_at(alpha) == many.missed_at(alpha)


def test_a_larger_alpha_misses_less() -> None:
    missed = rehearse(model()).missed
    assert np.all(np.diff(missed, axis=0) <= 0)
    assert np.all((missed >= 0) & (missed <= 1))


def test_between_two_alphas_it_lies_between() -> None:
    found: Rehearsal = rehearse(model())
    low, middle, high = (found.missed_at(a).value for a in (GRID[30], 0.1234, GRID[40]))
    assert high < middle < low


def test_a_track_of_the_calibration_is_taken_out_first() -> None:
    own = contestant_of(evaluation_rows(400, GENRES), GENRES)
    assert rehearse(own).precision_at(0.1) != rehearse(model()).precision_at(0.1)
