"""A confusion matrix as somebody looks at it: one way of counting, one order, some of the cells.

Errors only means that the right answers are left blank; the others keep what they are shares of,
so that a cell says the same with and without them.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from genre_core.errors import GenreError
from genre_core.evaluation.matrix import Matrix, Order, Share, difference


@dataclass(frozen=True, slots=True)
class Look:
    """A way of looking at a matrix.

    Attributes:
        share: what the numbers are shares of.
        order: of rows and columns.
        families: whether the genres of a root are added up.
        opened: the root whose genres stay apart all the same, or "".
        errors: whether the diagonal is left blank.
    """

    share: Share = Share.OF_TRUE
    order: Order = Order.FAMILY
    families: bool = False
    opened: str = ""
    errors: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """What is on the screen: n x n cells, row = true genre, column = what it was called.

    Attributes:
        matrix: the counts behind it, collapsed and ordered alike.
        rival: the counts that were subtracted, or None.
        share: what the values are shares of.
        values: float64 (n, n); NaN is a blank cell.
    """

    matrix: Matrix
    rival: Matrix | None
    share: Share
    values: NDArray[np.float64]

    @property
    def limit(self) -> float:
        """The largest value without its sign; 1 where there is none, so that it can divide."""
        known = np.abs(self.values[~np.isnan(self.values)])
        return float(known.max()) if known.size and known.max() > 0 else 1.0

    def members(self, label: str) -> tuple[str, ...]:
        """Return the genres behind a label; raise GenreError where no row has it."""
        if label not in self.matrix.names:
            raise GenreError(
                f"No row is called {label!r}; there are {', '.join(self.matrix.names)}."
            )
        return self.matrix.members[self.matrix.names.index(label)]

    @classmethod
    def of(cls, matrix: Matrix, look: Look) -> Self:
        """Return a matrix, looked at."""
        seen = _seen(matrix, look)
        return cls(seen, None, look.share, _blanked(seen.shares(look.share), look))

    @classmethod
    def between(cls, matrix: Matrix, rival: Matrix, look: Look) -> Self:
        """Return a matrix less its rival, over the genres that both know.

        Raises:
            GenreError: they have fewer than two genres in common, or counts were asked for: those
                of two test sets cannot be subtracted.
        """
        common = [name for name in matrix.names if name in rival.names]
        if len(common) < 2:
            raise GenreError(
                f"One model knows {', '.join(matrix.names)}, the other {', '.join(rival.names)}. "
                "Two genres that both know are needed to subtract what they confuse."
            )
        if look.share is Share.COUNT:
            raise GenreError(
                "Counts of two test sets cannot be subtracted, since one set may be larger. "
                "Choose shares of the true or of the called genre."
            )
        first = _seen(matrix.on(common), look)
        second = _collapsed(rival.on(common), look).on(first.names)
        return cls(first, second, look.share, _blanked(difference(first, second, look.share), look))


def _seen(matrix: Matrix, look: Look) -> Matrix:
    return _collapsed(matrix, look).ordered(look.order)


def _collapsed(matrix: Matrix, look: Look) -> Matrix:
    return matrix.collapsed({look.opened}) if look.families else matrix


def _blanked(values: NDArray[np.float64], look: Look) -> NDArray[np.float64]:
    if not look.errors:
        return values
    blanked = values.copy()
    np.fill_diagonal(blanked, np.nan)
    return blanked
