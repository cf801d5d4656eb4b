"""The confusion matrix as a thing to look at: normalised, ordered, collapsed, subtracted.

Convention: ``counts`` (n, n), row = true genre, column = what it was called. Labels need not be
genres: a collapsed matrix has a family's name where the family's genres were.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from genre_core.errors import GenreError
from genre_core.genres import find


class Share(StrEnum):
    """What a cell's number is a share of."""

    COUNT = "count"
    OF_TRUE = "of true"
    """Of the tracks of the row's genre: the diagonal is recall."""
    OF_CALLED = "of called"
    """Of the tracks that were called the column's genre: the diagonal is precision."""


class Order(StrEnum):
    """How rows and columns are ordered; always alike."""

    GENRE = "genre"
    FAMILY = "family"
    BLOCKS = "blocks"
    """By what is confused with what, so that confusions lie near the diagonal."""


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """A confusion matrix.

    Attributes:
        names: n labels of rows and columns.
        members: the genres behind each label; one, or all of a collapsed family.
        counts: float64 (n, n); not whole where they come from printed rates.

    Raises:
        GenreError: these do not fit together, or a count is negative or unknown.
    """

    names: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    counts: NDArray[np.float64]

    def __post_init__(self) -> None:
        n = len(self.names)
        if self.counts.shape != (n, n) or len(self.members) != n:
            raise GenreError(
                f"A confusion matrix of {n} labels has counts of shape {self.counts.shape} and "
                f"{len(self.members)} lists of members; all must be {n} long."
            )
        if not np.all(self.counts >= 0):  # written so that a NaN is a fault
            raise GenreError("A count of the confusion matrix is negative or unknown. Count again.")

    def shares(self, share: Share) -> NDArray[np.float64]:
        """Return the cells (n, n) as counts or shares; NaN where the whole is nothing."""
        if share is Share.COUNT:
            return self.counts
        whole = self.counts.sum(axis=1 if share is Share.OF_TRUE else 0, keepdims=True)
        whole = whole if share is Share.OF_TRUE else whole.reshape(1, -1)
        unknown = np.full_like(self.counts, np.nan)
        return np.asarray(np.divide(self.counts, whole, out=unknown, where=whole > 0))

    def ordered(self, order: Order) -> "Matrix":
        """Return the same, rows and columns in another order."""
        return self._picked(_ORDERS[order](self))

    def collapsed(self, expanded: Collection[str] = ()) -> "Matrix":
        """Return the same with the genres of one root added up, except those expanded.

        Args:
            expanded: roots whose genres stay apart.
        """
        groups: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            root = self._root(place)
            groups.setdefault(name if root in expanded else root, []).append(place)
        into = np.zeros((len(groups), len(self.names)))
        for row, places in enumerate(groups.values()):
            into[row, places] = 1.0
        members = tuple(
            tuple(genre for place in places for genre in self.members[place])
            for places in groups.values()
        )
        return Matrix(tuple(groups), members, into @ self.counts @ into.T)

    def on(self, names: Sequence[str]) -> "Matrix":
        """Return the rows and columns of these labels, in this order.

        Raises:
            GenreError: it has no such label.
        """
        lacking = [name for name in names if name not in self.names]
        if lacking:
            raise GenreError(
                f"The matrix has no label {', '.join(lacking)}; it is over {', '.join(self.names)}."
            )
        return self._picked([self.names.index(name) for name in names])

    def _picked(self, places: list[int]) -> "Matrix":
        return Matrix(
            tuple(self.names[place] for place in places),
            tuple(self.members[place] for place in places),
            self.counts[np.ix_(places, places)],
        )

    def _root(self, place: int) -> str:
        return find(self.members[place][0]).root


def of_genres(genres: tuple[str, ...], counts: NDArray[np.float64]) -> Matrix:
    """Return the matrix of single genres; raise GenreError where counts do not fit."""
    return Matrix(genres, tuple((genre,) for genre in genres), np.asarray(counts, np.float64))


def difference(first: Matrix, second: Matrix, share: Share) -> NDArray[np.float64]:
    """Return first less second, (n, n), as shares; both over the same labels in the same order.

    Raises:
        GenreError: they are not. Bring both onto what they have in common with Matrix.on.
    """
    if first.names != second.names:
        raise GenreError(
            f"One matrix is over {', '.join(first.names)}, the other over "
            f"{', '.join(second.names)}. Only labels that both have can be compared."
        )
    return first.shares(share) - second.shares(share)


def _by_genre(matrix: Matrix) -> list[int]:
    return sorted(range(len(matrix.names)), key=lambda place: matrix.names[place])


def _by_family(matrix: Matrix) -> list[int]:
    def key(place: int) -> tuple[str, int, str]:
        genre = find(matrix.members[place][0])
        return genre.root, genre.depth, matrix.names[place]

    return sorted(range(len(matrix.names)), key=key)


def _by_blocks(matrix: Matrix) -> list[int]:
    """Order by average linkage of how often two labels are taken for one another.

    Optimal leaf ordering (Z. Bar-Joseph et al., Bioinformatics 2001) turns the branches so that
    neighbours are as alike as can be.
    """
    if len(matrix.names) < 3:
        return _by_genre(matrix)
    shares = np.nan_to_num(matrix.shares(Share.OF_TRUE))
    distance = 1.0 - (shares + shares.T) / 2
    np.fill_diagonal(distance, 0.0)
    condensed = squareform(distance, checks=False)
    tree = optimal_leaf_ordering(linkage(condensed, "average"), condensed)
    return [int(place) for place in leaves_list(tree)]


_ORDERS: dict[Order, Callable[[Matrix], list[int]]] = {
    Order.GENRE: _by_genre,
    Order.FAMILY: _by_family,
    Order.BLOCKS: _by_blocks,
}
