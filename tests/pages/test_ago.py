"""How long ago something was, in words."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.ago import ago
from tests.genre_core.desk.floor import NOON


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=-90), "just now"),
        (timedelta(seconds=1), "1 second ago"),
        (timedelta(seconds=59.9), "59 seconds ago"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=25), "1 day ago"),
        (timedelta(days=13), "1 week ago"),
        (timedelta(days=363), "51 weeks ago"),
        (timedelta(days=364), "1 year ago"),
        (timedelta(days=3653), "10 years ago"),
    ],
)
def test_time_is_said_in_its_largest_whole_unit(passed: timedelta, said: str) -> None:
    assert ago(NOON - passed, NOON) == said


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=300_000)))
def test_no_time_is_said_as_none(passed: timedelta) -> None:
    count, unit, *_ = ago(NOON - passed, NOON).split()
    assert int(count) >= 1
    assert unit.endswith("s") == (int(count) != 1)
