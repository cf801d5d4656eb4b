"""The AUROC is scikit-learn's, and its interval is what drawing the artists comes to."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from genre_core.evaluation.artist_auroc import artist_auroc as auroc_of_ranks
from genre_core.evaluation.intervals import Interval, bootstrap_interval


def scored(
    seed: int, artists: int, each: int, kinship: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    """Scores, lies and artists; an artist's scores have something in common."""
    rng = np.random.default_rng(seed)
    artist = np.repeat(np.arange(artists), each)
    lies = rng.random(len(artist)) < 0.3
    scores = rng.normal(size=len(artist)) + 1.2 * lies + kinship * rng.normal(size=artists)[artist]
    return scores, lies, artist


def artist_auroc(
    scores: NDArray[np.float64], lies: NDArray[np.bool_], artist: NDArray[np.int64]
) -> Interval:
    """Return what is made of the scores' ranks."""
    return auroc_of_ranks(np.unique(scores, return_inverse=True)[1], lies, artist)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 3)), min_size=2))
def test_it_is_that_of_scikit_learn_ties_included(
    drawn: list[tuple[int, bool, int]],
) -> None:
    scores, lies, artist = (np.array(column) for column in zip(*drawn, strict=True))
    assume(lies.any() and not lies.all())
    found = artist_auroc(scores.astype(np.float64), lies, artist)
    assert found.value == pytest.approx(roc_auc_score(lies, scores))
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


@pytest.mark.parametrize(("seed", "each", "kinship"), [(1, 1, 0.0), (2, 4, 0.0), (3, 4, 1.5)])
def test_the_interval_is_that_of_drawn_artists(seed: int, each: int, kinship: float) -> None:
    scores, lies, artist = scored(seed, 150, each, kinship)
    found = artist_auroc(scores, lies, artist)
    drawn = bootstrap_interval(
        [str(one) for one in artist], lambda rows: float(roc_auc_score(lies[rows], scores[rows]))
    )
    assert found.low == pytest.approx(drawn.low, abs=0.012)
    assert found.high == pytest.approx(drawn.high, abs=0.012)


def test_it_covers_the_truth_as_often_as_it_says() -> None:
    truth = artist_auroc(*scored(0, 20_000, 3, 1.0)).value
    hits = 0
    for seed in range(1, 401):
        found = artist_auroc(*scored(seed, 60, 3, 1.0))
        hits += found.low <= truth <= found.high
    assert 0.91 <= hits / 400 <= 0.98


def test_kinship_of_an_artists_tracks_widens_it() -> None:
    scores, lies, artist = scored(5, 80, 5, 2.0)
    related, alone = (artist_auroc(scores, lies, who) for who in (artist, np.arange(400)))
    assert related.value == alone.value
    assert related.high - related.low > alone.high - alone.low


def test_lies_of_a_single_artist_say_nothing_of_others() -> None:
    lies = np.array([True, True, False, False, False])
    found = artist_auroc(np.array([5.0, 3.0, 4.0, 1.0, 0.0]), lies, np.array([0, 0, 1, 2, 3]))
    assert found.value == pytest.approx(5 / 6)
    assert (found.low, found.high) == (0.0, 1.0)


def test_an_order_that_parts_all_lies_from_all_else_is_perfect() -> None:
    lies = np.array([True, False, True, False])
    found = artist_auroc(lies.astype(np.float64), lies, np.arange(4))
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)
