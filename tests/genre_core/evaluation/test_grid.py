"""A matrix as it is looked at, and what its cells say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.errors import GenreError
from genre_core.evaluation.grid import Grid, Look
from genre_core.evaluation.grid_words import cell_number, cell_words, label_words, of_100
from genre_core.evaluation.matrix import Matrix, Order, Share, of_genres
from genre_core.genres import find
from tests.genre_core.evaluation.test_matrix import matrices

looks = st.builds(
    Look,
    share=st.sampled_from(Share),
    order=st.sampled_from(Order),
    families=st.booleans(),
    opened=st.sampled_from(["", "Rock", "Electronic"]),
    errors=st.booleans(),
)
ROCK = of_genres(("Pop", "Punk", "Rock"), np.array([[8.0, 0, 2], [1, 3, 0], [26, 4, 70]]))


def counted(matrix: Matrix, true: tuple[str, ...], called: tuple[str, ...]) -> float:
    return float(
        sum(
            matrix.counts[matrix.names.index(row), matrix.names.index(column)]
            for row in true
            for column in called
        )
    )


@given(matrices(), looks)
def test_every_cell_is_what_one_would_count(matrix: Matrix, look: Look) -> None:
    grid = Grid.of(matrix, look)
    for row, true in enumerate(grid.matrix.members):
        for column, called in enumerate(grid.matrix.members):
            count = counted(matrix, true, called)
            whole = {
                Share.COUNT: 1.0,
                Share.OF_TRUE: counted(matrix, true, matrix.names),
                Share.OF_CALLED: counted(matrix, matrix.names, called),
            }[look.share]
            value = grid.values[row, column]
            if not whole or (look.errors and row == column):
                assert np.isnan(value)
            else:
                assert value == pytest.approx(count / whole)


@given(matrices(), looks)
def test_families_are_whole_but_for_the_opened_one(matrix: Matrix, look: Look) -> None:
    for members in Grid.of(matrix, look).matrix.members:
        roots = {find(genre).root for genre in members}
        assert len(roots) == 1
        known = [name for name in matrix.names if find(name).root in roots]
        alone = not look.families or look.opened in roots
        assert len(members) == (1 if alone else len(known))


@given(matrices(), matrices(), looks)
def test_a_difference_turns_its_sign_with_its_models(
    one: Matrix, other: Matrix, look: Look
) -> None:
    if look.share is Share.COUNT or len(set(one.names) & set(other.names)) < 2:
        with pytest.raises(GenreError, match=r"cannot be subtracted|that both know"):
            Grid.between(one, other, look)
        return
    there, back = Grid.between(one, other, look), Grid.between(other, one, look)
    assert sorted(there.matrix.names) == sorted(back.matrix.names)
    places = [back.matrix.names.index(name) for name in there.matrix.names]
    np.testing.assert_allclose(there.values, -back.values[np.ix_(places, places)])


@given(matrices(), looks)
def test_a_model_less_itself_is_nothing(matrix: Matrix, look: Look) -> None:
    if look.share is not Share.COUNT and len(matrix.names) > 1:
        grid = Grid.between(matrix, matrix, look)
        assert not np.nan_to_num(grid.values).any()
        assert grid.limit == 1.0


@given(matrices(), looks)
def test_the_limit_is_the_largest_and_can_divide(matrix: Matrix, look: Look) -> None:
    grid = Grid.of(matrix, look)
    largest = max((abs(v) for v in grid.values.ravel().tolist() if v == v), default=0)
    assert grid.limit == (largest or 1.0)


@given(matrices(), looks)
def test_every_cell_can_be_said(matrix: Matrix, look: Look) -> None:
    grid = Grid.of(matrix, look)
    for row in range(len(grid.matrix.names)):
        for column in range(len(grid.matrix.names)):
            said = cell_words(grid, row, column)
            assert said.endswith(".")
            assert "nan" not in said
            assert label_words(grid.matrix, row) in said or "No track was called" in said


@pytest.mark.parametrize(
    ("look", "row", "column", "said"),
    [
        (Look(), 2, 0, "Of 100 true Rock tracks, 26 were called Pop (26 of 100)."),
        (Look(), 0, 1, "Of 100 true Pop tracks, none was called Punk (0 of 10)."),
        (
            Look(share=Share.OF_CALLED),
            0,
            2,
            "Of 100 tracks called Rock, 3 are truly Pop (2 of 72).",
        ),
        (Look(share=Share.COUNT), 1, 0, "1 of 4 true Punk tracks was called Pop."),
        (
            Look(families=True),
            1,
            0,
            "Of 100 true Rock family tracks, 26 were called Pop (27 of 104).",
        ),
    ],
)
def test_a_cell_speaks_of_a_hundred(look: Look, row: int, column: int, said: str) -> None:
    seen = Grid.of(ROCK, Look(look.share, Order.GENRE, look.families))
    assert cell_words(seen, row, column) == said


def test_a_difference_names_both_and_what_lies_between() -> None:
    other = of_genres(("Rock", "Pop"), np.array([[80.0, 20.0], [0.0, 0.0]]))
    grid = Grid.between(ROCK, other, Look(order=Order.GENRE))
    assert cell_words(grid, 1, 0) == (
        "Of 100 true Rock tracks, 27.1 are called Pop with this model and 20.0 with the other: "
        "7.1 more."
    )
    assert cell_words(grid, 0, 0) == "Not both models were asked about true Pop tracks."


def test_counts_that_are_not_whole_say_so() -> None:
    printed = of_genres(("Jazz", "Pop"), np.array([[3.5, 1.0], [0.0, 0.0]]))
    grid = Grid.of(printed, Look())
    assert cell_words(grid, 0, 0).endswith("(about 4 of about 4).")
    assert cell_words(grid, 1, 0) == "No true Pop track was tested."


@pytest.mark.parametrize(
    ("value", "share", "signed", "shown"),
    [
        (0.0, Share.OF_TRUE, False, ""),
        (np.nan, Share.OF_TRUE, False, ""),
        (0.009, Share.OF_TRUE, False, "<1"),
        (0.174, Share.OF_TRUE, False, "17"),
        (0.4, Share.COUNT, False, "<1"),
        (1234.0, Share.COUNT, False, "1,234"),
        (-0.174, Share.OF_TRUE, True, "\N{MINUS SIGN}17"),
        (0.174, Share.OF_TRUE, True, "+17"),
        (0.001, Share.OF_TRUE, True, "0"),
        (0.0, Share.OF_TRUE, True, "0"),
        (np.nan, Share.OF_TRUE, True, ""),
    ],
)
def test_a_number_is_short(value: float, share: Share, signed: bool, shown: str) -> None:
    assert cell_number(value, share, signed=signed) == shown


def test_next_to_nothing_is_not_nothing() -> None:
    assert [of_100(share) for share in (0, 0.001, 0.01, 0.5)] == ["none", "fewer than 1", "1", "50"]


def test_a_label_that_is_not_there_is_told() -> None:
    with pytest.raises(GenreError, match="No row is called 'Jazz'"):
        Grid.of(ROCK, Look()).members("Jazz")
