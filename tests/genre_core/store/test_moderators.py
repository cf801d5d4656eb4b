"""A person is one row, whatever the name and the clock do."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from genre_core.people import Person, Role
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import moderators

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = Person("https://id.example|7", "Ada", Role.MODERATOR)


def test_a_person_gets_a_row_at_the_first_visit_and_keeps_it(store: Store) -> None:
    with store.writing() as connection:
        first = known(connection, ADA, NOON)
        other = known(connection, Person("https://id.example|8", "Ada", Role.VIEWER), NOON)
    with store.writing() as connection:
        again = known(connection, ADA, NOON + timedelta(hours=1))
    assert first == again != other
    with store.reading() as connection:
        row = connection.execute(select(moderators).where(moderators.c.id == first)).one()
    assert (row.first_seen_at, row.last_seen_at) == (NOON, NOON + timedelta(hours=1))


def test_name_and_role_are_those_of_the_last_visit(store: Store) -> None:
    with store.writing() as connection:
        known(connection, ADA, NOON)
        known(connection, Person(ADA.subject, "Ada L. 🎧", Role.SENIOR), NOON)
    with store.reading() as connection:
        row = connection.execute(select(moderators)).one()
    assert (row.name, row.role) == ("Ada L. 🎧", "senior")


def test_a_clock_that_was_set_back_does_not_set_the_last_visit_back(store: Store) -> None:
    with store.writing() as connection:
        known(connection, ADA, NOON)
        known(connection, ADA, NOON - timedelta(days=1))
    with store.reading() as connection:
        assert connection.execute(select(moderators.c.last_seen_at)).scalar_one() == NOON
