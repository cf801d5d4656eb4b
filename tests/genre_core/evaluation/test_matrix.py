"""The confusion matrix as a thing to look at, against what one would do by hand."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.errors import GenreError
from genre_core.evaluation.matrix import Matrix, Order, Share, difference, of_genres
from genre_core.genres import GENRES, find

NAMES = tuple(genre.name for genre in GENRES)


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    names = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=20, unique=True)))
    n = len(names)
    cells = draw(st.lists(st.integers(0, 300), min_size=n * n, max_size=n * n))
    return of_genres(names, np.array(cells, np.float64).reshape(n, n))


def cell(matrix: Matrix, row: str, column: str) -> float:
    return float(matrix.counts[matrix.names.index(row), matrix.names.index(column)])


@given(matrices())
def test_shares_of_true_are_the_rows_by_their_sums(matrix: Matrix) -> None:
    shares = matrix.shares(Share.OF_TRUE)
    for row, counts in zip(shares, matrix.counts, strict=True):
        if counts.sum():
            np.testing.assert_allclose(row, [count / counts.sum() for count in counts])
        else:
            assert np.isnan(row).all()


@given(matrices())
def test_shares_of_called_are_those_of_true_of_the_transpose(matrix: Matrix) -> None:
    turned = of_genres(matrix.names, matrix.counts.T)
    np.testing.assert_array_equal(matrix.shares(Share.OF_CALLED), turned.shares(Share.OF_TRUE).T)


@given(matrices(), st.sampled_from(Order))
def test_an_order_moves_cells_and_changes_none(matrix: Matrix, order: Order) -> None:
    moved = matrix.ordered(order)
    assert sorted(moved.names) == sorted(matrix.names)
    for row in matrix.names:
        for column in matrix.names:
            assert cell(moved, row, column) == cell(matrix, row, column)


@given(matrices())
def test_a_family_stands_together(matrix: Matrix) -> None:
    roots = [find(name).root for name in matrix.ordered(Order.FAMILY).names]
    runs = [root for place, root in enumerate(roots) if place == 0 or roots[place - 1] != root]
    assert len(runs) == len(set(runs))


def test_blocks_put_what_is_confused_side_by_side() -> None:
    counts = np.eye(4) * 10
    counts[0, 2] = counts[2, 0] = 9  # Blues and Folk, which stand apart in the alphabet
    counts[1, 3] = counts[3, 1] = 9
    names = of_genres(("Blues", "Classical", "Folk", "Jazz"), counts).ordered(Order.BLOCKS).names
    assert {frozenset(names[:2]), frozenset(names[2:])} == {
        frozenset({"Blues", "Folk"}),
        frozenset({"Classical", "Jazz"}),
    }


@given(matrices(), st.sets(st.sampled_from([genre.root for genre in GENRES])))
def test_collapsing_adds_up_and_loses_nothing(matrix: Matrix, expanded: set[str]) -> None:
    collapsed = matrix.collapsed(expanded)
    assert collapsed.counts.sum() == pytest.approx(matrix.counts.sum())
    assert sorted(genre for each in collapsed.members for genre in each) == sorted(matrix.names)
    for row, rows in zip(collapsed.names, collapsed.members, strict=True):
        for column, columns in zip(collapsed.names, collapsed.members, strict=True):
            by_hand = sum(cell(matrix, a, b) for a in rows for b in columns)
            assert cell(collapsed, row, column) == pytest.approx(by_hand)
        assert len(rows) == 1 or row not in expanded


@given(matrices(), st.randoms())
def test_labels_can_be_picked_in_any_order(matrix: Matrix, chance: Random) -> None:
    names = chance.sample(matrix.names, chance.randint(1, len(matrix.names)))
    picked = matrix.on(names)
    assert picked.names == tuple(names)
    assert all(cell(picked, a, b) == cell(matrix, a, b) for a in names for b in names)


def test_a_label_that_is_not_there_is_named() -> None:
    with pytest.raises(GenreError, match="no label Jazz; it is over Blues"):
        of_genres(("Blues",), np.ones((1, 1))).on(["Blues", "Jazz"])


@given(matrices())
def test_a_matrix_differs_from_itself_by_nothing(matrix: Matrix) -> None:
    gap = difference(matrix, matrix, Share.OF_TRUE)
    assert not np.nan_to_num(gap).any()


def test_matrices_of_other_genres_are_not_subtracted() -> None:
    one = of_genres(("Blues",), np.ones((1, 1)))
    other = of_genres(("Jazz",), np.ones((1, 1)))
    with pytest.raises(GenreError, match="One matrix is over Blues"):
        difference(one, other, Share.COUNT)


@pytest.mark.parametrize("counts", [np.ones((2, 3)), np.array([[np.nan]]), np.array([[-1.0]])])
def test_what_is_no_matrix_is_refused(counts: NDArray[np.float64]) -> None:
    with pytest.raises(GenreError, match="confusion matrix"):
        of_genres(("Blues",), counts)
