"""No database is asked for what it cannot hold."""

from hypothesis import given
from hypothesis import strategies as st

from pages.parts.typed import typed


@given(st.text(st.characters()))
def test_whatever_was_typed_can_be_stored(text: str) -> None:
    found = typed(text)
    assert found.encode().decode() == found
    assert "\0" not in found
    assert found == found.strip()


def test_words_stay_as_they_are() -> None:
    assert typed(" Ångström 📻 = +1 ") == "Ångström 📻 = +1"
    assert typed("a\0b") == "ab"
    assert typed("\ud83d") == "?"
