"""Shares and numbers in words."""

import pytest

from genre_core.desk.policy.wording import number


@pytest.mark.parametrize(
    ("expected", "words"),
    [(0.0, "0"), (0.2, "under 1"), (0.6, "1"), (1.4, "1"), (1234.5, "1,234")],
)
def test_what_is_not_nothing_does_not_read_as_none(expected: float, words: str) -> None:
    assert number(expected) == words
