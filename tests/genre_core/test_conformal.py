"""The p-value against its definition and against crepes; the smallest samples; softmax."""

import math

import numpy as np
import pytest
from crepes import ConformalClassifier
from hypothesis import given
from hypothesis import strategies as st

from genre_core.conformal import (
    Tally,
    nonconformity,
    p_value,
    probabilities,
    tally,
    tracks_needed,
)
from genre_core.errors import ModelError, PolicyError

SCORES = st.lists(st.floats(0, 50).map(lambda x: round(x, 1)), max_size=40)


@given(st.floats(0, 50).map(lambda x: round(x, 1)), SCORES)
def test_the_p_value_is_its_definition(score: float, others: list[float]) -> None:
    at_least_as_strange = 1
    for other in others:
        if other >= score:
            at_least_as_strange += 1
    assert p_value(score, np.array(others)) == at_least_as_strange / (len(others) + 1)


@given(st.floats(0, 50), SCORES)
def test_the_p_value_stays_between_its_smallest_and_one(score: float, others: list[float]) -> None:
    place = tally(score, np.array(others))
    assert place.smallest == 1 / (len(others) + 1)
    assert place.smallest <= place.p_value <= 1


def test_ties_speak_for_the_track() -> None:
    assert p_value(2.0, np.array([1.0, 2.0, 2.0, 3.0])) == 4 / 5
    assert p_value(2.0 + 1e-9, np.array([1.0, 2.0, 2.0, 3.0])) == 2 / 5


def test_crepes_gives_the_same_p_values_per_genre() -> None:
    rng = np.random.default_rng(20)
    genres = rng.integers(0, 5, 400)
    scores = np.round(rng.exponential(size=400), 2)  # rounded, so that there are ties
    tracks = np.round(rng.exponential(size=60), 2)
    claims = rng.integers(0, 5, 60)
    theirs = (
        ConformalClassifier()
        .fit(scores, bins=genres)
        .predict_p(tracks[:, None], bins=claims, smoothing=False)
    )
    ours = [p_value(s, scores[genres == k]) for s, k in zip(tracks, claims, strict=True)]
    np.testing.assert_allclose(ours, theirs[:, 0], rtol=0, atol=1e-12)


def test_a_tally_counts_no_more_than_there_are() -> None:
    with pytest.raises(ModelError, match="5 of 4 tracks cannot be as strange"):
        Tally(4, 5)


@pytest.mark.parametrize(
    ("alpha", "tracks"),
    [(0.5, 1), (1 / 3, 2), (0.2, 4), (0.1, 9), (0.05, 19), (0.03, 33), (0.01, 99), (0.005, 199)],
)
def test_so_many_tracks_are_needed(alpha: float, tracks: int) -> None:
    assert tracks_needed(alpha) == tracks


@given(st.floats(1e-4, 0.5))
def test_one_track_fewer_could_never_flag(alpha: float) -> None:
    needed = tracks_needed(alpha)
    assert Tally(needed, 0).smallest <= alpha < Tally(needed - 1, 0).smallest


def test_the_smallest_p_value_of_n_tracks_needs_n_tracks() -> None:
    for n in range(1, 500):
        assert tracks_needed(1 / (n + 1)) == n


@pytest.mark.parametrize("alpha", [0.0, -0.1, 0.51, 2.0, math.nan, math.inf])
def test_an_impossible_alpha_is_refused(alpha: float) -> None:
    with pytest.raises(PolicyError, match=rf"alpha is {alpha}; .* at most 0.5"):
        tracks_needed(alpha)


def test_softmax_is_its_definition() -> None:
    z, t = [2.0, -1.0, 0.5], 1.7
    total = sum(math.exp(value / t) for value in z)
    expected = [math.exp(value / t) / total for value in z]
    np.testing.assert_allclose(probabilities(np.array(z), t), expected, rtol=1e-14)


def test_softmax_works_row_by_row_over_the_last_axis() -> None:
    z = np.random.default_rng(1).normal(size=(3, 4, 5))
    rows = probabilities(z, 2.0)
    np.testing.assert_array_equal(rows[2, 1], probabilities(z[2, 1], 2.0))
    np.testing.assert_allclose(rows.sum(axis=-1), 1, rtol=1e-14)


def test_softmax_survives_huge_logits() -> None:
    chances = probabilities(np.array([3e38, -3e38, 0.0], dtype=np.float32), 0.01)
    np.testing.assert_array_equal(chances, [1, 0, 0])
    assert np.all(np.isfinite(nonconformity(chances)))


def test_a_higher_temperature_is_less_sure() -> None:
    z = np.array([3.0, 1.0, 0.0])
    top = [probabilities(z, t).max() for t in (0.5, 1.0, 2.0, 100.0)]
    assert top == sorted(top, reverse=True)
    assert top[-1] == pytest.approx(1 / 3, abs=0.01)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_logits_that_are_not_finite_are_a_broken_model(bad: float) -> None:
    with pytest.raises(ModelError, match="1 of 3 logits that are not finite"):
        probabilities(np.array([0.0, bad, 1.0]), 1.0)


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan, math.inf])
def test_a_temperature_must_be_a_positive_number(temperature: float) -> None:
    with pytest.raises(ModelError, match=f"temperature is {temperature}; .* above 0"):
        probabilities(np.zeros(3), temperature)
