"""The reliability diagram: of the tracks of which a model was 70% sure, is it right about 70%?

Rows hold probabilities after temperature. Before it, each was p^T, scaled so that the row sums to
1 again (p = softmax(z / T), so that z = T log p up to a constant); no logits need be kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.conformal import probabilities
from genre_core.evaluation.artist_shares import artist_shares
from genre_core.evaluation.figures import binning_error, calibration_error
from genre_core.evaluation.intervals import Interval

BARS = 10
"""Bars of the diagram, equally wide from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The tracks of whose genre a model was about as sure.

    Attributes:
        low, high: the ends of how sure.
        sure: mean of how sure.
        right: share of them that it guessed right, by artist.
        tracks: how many, >= 1.
    """

    low: float
    high: float
    sure: float
    right: Interval
    tracks: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far a model's probabilities can be taken at their word.

    Attributes:
        bars: those that have tracks, the least sure first.
        error: expected calibration error, see
            :func:`genre_core.evaluation.figures.calibration_error`.
        noise: what binning alone makes it, were all calibrated perfectly.
        sure: mean probability of the guess.
        right: share of right guesses.
    """

    bars: tuple[Bar, ...]
    error: float
    noise: float
    sure: float
    right: float


def untempered(chances: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Return what probabilities (n, K) were before they were softened by a temperature > 0."""
    tiny = float(np.finfo(np.float64).tiny)
    return probabilities(np.log(np.maximum(chances, tiny)) * temperature, 1.0)


def reliability(
    artists: Sequence[str], labels: NDArray[np.int64], chances: NDArray[np.float64]
) -> Reliability:
    """Return the diagram of n >= 1 tracks: artists (n,), labels (n,), probabilities (n, K)."""
    sure = chances.max(axis=1)
    right = chances.argmax(axis=1) == labels
    bar_of = np.minimum((sure * BARS).astype(np.int64), BARS - 1)
    of_bar = np.eye(BARS)[bar_of]
    shares = artist_shares(artists, of_bar * right[:, None], of_bar)
    return Reliability(
        bars=tuple(
            Bar(bar / BARS, (bar + 1) / BARS, float(sure[bar_of == bar].mean()), interval, count)
            for bar, (interval, count) in enumerate(
                zip(shares, of_bar.sum(axis=0).astype(int).tolist(), strict=True)
            )
            if count
        ),
        error=calibration_error(labels, chances),
        noise=binning_error(chances),
        sure=float(sure.mean()),
        right=float(right.mean()),
    )
