"""How many lies are found by who reviews in random order: the hypergeometric distribution."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

ENDS = (0.025, 0.975)
"""The levels of a 95% band's ends."""


@lru_cache(maxsize=8)
def found_by_chance(claims: int, lies: int, level: float) -> NDArray[np.int64]:
    """Return a quantile of the lies found in the first 1, 2, ... reviews, int64 (claims,).

    It is the least q of which P(found <= q) >= level. One review more finds at most one lie more,
    so that q, which is followed from review to review, stays or grows by 1; each step costs two
    quotients where summing the distribution anew would take minutes for a large catalogue. What
    was asked for is kept, and cannot be written to: one share of lies is drawn again and again.

    Args:
        claims: reviewed in random order, >= 1.
        lies: among them, 0 to all.
        level: in (0, 1).
    """
    quantiles = np.empty(claims, np.int64)
    q, up_to, exactly = 0, 1.0, 1.0  # P(found <= q) and P(found = q), before the first review
    for done in range(claims):
        # From q to q + 1: the next one reviewed is one of the lies that are left.
        gone = exactly * (lies - q) / (claims - done)
        up_to -= gone
        if up_to < level:
            q += 1
            exactly = gone * (done + 1) / q
            up_to += exactly
        else:
            exactly *= (done + 1) / (done + 1 - q) * (claims - lies - done + q) / (claims - done)
        quantiles[done] = q
    quantiles.setflags(write=False)
    return quantiles
