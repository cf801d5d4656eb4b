"""How good the answers are: figures, and intervals that respect the artists.

Tracks of one artist succeed and fail together, so an interval that treats them as
independent is too narrow. :func:`bootstrap_interval` draws whole artists with replacement
(the cluster bootstrap: A. C. Davison and D. V. Hinkley, "Bootstrap Methods", 1997, 3.8).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Statistic = Callable[[NDArray[np.int64]], float]
"""A figure of the rows with these indices."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the ends of its 95% interval."""

    value: float
    low: float
    high: float


def bootstrap_interval(
    artists: Sequence[str], statistic: Statistic, draws: int = 1000, seed: int = 440
) -> Interval:
    """Return a statistic of all rows with its 95% percentile interval over drawn artists.

    Args:
        artists: one a row.
        statistic: figure of a set of rows, given as their indices, repeats included.
        draws: number of times the artists are drawn.
        seed: of the drawing.
    """
    names, of_row = np.unique(np.asarray(artists), return_inverse=True)
    rows = [np.flatnonzero(of_row == artist) for artist in range(len(names))]
    random = np.random.default_rng(seed)
    figures = [
        statistic(np.concatenate([rows[artist] for artist in drawn]))
        for drawn in random.integers(0, len(names), (draws, len(names)))
    ]
    low, high = np.nanpercentile(figures, [2.5, 97.5])
    return Interval(statistic(np.arange(len(of_row))), float(low), float(high))


def wilson_interval(hits: int, trials: int) -> Interval:
    """Return a share with its 95% interval (E. B. Wilson, JASA 1927), trials independent."""
    if trials < 1 or not 0 <= hits <= trials:
        raise ValueError(f"{hits} hits of {trials} trials make no share; count 0 to all of them.")
    z = 1.959964
    share = hits / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(share * (1 - share) / trials + (z / trials / 2) ** 2)
    return Interval(share, float(max(0.0, centre - half)), float(min(1.0, centre + half)))


def accuracy(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Return the share of rows whose largest probability, (n, K), is at the label, (n,)."""
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def log_loss(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Return the mean of -log p of the label, in nats; p (n, K), labels (n,)."""
    chosen = probabilities[np.arange(len(labels)), labels]
    return float(-np.mean(np.log(np.maximum(chosen, 1e-12))))


def calibration_error(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], bins: int = 15
) -> float:
    """Return the expected calibration error of the top guess (C. Guo et al., ICML 2017).

    Confidence is cut into equal bins from 0 to 1; the error is the mean distance between a
    bin's confidence and its accuracy, weighted by the bin's rows.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = np.bincount(bin_of, confidence - right, bins)
    return float(np.abs(gap).sum() / len(labels))


def confusion(labels: NDArray[np.int64], predicted: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the counts (n, n): row = true genre, column = predicted genre."""
    return np.bincount(labels * n + predicted, minlength=n * n).reshape(n, n)
