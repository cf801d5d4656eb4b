"""Intervals that respect the artists.

Tracks of one artist succeed and fail together, so an interval that treats them as
independent is too narrow. Whole artists are drawn with replacement instead (the cluster
bootstrap: A. C. Davison and D. V. Hinkley, "Bootstrap Methods", 1997, 3.8), and the 2.5th and
97.5th percentiles of what comes out are the ends. A draw in which a figure is unknown (NaN:
the recall of a genre of which no track was drawn) does not count for that figure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Statistic = Callable[[NDArray[np.int64]], float]
"""A figure of the rows with these indices."""
Figures = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Figures (f,) of all n rows, of which each counts as often as its weight (n,) says."""
_BLOCK = 64  # draws at a time, so that a hundred thousand artists fit into memory


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the ends of its 95% interval; all three NaN where it is unknown."""

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
    return _interval(statistic(np.arange(len(of_row))), np.array(figures))


def bootstrap_weighted(
    artists: Sequence[str], figures: Figures, draws: int = 1000, seed: int = 440
) -> tuple[Interval, ...]:
    """Return several figures with their intervals, from the draws of :func:`bootstrap_interval`.

    An artist who was drawn twice has rows of weight 2. What is a sum over the rows is then one
    product, weights @ terms, which takes thousands of tracks through a thousand draws in
    a second.

    Args:
        artists: one a row.
        figures: from the rows' weights; with all of them 1 it gives the figures themselves.
        draws: number of times the artists are drawn.
        seed: of the drawing.
    """
    names, of_row = np.unique(np.asarray(artists), return_inverse=True)
    drawn = [figures(times[of_row].astype(np.float64)) for times in _drawn(len(names), draws, seed)]
    values = figures(np.ones(len(of_row)))
    return tuple(map(_interval, values.tolist(), np.array(drawn).T))


def bootstrap_sums(
    sums: NDArray[np.float64], figures: Figures, draws: int = 1000, seed: int = 440
) -> tuple[Interval, ...]:
    """Return what :func:`bootstrap_weighted` does, for figures of sums over the rows.

    Args:
        sums: (a, s), of the rows of each artist, in the order of the artists' names.
        figures: from sums over all rows (..., s) to figures (..., f).
        draws: number of times the artists are drawn.
        seed: of the drawing.
    """
    times = _drawn(len(sums), draws, seed)
    blocks = [times[start : start + _BLOCK] for start in range(0, draws, _BLOCK)]
    drawn = np.concatenate([figures(block.astype(np.float64) @ sums) for block in blocks])
    return tuple(map(_interval, figures(sums.sum(axis=0)).tolist(), drawn.T))


def wilson_interval(hits: int, trials: int) -> Interval:
    """Return a share with its 95% interval (E. B. Wilson, JASA 1927), trials independent."""
    if trials < 1 or not 0 <= hits <= trials:
        raise ValueError(f"{hits} hits of {trials} trials make no share; count 0 to all of them.")
    z = 1.959964
    share = hits / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(share * (1 - share) / trials + (z / trials / 2) ** 2)
    return Interval(share, float(max(0.0, centre - half)), float(min(1.0, centre + half)))


def share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return part / whole of the same shape, NaN where the whole is nothing."""
    unknown = np.full(np.shape(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=unknown, where=np.asarray(whole) > 0))


@lru_cache(maxsize=4)
def _drawn(artists: int, draws: int, seed: int) -> NDArray[np.uint8]:
    """How often each artist is drawn each time, (draws, artists), kept since drawing takes long.

    A byte holds it: of 255 artists none is drawn more often than that, and of more each about once.
    """
    random = np.random.default_rng(seed)
    times = np.empty((draws, artists), np.uint8)
    for each, chosen in zip(times, random.integers(0, artists, (draws, artists)), strict=True):
        each[:] = np.bincount(chosen, minlength=artists)
    times.setflags(write=False)
    return times


def _interval(value: float, drawn: NDArray[np.float64]) -> Interval:
    known = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(known):
        return Interval(np.nan, np.nan, np.nan)
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(float(value), float(low), float(high))
