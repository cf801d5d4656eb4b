"""The AUROC with an interval by artist, in closed form.

The chance that a lie scores above an honest claim, ties counting half. Its interval treats the
claims of an artist as one observation (N. A. Obuchowski, "Nonparametric analysis of clustered ROC
curve data", Biometrics 1997): nothing is drawn, so that a hundred thousand claims take as long as
sorting them. It is normal, cut off at 0 and 1; the bootstrap of module intervals comes to the
same within its noise.
"""

import numpy as np
from numpy.typing import NDArray

from genre_core.evaluation.intervals import Interval

_Z = 1.959964  # 97.5% of the normal distribution


def artist_auroc(
    ranks: NDArray[np.int64], lies: NDArray[np.bool_], artist: NDArray[np.int64]
) -> Interval:
    """Return the AUROC of ranks (n,) by which lies, bool (n,), should come out larger.

    Args:
        ranks: int64 (n,), from 0; equal where two claims are as suspicious.
        lies: of which there are some, but not all.
        artist: int64 (n,), numbers from 0 of who made each track.

    Returns:
        From 0 to 1 where all lies or all honest claims are one artist's: of others that says
        nothing.
    """
    placed = _placements(ranks, lies)
    area = float(placed[lies].mean())
    sides = [_by_artist(placed - area, side, artist) for side in (lies, ~lies)]
    if min(int(there.sum()) for _, there in sides) < 2:
        return Interval(area, 0.0, 1.0)
    (caught, liars), (spared, honest) = sides
    variance = _spread(caught * caught, liars) + _spread(spared * spared, honest)
    variance += 2 * _spread(caught * spared, liars | honest)
    half = _Z * float(np.sqrt(max(0.0, variance)))
    return Interval(area, max(0.0, area - half), min(1.0, area + half))


def _placements(ranks: NDArray[np.int64], lies: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of a lie, the share of honest claims below it; of an honest claim, of lies above it; (n,)."""
    many = int(ranks.max()) + 1
    truths, false = np.bincount(ranks, ~lies, many), np.bincount(ranks, lies, many)
    below = (truths.cumsum() - truths / 2) / truths.sum()
    above = 1 - (false.cumsum() - false / 2) / false.sum()
    return np.asarray(np.where(lies, below[ranks], above[ranks]))


def _by_artist(
    excess: NDArray[np.float64], side: NDArray[np.bool_], artist: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What each artist's claims of one side add to its mean, and which artists have any."""
    count = np.bincount(artist, side)
    return np.bincount(artist, excess * side) / count.sum(), count > 0


def _spread(products: NDArray[np.float64], there: NDArray[np.bool_]) -> float:
    """The (co)variance of two means, from the products of what artists add to them."""
    many = int(there.sum())
    return float(products.sum()) * many / (many - 1)
