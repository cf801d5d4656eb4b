"""Rulings: what may be handed in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.rulings import LONGEST_NOTE, LONGEST_REASON, Bundle, Ruling
from genre_core.errors import DeskError
from genre_core.ruling import Answer


@pytest.mark.parametrize("key", ["", "a/b", "x" * 101, "a\nb"])
def test_a_key_that_cannot_name_a_decision_is_refused(key: str) -> None:
    with pytest.raises(DeskError, match="cannot name a decision: 1 to 100 printable"):
        Ruling(key, "t", "track", Answer.HOLDS)


def test_an_undo_is_no_ruling() -> None:
    with pytest.raises(DeskError, match=r"Use undo\(\) for it"):
        Ruling("k", "t", "track", Answer.UNDO)


@pytest.mark.parametrize("answer", [Answer.SKIP, Answer.ESCALATE, Answer.CANNOT_TELL])
def test_what_says_nothing_of_the_music_is_not_said_of_a_bundle(answer: Answer) -> None:
    with pytest.raises(DeskError, match=f"{answer} cannot be said of a whole album"):
        Ruling("k", "t", "track", answer, bundle=Bundle.ALBUM)


def test_another_genre_needs_a_name() -> None:
    with pytest.raises(DeskError, match="genre_is came with 0 genres; genre_is needs one or more"):
        Ruling("k", "t", "track", Answer.GENRE_IS)


def test_only_another_genre_has_names() -> None:
    with pytest.raises(DeskError, match="holds came with 1 genres"):
        Ruling("k", "t", "track", Answer.HOLDS, ("Rock",))


def test_a_genre_that_the_tree_does_not_have_is_refused() -> None:
    with pytest.raises(DeskError, match="no genre named 'Polka'"):
        Ruling("k", "t", "track", Answer.GENRE_IS, ("Polka",))


def test_a_genre_named_twice_counts_once() -> None:
    said = Ruling("k", "t", "track", Answer.GENRE_IS, ("Rock", "Jazz", "Rock"))
    assert said.genres == ("Rock", "Jazz")


def test_a_note_and_a_reason_have_an_end() -> None:
    with pytest.raises(DeskError, match="The note has 4,001 characters; 4,000 are kept at most"):
        Ruling("k", "t", "track", Answer.HOLDS, note="x" * (LONGEST_NOTE + 1))
    with pytest.raises(DeskError, match="The reason has 1,001 characters"):
        Ruling("k", "t", "track", Answer.HOLDS, reason="x" * (LONGEST_REASON + 1))


@given(st.text(max_size=50))
def test_any_text_becomes_one_that_a_database_keeps(text: str) -> None:
    kept = Ruling("k", "t", "track", Answer.HOLDS, note=text).note
    assert "\0" not in kept
    kept.encode()


def test_half_an_emoji_is_kept_as_a_question_mark() -> None:
    assert Ruling("k", "t", "track", Answer.HOLDS, note="a\ud83d\0b").note == "a?b"


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf"), 1e6])
def test_a_clock_that_ran_wild_costs_no_decision(seconds: float) -> None:
    assert Ruling("k", "t", "track", Answer.HOLDS, seconds=seconds).seconds is None
