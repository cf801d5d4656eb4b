"""A decision in one word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.labels import NOT_MUSIC, Word, in_accord, label, upholds
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


@pytest.mark.parametrize(
    ("claimed", "named", "stands"),
    [
        ("Trip-Hop", ("Electronic",), True),
        ("Post-Punk", ("Punk",), True),
        ("Post-Punk", ("Rock",), True),
        ("Post-Punk", ("Rock", "Jazz"), True),
        ("Post-Punk", ("Rock", "Metal"), False),
        ("Punk", ("Post-Punk",), False),
        ("Punk", ("Metal",), False),
        ("Chiptune", ("Trip-Hop",), False),
        ("", ("Rock",), False),
    ],
)
def test_a_genre_above_the_claim_leaves_it_standing(
    claimed: str, named: tuple[str, ...], stands: bool
) -> None:
    assert upholds(Answer.GENRE_IS, named, claimed) is stands


@pytest.mark.parametrize(
    ("claimed", "said", "place"),
    [
        ("Trip-Hop", ["Trip-Hop", "Electronic"], 0),
        ("Trip-Hop", ["Electronic", "Trip-Hop"], 1),
        ("Trip-Hop", ["Electronic", "Electronic"], 1),
        ("Jazz", ["Rock", "Post-Punk", "Punk", "Post-Punk"], 3),
        ("Jazz", ["Rock", "Metal and Punk"], 1),
        ("Jazz", ["Rock", "Folk and Punk"], None),
        ("Jazz", ["Rock", "Punk", "Metal"], None),
        # Of the claim the one says that it holds, and the other that it does not.
        ("Rock", ["Rock", "Punk"], None),
        ("Rock", ["Rock", NOT_MUSIC], None),
        ("Rock", [], None),
    ],
)
def test_a_coarser_answer_differs_only_where_the_claim_fares_otherwise(
    claimed: str, said: list[str], place: int | None
) -> None:
    words = [
        Word(each, upholds(Answer.GENRE_IS, tuple(each.split(" and ")), claimed))
        if each != NOT_MUSIC
        else Word(each, False)
        for each in said
    ]
    assert in_accord(words) == place


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3), min_size=1, max_size=4), NAMES)
def test_the_order_of_opinions_decides_neither_whether_nor_what_stands(
    said: list[list[str]], claimed: str
) -> None:
    def found(named: list[list[str]]) -> str | None:
        words = [
            Word(label(Answer.GENRE_IS, (*each,), ""), upholds(Answer.GENRE_IS, (*each,), claimed))
            for each in named
        ]
        place = in_accord(words)
        return None if place is None else words[place].label

    assert found(said) == found(said[::-1])


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
