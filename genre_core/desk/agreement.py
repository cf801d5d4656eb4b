"""How far labels agree beyond chance.

Cohen's kappa compares two sides on the tracks that both labelled: kappa = (o - e) / (1 - e),
where o is the share of equal labels and e what it would be if each side gave its own labels
blindly (J. Cohen, Educational and Psychological Measurement 20, 1960). 1 is full agreement, 0
what chance gives, less is worse than chance. Where only one label occurs, chance agrees fully
and kappa is unknown: NaN. For more than two at once see module reliability.

Intervals are 95%, over drawn artists.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.groups import coded, grouped
from genre_core.evaluation.intervals import Interval, bootstrap_weighted, share

DRAWS = 400
"""Times the artists are drawn: the ends are then steady to about a tenth of the width."""
LEAST_TRACKS = 10
"""Tracks below which a kappa would be chance, and is not given."""
UNKNOWN = Interval(np.nan, np.nan, np.nan)

_ONE_LABEL = "Only one label occurs among them, so that chance would agree as well."


@dataclass(frozen=True, slots=True)
class Compared:
    """One track by an artist, as two sides labelled it."""

    artist: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides, "ada and ben", and all tracks that both labelled."""

    names: str
    tracks: Sequence[Compared]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two sides agree.

    Attributes:
        sides: which two.
        tracks, artists: that both labelled, and whose.
        percent: share of equal labels, in [0, 1].
        kappa: Cohen's, in [-1, 1].
        sentence: why a figure is unknown; empty where none is.
    """

    sides: str
    tracks: int
    artists: int
    percent: Interval
    kappa: Interval
    sentence: str


def percent_agreement(first: Sequence[str], second: Sequence[str]) -> float:
    """Return the share of equal labels, in [0, 1]; NaN of none.

    Raises:
        ValueError: one side has more labels than the other.
    """
    _check_paired(first, second)
    return float(np.mean([float(a == b) for a, b in zip(first, second, strict=True)] or [np.nan]))


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Return Cohen's kappa, in [-1, 1]; NaN of no labels, or where only one occurs.

    Args:
        first: one side's labels, one a track.
        second: the other side's labels of the same tracks.

    Raises:
        ValueError: one side has more labels than the other.
    """
    _check_paired(first, second)
    if not first:
        return float("nan")
    table = _Table([[Compared("", a, b) for a, b in zip(first, second, strict=True)]])
    return float(table.figures(np.ones(len(table.groups)))[1])


def agreements(sides: Sequence[Sides], draws: int = DRAWS) -> tuple[Agreement, ...]:
    """Return how far each two sides agree, in the same order."""
    enough = [each for each in sides if len(each.tracks) >= LEAST_TRACKS]
    found = iter(_bootstrapped([each.tracks for each in enough], draws))
    return tuple(
        _too_few(each) if len(each.tracks) < LEAST_TRACKS else _agreement(each, *next(found))
        for each in sides
    )


class _Table:
    """Labels counted by two sides, group of artists and label, so that a draw is a few sums."""

    def __init__(self, of_sides: Sequence[Sequence[Compared]]) -> None:
        tracks = [track for each in of_sides for track in each]
        side = np.repeat(np.arange(len(of_sides)), [len(each) for each in of_sides])
        self.groups, group = coded(grouped([track.artist for track in tracks]))
        names, labels = coded([t.first for t in tracks] + [t.second for t in tracks])
        first, second = np.split(labels, 2)
        self.n, self.k = len(of_sides), len(names)
        self.total = _Counts(side, group, self.n)
        self.equal = _Counts(side[first == second], group[first == second], self.n)
        self.first = _Counts(side * self.k + first, group, self.n * self.k)
        self.second = _Counts(side * self.k + second, group, self.n * self.k)

    def figures(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shares of equal labels (n,), then kappas (n,), of n two sides, by the groups' weights."""
        total, equal = self.total.sums(weights), self.equal.sums(weights)
        products = self.first.sums(weights) * self.second.sums(weights)
        blindly = products.reshape(self.n, self.k).sum(axis=1)
        # Times the total squared: whole numbers, whose difference is 0 where it should be.
        kappa = share(equal * total - blindly, total * total - blindly)
        return np.concatenate([share(equal, total), kappa])


class _Counts:
    """How many rows have each code and group."""

    def __init__(self, code: NDArray[np.int64], group: NDArray[np.int64], codes: int) -> None:
        width = int(group.max(initial=0)) + 1
        cells, counts = np.unique(code * width + group, return_counts=True)
        self.code, self.group = np.divmod(cells, width)
        self.counts, self.codes = counts.astype(np.float64), codes

    def sums(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows of each code, (codes,), by the groups' weights."""
        found = np.bincount(self.code, weights[self.group] * self.counts, self.codes)
        return found.astype(np.float64)


def _bootstrapped(
    of_sides: Sequence[Sequence[Compared]], draws: int
) -> list[tuple[Interval, Interval]]:
    if not of_sides:
        return []
    table = _Table(of_sides)
    found = bootstrap_weighted(table.groups, table.figures, draws)
    return list(zip(found[: table.n], found[table.n :], strict=True))


def _agreement(sides: Sides, percent: Interval, kappa: Interval) -> Agreement:
    artists = len({track.artist for track in sides.tracks})
    why = _ONE_LABEL if np.isnan(kappa.value) else ""
    if artists == 1:
        why = "All tracks are one artist's: how far that holds for others cannot be said."
        percent, kappa = _without_ends(percent), _without_ends(kappa)
    return Agreement(sides.names, len(sides.tracks), artists, percent, kappa, why)


def _too_few(sides: Sides) -> Agreement:
    n, artists = len(sides.tracks), len({track.artist for track in sides.tracks})
    have = "1 track has" if n == 1 else f"{n} tracks have"
    few = f"{have} labels of {sides.names}; {LEAST_TRACKS} or more are needed."
    return Agreement(sides.names, n, artists, UNKNOWN, UNKNOWN, few)


def _without_ends(interval: Interval) -> Interval:
    return Interval(interval.value, np.nan, np.nan)


def _check_paired(first: Sequence[str], second: Sequence[str]) -> None:
    if len(first) != len(second):
        raise ValueError(
            f"One side has {len(first)} labels, the other {len(second)}; give one of each a track."
        )
