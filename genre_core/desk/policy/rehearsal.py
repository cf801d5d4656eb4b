"""What policies would make of lies, rehearsed on a model's own test tracks, before anyone decided.

Each test track's own genre is an honest claim, every other genre a lie, weighed as module
genre_core.evaluation.lies does; a track that is itself a calibration track is taken out first.
A catalogue of which a stated share lies is mixed from the two. That share is an assumption, and
test tracks are not the catalogue: what the desk decides is better as soon as there is any of it.
Intervals are by artist.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.policy.terms import GRID
from genre_core.evaluation.claim_findings import hold_claims
from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.intervals import Interval, bootstrap_weighted, share
from genre_core.evaluation.lies import Lie, told
from genre_core.evaluation.own_outcomes import twins

STATED = 0.05
"""Share of claims that are taken for lies unless another is stated."""
_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsal:
    """What lies of one kind come to, at each alpha of :data:`GRID`.

    Attributes:
        title: the model's name and version, for people.
        lie: the kind.
        share: of claims that lie, in (0, 1).
        tracks: test tracks that it rests on.
        precision: (A, 3), share of lies among the flags with the ends of its 95% interval; NaN
            where nothing is flagged.
        missed: (A, 3), share of the lies that is not flagged, untestable ones too.
    """

    title: str
    lie: Lie
    share: float
    tracks: int
    precision: _Array
    missed: _Array

    def precision_at(self, alpha: float) -> Interval:
        """Return the precision at alpha in (0, 0.5], between two of the grid in proportion."""
        return _between(alpha, self.precision)

    def missed_at(self, alpha: float) -> Interval:
        """Return the share of lies that is missed at alpha, in the same way."""
        return _between(alpha, self.missed)


def rehearse(model: Contestant, stated: float = STATED, lie: Lie = Lie.UNIFORM) -> Rehearsal:
    """Rehearse; some seconds for a hundred thousand test tracks.

    Args:
        model: whose tracks and calibration.
        stated: share of claims that lie, in (0, 1).
        lie: the kind.
    """
    labels = model.labels(model.genres)
    honest = np.eye(len(model.genres))[labels]
    claims = told(lie, labels, model.genres)
    thresholds = _thresholds(model, labels)
    artists, artist = np.unique(model.rows["artist"].astype(str), return_inverse=True)
    of_honest = _flagged(thresholds, honest, artist, len(artists))
    of_lies = _flagged(thresholds, claims, artist, len(artists))
    sums = np.column_stack([honest.sum(axis=1), claims.sum(axis=1)])
    terms = np.hstack([of_honest, of_lies, _summed(sums, artist, len(artists))])
    a = len(GRID)

    def figures(weights: _Array) -> _Array:
        counted = weights @ terms
        false, caught, (claimed, lied) = counted[:a], counted[a : 2 * a], counted[2 * a :]
        detection = share(caught, np.full(a, lied))
        right = stated * detection
        flags = right + (1 - stated) * share(false, np.full(a, claimed))
        return np.concatenate([share(right, flags), 1 - detection])

    found = bootstrap_weighted(artists.tolist(), figures)
    ends = np.array([(each.value, each.low, each.high) for each in found])
    return Rehearsal(model.title, lie, stated, len(labels), ends[:a], ends[a:])


def _thresholds(model: Contestant, labels: NDArray[np.int64]) -> _Array:
    """The least alpha (n, K) at which each track is flagged if it claims each genre."""
    chances = model.chances(model.genres)
    twin = twins(labels, chances, model.calibration)
    held = [
        hold_claims(chances, [genre] * len(labels), model.calibration, twin).thresholds
        for genre in model.genres
    ]
    return np.column_stack(held)


def _flagged(thresholds: _Array, claims: _Array, artist: NDArray[np.intp], artists: int) -> _Array:
    """How many of an artist's claims are flagged at each alpha of the grid: (artists, A).

    Args:
        thresholds: (n, K).
        claims: (n, K), how often each is made.
        artist: (n,), whose the tracks are.
        artists: how many there are.
    """
    width = len(GRID) + 1
    place = np.searchsorted(GRID, thresholds, side="left")
    cell = place + width * artist[:, None]
    counted = np.bincount(cell.ravel(), claims.ravel(), artists * width)
    return np.asarray(counted.reshape(artists, width)[:, :-1].cumsum(axis=1))


def _summed(values: _Array, artist: NDArray[np.intp], artists: int) -> _Array:
    columns = [np.bincount(artist, column, artists) for column in values.T]
    return np.column_stack(columns)


def _between(alpha: float, curve: _Array) -> Interval:
    value, low, high = (float(np.interp(alpha, GRID, column)) for column in curve.T)
    return Interval(value, low, high)
