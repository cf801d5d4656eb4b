"""Shares with intervals by artist, for many tracks: sums are drawn instead of the tracks.

An artist's tracks always count alike in a draw, so that her sums can stand for them; the intervals
are those of :func:`genre_core.evaluation.intervals.bootstrap_weighted`, in a time that the
artists determine.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from genre_core.evaluation.intervals import Interval, bootstrap_weighted, share


def artist_shares(
    artists: Sequence[str], parts: NDArray[np.float64], wholes: NDArray[np.float64]
) -> tuple[Interval, ...]:
    """Return the sum of each part over the sum of its whole; NaN where the whole is nothing.

    Args:
        artists: n names.
        parts: (n, f), what each track adds to the parts of f shares.
        wholes: (n, f), what it adds to their wholes.
    """
    names, artist = np.unique(np.asarray(artists), return_inverse=True)
    terms = np.zeros((len(names), 2 * parts.shape[1]))
    np.add.at(terms, artist, np.hstack([parts, wholes]))

    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return share(*np.split(weights @ terms, 2))

    return bootstrap_weighted(names.tolist(), figures)
