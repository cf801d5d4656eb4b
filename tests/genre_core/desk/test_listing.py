"""Who sees which decisions in the table."""

from genre_core.desk.listing import list_decisions, list_history
from genre_core.desk.queues import Queue
from genre_core.desk.records import Search
from genre_core.people import Person, Role
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import (
    ADMIN,
    add_decision,
    add_tracks,
    moderator,
    open_for,
    wish,
)

ADA, BOB = moderator("ada"), moderator("bob")


def seen(store: Store, person: Person) -> list[str]:
    with store.reading() as connection:
        listed = list_decisions(connection, person, Search(), 100)
        histories = [list_history(connection, person, key) for key in ("t0", "t1")]
    assert sorted(each.record.key for each in listed) == sorted(
        each.record.key for history in histories for each in history
    )
    return sorted(each.record.key for each in listed)


def test_who_may_be_asked_next_does_not_see_the_first_answer(store: Store) -> None:
    first, second = add_tracks(store, 2)
    add_decision(store, ADA, first, "waits")
    add_decision(store, ADA, second, "done")
    open_for(store, [wish(first, Queue.SECOND)])
    assert seen(store, BOB) == ["done"]
    # Hers, and no secret to those who judge moderators or only look on.
    for person in (ADA, moderator("sue", Role.SENIOR), ADMIN, moderator("vic", Role.VIEWER)):
        assert seen(store, person) == ["done", "waits"]
