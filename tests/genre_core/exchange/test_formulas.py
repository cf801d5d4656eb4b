"""No cell of an export is a formula, and every text comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.exchange.formulas import neutralised, restored

SIGNS = "=+-@\t\r\n"


@pytest.mark.parametrize("sign", SIGNS)
def test_a_formula_gets_an_apostrophe(sign: str) -> None:
    assert neutralised(f"{sign}cmd") == f"'{sign}cmd"


@pytest.mark.parametrize("text", ["", "Rock", "'n' roll", "a=b", "'", "3-4"])
def test_other_text_stays(text: str) -> None:
    assert neutralised(text) == text
    assert restored(text) == text


@given(st.text("'=+-@\t\r\nab", max_size=6) | st.text())
def test_what_was_neutralised_comes_back_and_is_no_formula(text: str) -> None:
    assert restored(neutralised(text)) == text
    assert neutralised(text)[:1] not in set(SIGNS)
