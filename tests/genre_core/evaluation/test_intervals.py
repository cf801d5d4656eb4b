"""Intervals agree with published ones, with scipy's and, draw by draw, with one another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest

from genre_core.evaluation.intervals import (
    Interval,
    bootstrap_interval,
    bootstrap_weighted,
    share,
    wilson_interval,
)


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


def test_weighing_rows_comes_to_the_same_as_repeating_them() -> None:
    artists, right = clustered(30, 4, likeness=0.6, seed=9)
    odd = np.arange(len(right)) % 2

    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array(
            [weights @ right / weights.sum(), (weights @ (right * odd)) / (weights @ odd)]
        )

    mean, of_odd = bootstrap_weighted(artists, figures, 200)
    for found, expected in (
        (mean, bootstrap_interval(artists, lambda rows: float(right[rows].mean()), 200)),
        (of_odd, bootstrap_interval(artists, lambda r: float(right[r][odd[r] == 1].mean()), 200)),
    ):
        assert (found.value, found.low, found.high) == pytest.approx(
            (expected.value, expected.low, expected.high)
        )


def test_a_figure_that_no_draw_knows_has_no_interval_and_spoils_no_other() -> None:
    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([np.nan, weights.mean()])

    unknown, known = bootstrap_weighted(["a", "b"], figures, 50)
    assert np.isnan([unknown.value, unknown.low, unknown.high]).all()
    assert known == Interval(1.0, 1.0, 1.0)


def test_a_share_of_nothing_is_unknown_and_not_zero() -> None:
    found = share(np.array([1.0, 0.0]), np.array([4.0, 0.0]))
    assert found[0] == 0.25
    assert np.isnan(found[1])
