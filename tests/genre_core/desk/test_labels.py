"""A decision in one word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.labels import NOT_MUSIC, label, upholds
from genre_core.errors import GenreError
from genre_core.genres import GENRES, find
from genre_core.ruling import OPINIONS, Answer
from trainer.fma.rules import is_above

NAMES = st.sampled_from([genre.name for genre in GENRES])


def test_a_claim_that_holds_is_the_claimed_genre() -> None:
    assert label(Answer.HOLDS, (), "Rock") == "Rock"
    assert label(Answer.HOLDS, (), "") == ""


def test_of_several_genres_those_count_that_stand_above_no_other() -> None:
    assert label(Answer.GENRE_IS, ("Rock", "Punk"), "Pop") == "Punk"
    assert label(Answer.GENRE_IS, ("Rock", "Post-Punk", "Jazz"), "Pop") == "Jazz and Post-Punk"


def test_not_music_is_a_label_and_an_open_question_is_none() -> None:
    assert label(Answer.NOT_MUSIC, (), "Rock") == NOT_MUSIC
    assert {label(answer, (), "Rock") for answer in set(Answer) - OPINIONS} == {""}


def test_a_genre_of_no_tree_is_refused() -> None:
    with pytest.raises(GenreError, match="no genre named 'Rokc'"):
        label(Answer.GENRE_IS, ("Rokc",), "Rock")


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_neither_order_nor_repetition_makes_another_label(names: list[str]) -> None:
    found = label(Answer.GENRE_IS, tuple(names), "")
    assert found == label(Answer.GENRE_IS, (*reversed(names), names[0]), "")


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_genres_are_read_as_the_trainer_reads_them(names: list[str]) -> None:
    named = [find(name) for name in set(names)]
    lowest = [g for g in named if not any(is_above(g, other) for other in named)]
    assert label(Answer.GENRE_IS, tuple(names), "").split(" and ") == sorted(
        genre.name for genre in lowest
    )


@pytest.mark.parametrize(
    ("answer", "genres", "stands"),
    [
        (Answer.HOLDS, (), True),
        (Answer.GENRE_IS, ("Rock", "Jazz"), True),
        (Answer.GENRE_IS, ("Punk",), False),
        (Answer.NOT_MUSIC, (), False),
        (Answer.CANNOT_TELL, (), False),
    ],
)
def test_a_claim_stands_where_it_is_among_what_was_named(
    answer: Answer, genres: tuple[str, ...], stands: bool
) -> None:
    assert upholds(answer, genres, "Rock") is stands
