"""How many claims are wrong at or below any alpha, as decisions tell it: a stratified estimate.

Known claims are counted exactly. Of the others each band (module strata) has a rate, of which
Jeffreys' posterior is drawn, Beta(wrong + 1/2, right + 1/2) (L. D. Brown, T. T. Cai and
A. DasGupta, Statistical Science 16, 2001), and then the number of wrong claims, binomially, since
the catalogue is finite. The middle of 4,000 draws is the figure, their 2.5th and 97.5th
percentiles are its ends. All alphas are answered from the same draws, so that figures never
contradict each other while a slider moves.

Flags are decided worst first, so that the open ones are wrong less often than the decided ones of
their band, and more often than what was never flagged; how often, no decision tells. A third of
the draws give them the rate of the decided ones, the others any rate between the two. That holds
the truth whether people decided in the desk's order or in any, and it costs wide intervals
until the queue is empty.

A band without any decision can be anything, and its draws say so; where more than a tenth of the
tracks lie in such bands there is no figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.policy.known import Known
from genre_core.desk.policy.strata import Band, bands
from genre_core.evaluation.intervals import Interval

DRAWS = 4000
UNREACHED = 0.1
"""Share of tracks in bands without decisions above which a figure would be invented."""
_AS_DECIDED = 1 / 3
"""Share of the draws in which open flags are as often wrong as decided ones."""
UNKNOWN = Interval(np.nan, np.nan, np.nan)
_Array = NDArray[np.float64]
_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Audited:
    """The draws, for n tracks in C cells, none of which lies in two bands.

    Attributes:
        bands: what the rates are taken from.
        edges: (C,) upper edges of the cells, rising, the last one 1.
        thresholds: (n,) of all tracks, rising.
        rest: of those that are not known, rising.
        wrong: of those that are known to be wrong, rising.
        drawn: int64 (C + 1, DRAWS), wrong ones among the rest up to each edge, the first row 0.
        reached: bool (C,), whether the cell's band has decisions to go by.
    """

    bands: tuple[Band, ...]
    edges: _Array
    thresholds: _Array
    rest: _Array
    wrong: _Array
    drawn: _Counts
    reached: NDArray[np.bool_]

    def tracks(self, alpha: float) -> int:
        """Return how many tracks have a threshold of at most alpha."""
        return _up_to(self.thresholds, alpha)

    def undecided(self, alpha: float) -> int:
        """Return how many of these are not known."""
        return _up_to(self.rest, alpha)

    def unreached(self, alpha: float) -> int:
        """Return how many of these lie in bands without any decision."""
        tops = np.minimum(self.edges, alpha)
        counts = np.diff(np.searchsorted(self.rest, tops, side="right"), prepend=0)
        return int(counts[~self.reached].sum())

    def guessed(self, alpha: float) -> bool:
        """Return whether too many of these lie there for a figure."""
        return self.unreached(alpha) > UNREACHED * self.tracks(alpha)

    def wrongs(self, alpha: float) -> _Counts:
        """Return the draws (DRAWS,) of how many claims at or below alpha are wrong."""
        cell = int(np.searchsorted(self.edges, alpha, side="right"))
        found = _up_to(self.wrong, alpha) + self.drawn[cell]
        below = _up_to(self.rest, self.edges[cell - 1]) if cell else 0
        part = self.undecided(alpha) - below
        if cell == len(self.edges) or not part:
            return np.asarray(found)
        inside = self.drawn[cell + 1] - self.drawn[cell]
        whole = _up_to(self.rest, self.edges[cell]) - below
        # Of the wrong ones that were drawn in the cell, those that come first; the sum stays.
        chance = np.random.default_rng(1)
        return np.asarray(found + chance.hypergeometric(inside, whole - inside, part))


def audited(thresholds: _Array, known: Known, grid: tuple[float, ...] = ()) -> Audited:
    """Return the draws for n tracks.

    Args:
        thresholds: (n,) in (0, 1].
        known: of the same tracks.
        grid: alphas in (0, 1) that shall be edges of cells, since they will be asked for.
    """
    of = bands(thresholds, known)
    highs = np.array([band.high for band in of])
    edges = np.unique([*highs, *grid])
    band = np.searchsorted(highs, edges, side="left")
    rest = np.sort(thresholds[~known.decided])
    counts = np.diff(np.searchsorted(rest, edges, side="right"), prepend=0)
    sampled = np.array([each.sampled for each in of])
    wrong = np.array([each.sampled_wrong for each in of])
    chance = np.random.default_rng(0)
    rates = _of_the_rest(of, chance.beta(wrong + 0.5, sampled - wrong + 0.5, (DRAWS, len(of))))
    cells = chance.binomial(counts, rates[:, band])
    drawn = np.zeros((len(edges) + 1, DRAWS), np.int64)
    drawn[1:] = cells.cumsum(axis=1).T
    return Audited(
        bands=of,
        edges=edges,
        thresholds=np.sort(thresholds),
        rest=rest,
        wrong=np.sort(thresholds[known.wrong]),
        drawn=drawn,
        reached=sampled[band] > 0,
    )


def _of_the_rest(of: Sequence[Band], rates: _Array) -> _Array:
    """How often what is not known is wrong, (DRAWS, B), given how often what is sampled is."""
    chance = np.random.default_rng(2)
    between = chance.random((DRAWS, 1))
    between[chance.random((DRAWS, 1)) < _AS_DECIDED] = 1.0
    # The last band ends at 1, above every alpha.
    never_flagged = [band.flagged for band in of].index(False)
    least = np.minimum(rates, rates[:, [never_flagged]])
    worst_first = np.array([band.worst_first for band in of])
    return np.where(worst_first, least + between * (rates - least), rates)


def interval(draws: NDArray[np.floating] | _Counts) -> Interval:
    """Return the middle of draws with the ends of their 95% interval."""
    low, middle, high = np.percentile(draws, [2.5, 50, 97.5])
    return Interval(float(middle), float(low), float(high))


def _up_to(rising: _Array, alpha: float) -> int:
    return int(np.searchsorted(rising, alpha, side="right"))
