"""How grave a mismatch is, and how unsure the model.

The severity of a claim is (1 - pi) E_p[d(claim, Y)] / 4: pi is the claim's p-value, Y the track's
genre as the model's probabilities p see it, d the steps between two genres in the tree (4 across
families). It is 0 for a claim that surely holds or that could not be tested, near 1 for one that
no honest track resembles and whose whole probability lies in other families.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.genres import ACROSS_ROOTS, Genre, distance, find
from genre_core.verdict import Outcome, Verdict


def severity(verdict: Verdict) -> float:
    """Return the severity of a verdict's claim, in [0, 1]; 0 where nothing could be tested."""
    tested, claimed = verdict.tested_p_value, verdict.claim.genre
    if tested is None or claimed is None:
        return 0.0
    expected = float(verdict.probabilities @ _steps(claimed, verdict.genres))
    return min(1.0, max(0.0, (1 - tested) * expected / ACROSS_ROOTS))


def severities(
    chances: NDArray[np.float64],
    claimed: Sequence[str],
    genres: Sequence[str],
    tested_p: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the severity (n,) of many claims at once, in [0, 1], as :func:`severity` of each.

    Args:
        chances: float64 (n, K), after temperature.
        claimed: n names of the tree; "" where a claim names no genre.
        genres: K names, in the order of the probabilities.
        tested_p: (n,), the p-value of what was tested, in (0, 1]; NaN where nothing was.

    Raises:
        GenreError: a claim or a genre is no name of the tree.
    """
    codes, names = pd.factorize(np.asarray(claimed, dtype=object))
    tested = ~np.isnan(tested_p)
    found = np.zeros(len(codes))
    for code, name in enumerate(names):
        if name:
            rows = np.flatnonzero((codes == code) & tested)
            expected = chances[rows] @ _steps(find(name), genres)
            found[rows] = (1 - tested_p[rows]) * expected / ACROSS_ROOTS
    return np.clip(found, 0.0, 1.0)


def uncertainty(chances: NDArray[np.float64]) -> float:
    """Return the entropy in nats of probabilities of shape (K,): 0 to log K."""
    held = chances[chances > 0]
    return max(0.0, float(-(held * np.log(held)).sum()))


def leaves_family(verdict: Verdict) -> bool:
    """Whether not even the family of a mismatched claim holds: the gravest flags."""
    claimed, family = verdict.claim.genre, verdict.root_p_value
    if verdict.outcome is not Outcome.MISMATCH or claimed is None or family is None:
        return False
    return family <= verdict.alpha and find(verdict.predicted).root != claimed.root


def _steps(claimed: Genre, genres: Sequence[str]) -> NDArray[np.float64]:
    """The steps (K,) in the tree from the claimed genre to each of the model's."""
    return np.array([distance(claimed, find(name)) for name in genres], dtype=np.float64)
