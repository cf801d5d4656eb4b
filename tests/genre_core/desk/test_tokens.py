"""A token says what was asked of whom, and only the desk that issued it believes it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genre_core.desk.queues import Queue
from genre_core.desk.tokens import Terms, issue, read_token
from genre_core.store.engine import Store
from genre_core.store.schema import settings as kept
from tests.genre_core.desk.floor import NOON

any_terms = st.builds(
    Terms,
    flag_id=st.integers(1, 2**40 - 1),
    moderator_id=st.integers(1, 2**32 - 1),
    asked=st.sampled_from(Queue),
    blind=st.booleans(),
)
examples = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@examples
@given(any_terms)
def test_a_token_says_under_which_terms_it_was_issued(store: Store, terms: Terms) -> None:
    with store.writing() as connection:
        token = issue(connection, terms, NOON)
        assert read_token(connection, token) == terms
        assert issue(connection, terms, NOON) != token
    # As long as the column of the leases is wide.
    assert len(token) == 36


@examples
@given(any_terms, st.integers(0, 26), st.integers(1, 255))
def test_a_token_changed_in_any_byte_is_nothing(
    store: Store, terms: Terms, place: int, change: int
) -> None:
    with store.writing() as connection:
        raw = bytearray(urlsafe_b64decode(issue(connection, terms, NOON)))
        raw[place] ^= change
        assert read_token(connection, urlsafe_b64encode(raw).decode()) is None


@examples
@given(st.text(max_size=40))
def test_what_was_never_issued_is_nothing(store: Store, token: str) -> None:
    with store.writing() as connection:
        assert read_token(connection, token) is None


@pytest.mark.parametrize("mark", ["\n", " ", "=", "=="])
def test_a_token_is_taken_as_it_was_issued_and_not_otherwise(store: Store, mark: str) -> None:
    with store.writing() as connection:
        token = issue(connection, Terms(1, 1, Queue.AUDIT, blind=True), NOON)
        assert read_token(connection, token + mark) is None


def test_another_desk_does_not_believe_it(store: Store) -> None:
    with store.writing() as connection:
        token = issue(connection, Terms(1, 1, Queue.AUDIT, blind=True), NOON)
        connection.execute(kept.delete())
        assert read_token(connection, token) is None
        issue(connection, Terms(1, 1, Queue.AUDIT, blind=True), NOON)
        assert read_token(connection, token) is None
