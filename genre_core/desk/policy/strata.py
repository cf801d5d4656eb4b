"""Bands of the threshold, within which claims are taken to be wrong equally often.

A policy's alpha is always an edge: on one side of it tracks were flagged and decided worst first,
on the other the audit drew some by chance. Between two such edges there are further ones where
decisions are many enough; bands with too few are put together with their neighbour on the same
side. What lies above every alpha was never flagged by a threshold: there only the audit's
decisions say how often claims are wrong; what else is known is counted, and tells nothing of
the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.policy.known import Known

EDGES = (0.01, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5)
"""Where bands may end beside the alphas of policies: close together, since lies grow rare fast."""
LEAST = 20
"""Decisions that a band needs to stand alone."""


@dataclass(frozen=True, slots=True)
class Band:
    """Tracks whose threshold lies in (low, high].

    Attributes:
        low, high: in [0, 1].
        flagged: whether it lies below the alpha of any policy.
        tracks: how many.
        decided, wrong: how many of them are known, and known to be wrong.
        sampled, sampled_wrong: how many of these say how often the rest are wrong.
        drawn: how many of the sampled ones the audit drew by chance.
    """

    low: float
    high: float
    flagged: bool
    tracks: int
    decided: int
    wrong: int
    sampled: int
    sampled_wrong: int
    drawn: int

    @property
    def worst_first(self) -> bool:
        """Whether its decisions were taken from the queue of flags, and it has open ones left."""
        return self.drawn < self.sampled and self.decided < self.tracks


def bands(thresholds: NDArray[np.float64], known: Known) -> tuple[Band, ...]:
    """Return the bands of n tracks, the lowest first; together they cover (0, 1].

    Args:
        thresholds: (n,) in (0, 1], the least alpha at which each is flagged.
        known: of the same tracks.
    """
    ends = [alpha for alpha in known.alphas if 0 < alpha < 1]
    top = max(ends, default=0.0)
    sampled = known.decided & (known.drawn | (thresholds <= top))
    edges = _edges(np.sort(thresholds[sampled]), [*ends, 1.0])
    inside = np.searchsorted(edges[:-1], thresholds, side="left")
    kinds = (np.ones(len(thresholds), bool), known.decided, known.wrong)
    sampling = (sampled, sampled & known.wrong, sampled & known.drawn)
    counts = [np.bincount(inside[kind], minlength=len(edges)) for kind in (*kinds, *sampling)]
    flagged = [edge <= top for edge in edges]
    rows = zip(
        [0.0, *edges[:-1]], edges, flagged, *(count.tolist() for count in counts), strict=True
    )
    return tuple(Band(*row) for row in rows)


def _edges(sampled: NDArray[np.float64], ends: Sequence[float]) -> list[float]:
    """The upper edges, given the thresholds of the sample, rising, and where sides end."""
    kept: list[float] = []
    before = 0.0
    for end in ends:
        inner = [edge for edge in EDGES if before < edge < end]
        side: list[float] = []
        low = before
        for edge in inner:
            if _between(sampled, low, edge) >= LEAST:
                side.append(edge)
                low = edge
        if side and _between(sampled, low, end) < LEAST:
            side.pop()
        kept += [*side, end]
        before = end
    return kept


def _between(rising: NDArray[np.float64], low: float, high: float) -> int:
    first, last = np.searchsorted(rising, [low, high], side="right")
    return int(last - first)
