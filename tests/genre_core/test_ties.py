"""When two names are one artist, and two titles one album."""

import pytest

from genre_core.ties import album_key, artist_key


@pytest.mark.parametrize("name", ["Björk", "BJORK", " björk ", "Bjo\u0308rk"])
def test_an_artist_is_known_by_the_words_of_the_name(name: str) -> None:
    assert artist_key(name) == "bjork"


def test_a_name_without_words_stays_itself() -> None:
    assert artist_key(" !!! ") == "!!!"
    assert artist_key("") == ""


def test_a_title_that_names_a_kind_of_record_ties_nothing() -> None:
    assert album_key("Best of") == album_key("Live") == album_key("") == ""
    assert album_key("Live at Leeds") == "liveatleeds"
