"""Shares with intervals by artist, for many tracks: sums are drawn instead of the tracks.

An artist's tracks always count alike in a draw, so that her sums can stand for them; the intervals
are those of :func:`genre_core.evaluation.intervals.bootstrap_weighted`, in a time that the
artists determine.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from genre_core.evaluation.intervals import Interval, bootstrap_sums, share


def artist_shares(
    artists: Sequence[str] | NDArray[np.int64],
    parts: NDArray[np.float64],
    wholes: NDArray[np.float64],
) -> tuple[Interval, ...]:
    """Return the sum of each part over the sum of its whole; NaN where the whole is nothing.

    Args:
        artists: n names or numbers.
        parts: (n, f), what each track adds to the parts of f shares.
        wholes: (n, f), what it adds to their wholes.
    """
    names, artist = np.unique(np.asarray(artists), return_inverse=True)
    terms = np.hstack([parts, wholes]).T
    sums = np.empty((len(names), len(terms)))
    for column, term in zip(sums.T, terms, strict=True):
        column[:] = np.bincount(artist, term, len(names))
    return bootstrap_sums(sums, lambda sums: share(*np.split(sums, 2, axis=-1)))
