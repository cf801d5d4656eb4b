"""How strange each test track looks among the honest tracks of its own genre.

That is the p-value of an honest claim, the same number that a verdict on the track would show;
where the track is itself one of the calibration tracks, as in a cross-validation, it is taken
out first. All rows of a genre are counted at once: a hundred thousand take a second.
"""

import numpy as np
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.conformal import nonconformity
from genre_core.contestant import Contestant

_SAME = 1e-12  # as in Contestant.calibration_without


def own_p_values(model: Contestant) -> NDArray[np.float64]:
    """Return the p-value (n,) of each test track's own genre, in (0, 1].

    It is 1 where the calibration has no (other) track of the genre: nothing speaks against it.
    """
    labels, chances = model.labels(model.genres), model.chances(model.genres)
    found = np.ones(len(labels))
    for place in range(len(model.genres)):
        rows = np.flatnonzero(labels == place)
        found[rows] = _p_values(chances[rows], place, model.calibration)
    return found


def _p_values(chances: NDArray[np.float64], genre: int, known: Calibration) -> NDArray[np.float64]:
    """The p-values of rows (m, K), all of the genre with this index."""
    honest = known.probabilities[known.labels == genre]
    honest = honest[np.argsort(honest[:, genre], kind="stable")]
    # Sorted by probability, the strangest come first: those at most as likely are as strange.
    scores = nonconformity(honest[:, genre])
    own = nonconformity(chances[:, genre])
    as_strange = np.searchsorted(-scores, -own, side="right")
    twin = _twins(chances, honest, genre)
    there = twin >= 0
    taken_out = there & (scores[np.maximum(twin, 0)] >= own) if len(scores) else there
    return np.asarray((1 + as_strange - taken_out) / (len(scores) - there + 1))


def _twins(
    chances: NDArray[np.float64], honest: NDArray[np.float64], genre: int
) -> NDArray[np.int64]:
    """The place (m,) of each row itself among the honest rows, sorted by genre; -1 if absent."""
    first = np.searchsorted(honest[:, genre], chances[:, genre] - _SAME, side="left")
    last = np.searchsorted(honest[:, genre], chances[:, genre] + _SAME, side="right")
    places = np.full(len(chances), -1, dtype=np.int64)
    for row in np.flatnonzero(last > first):
        near = np.abs(honest[first[row] : last[row]] - chances[row]) <= _SAME
        same = np.flatnonzero(near.all(axis=1))
        if len(same):
            places[row] = first[row] + same[0]
    return places
