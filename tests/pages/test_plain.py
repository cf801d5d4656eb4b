"""Other people's words as Markdown: nothing in them is markup; the browser has the last word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.plain import plain
from tests.pages.visit import JOINER, as_read

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


@given(st.text(st.characters(exclude_characters=JOINER)))
def test_it_reads_as_it_was_written(text: str) -> None:
    assert as_read(plain(text)) == " ".join(text.split())


@given(st.text(alphabet=PUNCTUATION + "ab: "))
def test_every_sign_is_escaped(text: str) -> None:
    assert set(re.sub(r"\\.", "", plain(text))) <= {"a", "b", " ", JOINER}


@pytest.mark.parametrize("text", ["http://a.example", "WWW.a.example", "a@b.example", ":smile:"])
def test_what_is_read_afterwards_is_broken_by_a_joiner(text: str) -> None:
    finished = re.sub(r"\\(.)", r"\1", plain(text))
    assert not re.search(r"https?://|www\.|\w@\w|:\w+:", finished, re.IGNORECASE)


@pytest.mark.parametrize("sign", ["--", "->", "<-", "<->", ">=", "<=", "~="])
def test_lone_signs_do_not_stand_alone(sign: str) -> None:
    for text in (f"a {sign} b", f"{sign} b", f"a {sign}"):
        assert f"{JOINER}{sign}" in re.sub(r"\\(.)", r"\1", plain(text))


def test_ordinary_words_stay_searchable() -> None:
    sentence = "No: this does not look like a Trip-Hop track; it looks like Rock."
    assert JOINER not in plain(sentence)


def test_lines_are_joined() -> None:
    assert plain("  two\n\nlines ") == "two lines"


def test_half_a_character_is_shown_as_a_question_mark() -> None:
    assert plain("a\udcfab") == r"a\?b"
