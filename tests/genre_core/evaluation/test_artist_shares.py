"""Drawing artists' sums gives the intervals that drawing their tracks gives."""

import numpy as np
import pytest
from numpy.typing import NDArray

from genre_core.evaluation.artist_shares import artist_shares
from genre_core.evaluation.intervals import bootstrap_interval


def test_intervals_are_those_of_drawing_whole_artists(rng: np.random.Generator) -> None:
    artists = [f"a{number}" for number in rng.integers(0, 20, 120)]
    parts = rng.integers(0, 2, (120, 2)).astype(np.float64)
    wholes = np.maximum(parts, rng.integers(0, 2, (120, 2)))
    for column, found in enumerate(artist_shares(artists, parts, wholes)):

        def ratio(rows: NDArray[np.int64], column: int = column) -> float:
            return float(parts[rows, column].sum() / wholes[rows, column].sum())

        by_hand = bootstrap_interval(artists, ratio)
        assert (found.value, found.low, found.high) == pytest.approx(
            (by_hand.value, by_hand.low, by_hand.high)
        )


def test_a_share_of_nothing_is_unknown() -> None:
    (found,) = artist_shares(["a", "b"], np.zeros((2, 1)), np.zeros((2, 1)))
    assert np.isnan([found.value, found.low, found.high]).all()
