"""How far any number of moderators agree beyond chance, whoever labelled what.

Krippendorff's alpha = 1 - D_o / D_e (K. Krippendorff, "Content Analysis", 2004, chapter 11),
nominal: D_o is the disagreement of those who labelled the same track, D_e that of labels put
together blindly. 1 is full agreement, 0 what chance gives. A track with one label says nothing,
and where only one label occurs alpha is unknown: NaN.

The library krippendorff gives the value. It has no weights, and takes memory for tracks times
labels squared; the interval, which draws artists again, and the value of many tracks come from
the same sums written out, which are linear in the tracks.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.agreement import DRAWS, LEAST_TRACKS, UNKNOWN
from genre_core.desk.groups import coded, grouped
from genre_core.evaluation.intervals import Interval, bootstrap_weighted

_CELLS = 2**22
"""Tracks times labels squared that the library is given at most; it takes 100 MB for them."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One moderator's label of a track by an artist."""

    track: int
    artist: str
    label: str


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far all moderators agree.

    Attributes:
        tracks: that two or more labelled.
        votes: their labels.
        alpha: Krippendorff's, at most 1.
        sentence: why it is unknown; empty where it is known.
    """

    tracks: int
    votes: int
    alpha: Interval
    sentence: str


def krippendorff_alpha(votes: Sequence[Vote]) -> float:
    """Return Krippendorff's alpha, at most 1; NaN where no two labels can differ."""
    table = _Table(votes)
    counts = table.counts()
    if counts.shape[1] < 2:
        return float("nan")
    if counts.size * counts.shape[1] > _CELLS:
        return table.alpha()
    # Here, since nothing else of the desk needs it.
    import krippendorff

    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def reliability(votes: Sequence[Vote], draws: int = DRAWS) -> Reliability:
    """Return Krippendorff's alpha with its interval."""
    table = _Table(votes)
    tracks, n = int(table.first.sum()), int(table.size.sum())
    if tracks < LEAST_TRACKS:
        few = f"{tracks} tracks have labels of two moderators; {LEAST_TRACKS} or more are needed."
        return Reliability(tracks, n, UNKNOWN, few)
    value = krippendorff_alpha(votes)
    if np.isnan(value):
        same = "All labels are the same, so that chance would agree as well."
        return Reliability(tracks, n, UNKNOWN, same)
    drawn = table.bootstrapped(draws)
    if len(set(table.artists)) == 1:
        one = "All tracks are one artist's: how far that holds for others cannot be said."
        return Reliability(tracks, n, Interval(value, np.nan, np.nan), one)
    return Reliability(tracks, n, Interval(value, drawn.low, drawn.high), "")


class _Table:
    """Votes on tracks that have two or more, counted: a row a track and label."""

    def __init__(self, votes: Sequence[Vote]) -> None:
        of_track = Counter(vote.track for vote in votes)
        kept = [vote for vote in votes if of_track[vote.track] > 1]
        labels, label = coded([vote.label for vote in kept])
        tracks = np.array([vote.track for vote in kept], dtype=np.int64)
        track = np.unique(tracks, return_inverse=True)[1].astype(np.int64)
        self.k = len(labels)
        cells, where, size = np.unique(
            track * max(self.k, 1) + label, return_index=True, return_counts=True
        )
        self.track, self.label = np.divmod(cells, max(self.k, 1))
        self.size = size.astype(np.float64)
        self.artists = [kept[row].artist for row in where]
        self.first = np.diff(self.track, prepend=-1) > 0
        votes_of = np.bincount(self.track, self.size)[self.track]
        # What each of a track's labels adds to the coincidences of unequal ones.
        self.unequal = self.size * (votes_of - self.size) / np.maximum(votes_of - 1, 1)

    def bootstrapped(self, draws: int) -> Interval:
        """Alpha over drawn artists."""
        names, group = coded(grouped(self.artists))
        unequal = np.bincount(group, self.unequal)
        cells = group * self.k + self.label
        of_label = np.bincount(cells, self.size, len(names) * self.k).reshape(-1, self.k)
        (found,) = bootstrap_weighted(
            names, lambda weights: _alpha(float(weights @ unequal), weights @ of_label), draws
        )
        return found

    def alpha(self) -> float:
        """Alpha of all tracks."""
        of_label = np.bincount(self.label, self.size, self.k)
        return float(_alpha(float(self.unequal.sum()), of_label.astype(np.float64))[0])

    def counts(self) -> NDArray[np.int64]:
        """Votes for each label, (rows, k); tracks that agree on a label share a row.

        m votes for one label are m coincidences of it, whether of one track or of many.
        """
        alone = np.bincount(self.track)[self.track] == 1
        apart = np.unique(self.track[~alone], return_inverse=True)[1]
        found = np.zeros((self.k + len(set(apart)), self.k), dtype=np.int64)
        np.add.at(found, (self.label[alone], self.label[alone]), self.size[alone].astype(np.int64))
        found[self.k + apart, self.label[~alone]] = self.size[~alone]
        return found


def _alpha(unequal: float, of_label: NDArray[np.float64]) -> NDArray[np.float64]:
    """Alpha (1,) by the coincidences of unequal labels and the votes for each label, (k,)."""
    n = of_label.sum()
    blindly = n * n - (of_label * of_label).sum()
    return np.array([1 - (n - 1) * unequal / blindly if blindly > 0 else np.nan])
