"""Tracks put together by what they have in common: their claim, their artist, who uploaded them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """To which of G groups each of n tracks belongs.

    Attributes:
        by: what they are put together by: "claim", "artist", "uploader".
        names: G names, for people.
        codes: int64 (n,), index of each track's group; -1 where it belongs to none.
    """

    by: str
    names: tuple[str, ...]
    codes: NDArray[np.int64]

    def count(self, which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many of these tracks, bool (n,), each group has: int64 (G,)."""
        return np.bincount(self.codes[which & (self.codes >= 0)], minlength=len(self.names))

    def total(self, rows: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of values (m,), which belong to these rows (m,), a group: (G,)."""
        there = self.codes[rows] >= 0
        sums = np.bincount(self.codes[rows][there], values[there], minlength=len(self.names))
        return sums.astype(np.float64)  # of nothing NumPy makes whole numbers


def group(by: str, keys: Sequence[str], names: Sequence[str]) -> Grouping:
    """Put tracks with the same key together.

    Args:
        by: what the keys are.
        keys: n of them; an empty one is no group's.
        names: n names; a group is called what its first track calls it, or its key. Of several
            that are called alike each has its key behind its name.
    """
    known = np.array([key or None for key in keys], dtype=object)
    codes, _ = pd.factorize(known)
    _, first = np.unique(codes[codes >= 0], return_index=True)
    rows = np.flatnonzero(codes >= 0)[first]
    called = [names[row] or keys[row] for row in rows.tolist()]
    shared = {name for name, count in Counter(called).items() if count > 1}
    told = zip(called, rows.tolist(), strict=True)
    apart = tuple(f"{name} ({keys[row]})" if name in shared else name for name, row in told)
    return Grouping(by, apart, codes.astype(np.int64))
