"""A seal changes with whatever it seals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.store.seals import GENESIS, Sealed, canonical, microseconds

ENTRY = Sealed(1, GENESIS, 0, "ada", "settings", "desk", "{}")


@given(st.text(), st.text(), st.text(), st.text())
def test_text_that_moves_from_one_field_to_the_next_changes_the_seal(
    who: str, action: str, subject: str, moved: str
) -> None:
    first = replace(ENTRY, who=who + moved, action=action, subject=subject)
    second = replace(ENTRY, who=who, action=moved + action, subject=subject)
    assert (first.digest == second.digest) == (first == second)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.booleans(), max_size=6))
def test_the_order_of_keys_does_not_matter(content: dict[str, object]) -> None:
    assert canonical(content) == canonical(dict(reversed(content.items())))


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_are_whole_microseconds(at: datetime) -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds(at)) == at


def test_one_moment_has_one_spelling() -> None:
    there = datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1)))
    assert canonical({"at": there}) == '{"at":"2026-03-01T12:00:00+00:00"}'


def test_a_moment_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        microseconds(datetime(2026, 3, 1))
