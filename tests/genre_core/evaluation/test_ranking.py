"""Curves are scikit-learn's, and what is found is counted by hand."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import hypergeom
from sklearn.metrics import (
    auc,
    average_precision_score,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)

from genre_core.evaluation.orders import Order
from genre_core.evaluation.ranking import POINTS, Ranking, by_chance, ranked

# Few keys, so that there are ties.
claims = st.lists(st.tuples(st.integers(-3, 6), st.booleans()), min_size=2, max_size=40).filter(
    lambda drawn: len({lie for _, lie in drawn}) == 2
)


def laid_out(
    drawn: list[tuple[int, bool]],
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    keys, lies = (np.array(column) for column in zip(*drawn, strict=True))
    return keys / 2, lies, np.arange(len(keys)) // 2


def rank(drawn: list[tuple[int, bool]], falling: bool = True) -> Ranking:
    keys, lies, artist = laid_out(drawn)
    return ranked(Order("any", keys, falling), lies, artist)


@given(claims)
def test_the_roc_curve_is_that_of_scikit_learn(drawn: list[tuple[int, bool]]) -> None:
    keys, lies, _ = laid_out(drawn)
    found = rank(drawn)
    x, y, thresholds = roc_curve(lies, keys, drop_intermediate=False)
    np.testing.assert_allclose(found.roc.x, x)
    np.testing.assert_allclose(found.roc.y, y)
    np.testing.assert_array_equal(found.roc.threshold, thresholds)
    assert found.auroc.value == pytest.approx(roc_auc_score(lies, keys))
    assert auc(found.roc.x, found.roc.y) == pytest.approx(found.auroc.value)


@given(claims)
def test_precision_and_recall_are_those_of_scikit_learn(drawn: list[tuple[int, bool]]) -> None:
    keys, lies, _ = laid_out(drawn)
    found = rank(drawn)
    precision, recall, thresholds = precision_recall_curve(lies, keys)
    # The last point of scikit-learn's is no cut, but (0, 1) by convention.
    np.testing.assert_allclose(found.pr.x[1:], recall[-2::-1])
    np.testing.assert_allclose(found.pr.y[1:], precision[-2::-1])
    np.testing.assert_array_equal(found.pr.threshold[1:], thresholds[::-1])
    assert (found.pr.x[0], found.pr.y[0]) == (0.0, found.pr.y[1])
    assert found.average_precision == pytest.approx(average_precision_score(lies, keys))


@given(claims)
def test_a_rising_order_is_the_falling_one_of_the_opposite_keys(
    drawn: list[tuple[int, bool]],
) -> None:
    rising, falling = rank(drawn, falling=False), rank([(-key, lie) for key, lie in drawn])
    np.testing.assert_array_equal(rising.roc.x, falling.roc.x)
    np.testing.assert_array_equal(rising.roc.threshold, -falling.roc.threshold)
    np.testing.assert_array_equal(rising.found, falling.found)
    assert rising.auroc == falling.auroc


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=2, max_size=6))
def test_what_is_found_is_the_mean_over_all_orders_of_equal_keys(
    drawn: list[tuple[int, bool]],
) -> None:
    keys, lies, _ = laid_out(drawn)
    assume(lies.any() and not lies.all())
    runs = [
        np.cumsum(lies[list(order)])
        for order in permutations(range(len(lies)))
        if np.all(np.diff(keys[list(order)]) <= 0)
    ]
    np.testing.assert_allclose(rank(drawn).found, np.mean(runs, axis=0))


def test_without_ties_what_is_found_is_counted() -> None:
    found = rank([(3, True), (9, False), (7, True), (5, False), (4, True)])
    assert found.found.tolist() == [0, 1, 1, 2, 3]
    assert found.found_low.tolist() == found.found_high.tolist() == [0, 1, 1, 2, 3]


def test_the_random_order_finds_in_proportion_within_the_hypergeometric_band() -> None:
    lies = np.arange(300) % 10 == 0
    found = by_chance("random", lies, np.arange(300) // 3)
    reviews = np.arange(1, 301)
    np.testing.assert_allclose(found.found, reviews * 0.1)
    np.testing.assert_array_equal(found.found_low, hypergeom.ppf(0.025, 300, 30, reviews))
    np.testing.assert_array_equal(found.found_high, hypergeom.ppf(0.975, 300, 30, reviews))
    assert (found.auroc.value, found.auroc.low, found.auroc.high) == (0.5, 0.5, 0.5)
    assert found.average_precision == pytest.approx(0.1)
    assert (found.roc.x.tolist(), found.roc.y.tolist()) == ([0, 1], [0, 1])
    assert found.pr.y.tolist() == [0.1, 0.1]


@pytest.mark.parametrize("skill", [0.0, 1.0, 3.0])
def test_a_long_curve_is_thinned_to_points_of_its_own_and_keeps_its_shape(skill: float) -> None:
    rng = np.random.default_rng(7)
    lies = rng.random(20_000) < 0.05
    keys = rng.normal(size=20_000) + skill * lies
    found = ranked(Order("any", keys, falling=True), lies, np.arange(20_000))
    x, y, _ = roc_curve(lies, keys, drop_intermediate=False)
    points = set(zip(x.tolist(), y.tolist(), strict=True))
    assert 100 < len(found.roc.x) <= POINTS
    assert points >= set(zip(found.roc.x.tolist(), found.roc.y.tolist(), strict=True))
    assert (found.roc.x[-1], found.roc.y[-1], found.roc.x[0], found.roc.y[0]) == (1, 1, 0, 0)
    assert auc(found.roc.x, found.roc.y) == pytest.approx(found.auroc.value, abs=0.002)
    assert found.auroc.value == pytest.approx(roc_auc_score(lies, keys))
    assert len(found.pr.x) <= POINTS
    np.testing.assert_array_less(-1e-12, np.diff(found.pr.x))
    assert np.max(np.abs(np.diff(found.pr.x))) < 0.02


@given(claims)
def test_no_order_beats_the_ideal_one(drawn: list[tuple[int, bool]]) -> None:
    _, lies, artist = laid_out(drawn)
    ideal = ranked(Order("ideal", lies.astype(np.float64), falling=True), lies, artist)
    assert np.all(rank(drawn).found <= ideal.found + 1e-9)
    np.testing.assert_allclose(ideal.found, np.minimum(np.arange(1, len(lies) + 1), lies.sum()))
    assert (ideal.auroc.value, ideal.average_precision) == (1.0, 1.0)
