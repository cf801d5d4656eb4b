"""The figures agree with scikit-learn, with published examples and with loops written by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn import metrics

from genre_core.evaluation import (
    Interval,
    accuracy,
    bootstrap_interval,
    calibration_error,
    confusion,
    log_loss,
    wilson_interval,
)


def answers(n: int = 500, k: int = 5) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    random = np.random.default_rng(440)
    labels = random.integers(0, k, n)
    chances = random.dirichlet(np.ones(k), n)
    chances[np.arange(n), labels] += 0.3
    return labels, chances / chances.sum(axis=1, keepdims=True)


def test_the_figures_are_those_of_scikit_learn() -> None:
    labels, chances = answers()
    guesses = chances.argmax(axis=1)
    assert accuracy(labels, chances) == metrics.accuracy_score(labels, guesses)
    assert log_loss(labels, chances) == pytest.approx(metrics.log_loss(labels, chances))
    expected = metrics.confusion_matrix(labels, guesses, labels=range(5))
    assert np.array_equal(confusion(labels, guesses, 5), expected)


def test_a_genre_without_tracks_has_an_empty_row() -> None:
    found = confusion(np.array([0, 0, 2]), np.array([0, 1, 0]), 4)
    assert found.tolist() == [[1, 1, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]


def test_an_impossible_genre_costs_much_but_not_everything() -> None:
    assert log_loss(np.array([1]), np.array([[1.0, 0.0]])) == pytest.approx(27.6, abs=0.1)


def test_the_calibration_error_is_its_definition_written_out() -> None:
    labels, chances = answers()
    # The upper half of the bins too sure, the lower not sure enough: errors that would cancel out.
    sure = chances.max(axis=1) > 0.5
    labels[sure] = np.roll(labels[sure], 1)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for label, row in zip(labels, chances, strict=True):
        confidence = float(row.max())
        bins.setdefault(min(14, int(confidence * 15)), []).append(
            (confidence, row.argmax() == label)
        )
    expected = 0.0
    for members in bins.values():
        confidence = sum(c for c, _ in members) / len(members)
        right = sum(r for _, r in members) / len(members)
        expected += len(members) / len(labels) * abs(confidence - right)
    assert calibration_error(labels, chances) == pytest.approx(expected)


def test_who_is_sure_and_right_is_calibrated_and_who_is_sure_and_wrong_is_not() -> None:
    sure = np.eye(4)[[0, 1, 2, 3]]
    assert calibration_error(np.array([0, 1, 2, 3]), sure) == 0.0
    assert calibration_error(np.array([1, 2, 3, 0]), sure) == 1.0


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_the_published_one(
    hits: int, trials: int, low: float, high: float
) -> None:
    found = wilson_interval(hits, trials)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.value == hits / trials


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_is_that_of_scipy(hits_of: tuple[int, int]) -> None:
    hits, trials = hits_of
    expected = binomtest(hits, trials).proportion_ci(method="wilson")
    found = wilson_interval(hits, trials)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-6)
    assert 0.0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1.0


@pytest.mark.parametrize(("hits", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_a_share_of_nothing_or_above_all_is_refused(hits: int, trials: int) -> None:
    with pytest.raises(ValueError, match=rf"{hits} hits of {trials} trials make no share; count"):
        wilson_interval(hits, trials)


def clustered(
    artists: int, each: int, likeness: float, seed: int
) -> tuple[list[str], NDArray[np.float64]]:
    """Tracks right or wrong; of two by one artist, ``likeness`` is the chance to share a fate."""
    random = np.random.default_rng(seed)
    fate = random.random(artists) < 0.7
    own = random.random((artists, each)) < 0.7
    shared = random.random((artists, each)) < likeness
    names = [f"artist {i}" for i in range(artists) for _ in range(each)]
    return names, np.where(shared, fate[:, None], own).ravel().astype(np.float64)


def interval(artists: list[str], right: NDArray[np.float64], draws: int = 300) -> Interval:
    return bootstrap_interval(artists, lambda rows: float(right[rows].mean()), draws)


def test_the_interval_is_wider_where_tracks_share_their_artists_fate() -> None:
    artists, right = clustered(40, 10, likeness=0.9, seed=3)
    by_artist = interval(artists, right)
    by_track = interval([str(row) for row in range(len(right))], right)
    assert by_artist.value == by_track.value == right.mean()
    assert by_artist.high - by_artist.low > 2 * (by_track.high - by_track.low)


def test_the_interval_covers_the_truth_nearly_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(120):
        found = interval(*clustered(30, 5, likeness=0.8, seed=seed), draws=200)
        covered += found.low <= 0.7 <= found.high
    # 95% is promised; percentiles over 30 artists give somewhat less, by chance 0.86 to 0.99 here.
    assert covered / 120 >= 0.86


def test_with_one_track_an_artist_the_interval_is_nearly_wilsons() -> None:
    right = (np.arange(400) % 4 == 0).astype(np.float64)
    found = interval([str(row) for row in range(400)], right, draws=2000)
    expected = wilson_interval(100, 400)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.006)


def test_the_same_rows_give_the_same_interval() -> None:
    artists, right = clustered(20, 3, likeness=0.5, seed=5)
    assert interval(artists, right) == interval(artists, right)


def test_a_draw_for_which_the_figure_is_unknown_is_left_out() -> None:
    def share_of_b(rows: NDArray[np.int64]) -> float:
        chosen = rows[rows >= 2]  # b's rows; a draw may hold none of them
        return float(np.mean(chosen == 2)) if len(chosen) else np.nan

    found = bootstrap_interval(["a", "a", "b", "b"], share_of_b, 200)
    assert found == Interval(0.5, 0.5, 0.5)
