"""What moderators would find who review claims in a certain order, and the curves of that order.

A curve has a point for every place at which the order can be cut: claims of equal keys are never
parted, as scikit-learn has it (``roc_curve``, ``precision_recall_curve``). The curve of precision
against recall begins with the precision of its first cut, not with 1, which nothing reached.
Whoever reviews claims of equal keys takes them by chance; what is found is then the mean.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.evaluation.artist_auroc import artist_auroc
from genre_core.evaluation.by_chance import ENDS, found_by_chance
from genre_core.evaluation.intervals import Interval
from genre_core.evaluation.orders import Order

POINTS = 500
"""More than a chart is pixels wide in half a laptop; a curve is thinned to so many."""

_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Points, at most :data:`POINTS` of all there are, the strictest cut first; each float64 (m,).

    Attributes:
        x, y: shares; false flags and detection, or recall and precision.
        threshold: the order's key at the cut; at the first point, where nothing is called a lie,
            it is infinite.
    """

    x: _Array
    y: _Array
    threshold: _Array


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """An order of n claims, and what comes of reviewing them in it.

    Attributes:
        name: of the order.
        roc: detection (y) against the share of honest claims called lies (x).
        pr: precision (y) against detection (x).
        auroc: with its interval by artist.
        average_precision: mean precision over the lies, each at the cut that finds it.
        found: lies found in the first 1 to n reviews, (n,).
        found_low, found_high: the ends of 95% of what random orders find; where the order is not
            random the same as ``found``.
    """

    name: str
    roc: Curve
    pr: Curve
    auroc: Interval
    average_precision: float
    found: _Array
    found_low: _Array
    found_high: _Array


def ranked(order: Order, lies: NDArray[np.bool_], artist: NDArray[np.int64]) -> Ranking:
    """Return what an order of n claims is worth.

    Args:
        order: of the claims.
        lies: bool (n,), which of them are; some, but not all.
        artist: int64 (n,), numbers from 0 of who made each track.
    """
    values, place = np.unique(order.scores, return_inverse=True)
    # From the strictest cut on: how many lies and honest claims are above it.
    caught = np.bincount(place, lies, len(values))[::-1].cumsum()
    wrong = np.bincount(place, ~lies, len(values))[::-1].cumsum()
    reviews = caught + wrong
    recall, precision = caught / caught[-1], caught / reviews
    cuts = np.concatenate([[np.inf], values[::-1]])
    cuts = cuts if order.falling else -cuts
    found = np.interp(np.arange(1, len(lies) + 1), _from(0.0, reviews), _from(0.0, caught))
    return Ranking(
        name=order.name,
        roc=_thinned(_from(0.0, wrong / wrong[-1]), _from(0.0, recall), cuts),
        pr=_thinned(_from(0.0, recall), _from(float(precision[0]), precision), cuts),
        auroc=artist_auroc(place, lies, artist),
        average_precision=float(np.diff(recall, prepend=0.0) @ precision),
        found=found,
        found_low=found,
        found_high=found,
    )


def by_chance(name: str, lies: NDArray[np.bool_], artist: NDArray[np.int64]) -> Ranking:
    """Return what the random order is worth: the mean over all orders, and the band of 95%."""
    mean = ranked(Order(name, np.zeros(len(lies)), True), lies, artist)
    low, high = (found_by_chance(len(lies), int(lies.sum()), end) for end in ENDS)
    return Ranking(
        name=name,
        roc=mean.roc,
        pr=mean.pr,
        auroc=mean.auroc,
        average_precision=mean.average_precision,
        found=mean.found,
        found_low=low.astype(np.float64),
        found_high=high.astype(np.float64),
    )


def _from(start: float, values: _Array) -> _Array:
    return np.concatenate([[start], values])


def _thinned(x: _Array, y: _Array, threshold: _Array) -> Curve:
    """The points of a curve, so chosen that they lie evenly along it, both ends kept."""
    length = _from(0.0, np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y))))
    if len(x) > POINTS:
        marks = np.linspace(0.0, length[-1], POINTS)
        near = np.minimum(np.searchsorted(length, marks), len(x) - 1)
        kept = np.unique(np.concatenate([[0], near[1:-1], [len(x) - 1]]))
        x, y, threshold = x[kept], y[kept], threshold[kept]
    return Curve(x, y, threshold)
