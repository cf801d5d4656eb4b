"""Which flags an imported decision closes, and which it leaves alone."""

import pytest
from sqlalchemy import select, update

from genre_core.desk.deciding import decide
from genre_core.desk.queues import Queue
from genre_core.exchange.nouns import CatalogueTrack, Decided
from genre_core.exchange.taking import ImportReport, take
from genre_core.people import LOCAL
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.schema import flags
from tests.genre_core.desk import seats
from tests.genre_core.desk.floor import after, open_for, wish
from tests.genre_core.desk.seats import ADA, BO, NOON, flagged, open_queues, ruling, says, set_rules
from tests.genre_core.exchange.stories import decided, reading, row


@pytest.fixture(autouse=True)
def rules(store: Store) -> None:
    set_rules(store)


def imported(store: Store, *decisions: Decided) -> ImportReport:
    """Import decisions on the track t0, at noon."""
    return take(store, LOCAL, reading(row(CatalogueTrack("t0"), *decisions)), NOON)


def test_an_opinion_closes_what_is_asked_of_everybody(store: Store) -> None:
    (track, _) = flagged(store, 2)
    open_for(store, [wish(track, queue) for queue in Queue if queue is not Queue.GOLDEN])
    imported(store, decided("d1"))
    assert open_queues(store) == ["appeals", "audit", "escalated", "second"]
    assert open_queues(store, "t1") == [Queue.FLAGGED]


def test_who_decided_elsewhere_is_not_asked_again(store: Store) -> None:
    flagged(store)
    imported(store, decided("d1", moderator=ADA.subject))
    assert seats.nothing_for(store, ADA, Queue.FLAGGED)


@pytest.mark.parametrize("answer", [Answer.SKIP, Answer.CANNOT_TELL, Answer.ESCALATE, Answer.UNDO])
def test_what_is_no_opinion_closes_nothing(store: Store, answer: Answer) -> None:
    flagged(store)
    imported(store, decided("d1", answer), decided("d2", queue="golden"))
    assert open_queues(store) == [Queue.FLAGGED]


def test_a_track_on_screen_stays_there(store: Store) -> None:
    flagged(store)
    lease = seats.take(store, BO)
    imported(store, decided("d1"))
    assert not decide(store, BO, ruling(lease, "k"), NOON).late


def test_a_lease_that_expired_keeps_nothing_open(store: Store) -> None:
    flagged(store)
    lease = seats.take(store, BO, now=after(-300))
    imported(store, decided("d1"))
    assert (open_queues(store), seats.lease_count(store)) == ([], 0)
    assert decide(store, BO, ruling(lease, "k"), NOON).late


def test_the_same_import_closes_no_flag_that_was_opened_after_it(store: Store) -> None:
    (track,) = flagged(store)
    imported(store, decided("d1"))
    open_for(store, [wish(track, opened_by="another scan")])
    assert imported(store, decided("d1")).decisions.same == 1
    assert open_queues(store) == [Queue.FLAGGED]


@pytest.mark.parametrize("together", [True, False])
def test_an_undo_leaves_the_flag_open_whenever_it_comes(store: Store, *, together: bool) -> None:
    flagged(store)
    undo = decided("d2", Answer.UNDO, supersedes="d1")
    if together:
        imported(store, decided("d1"), undo)
    else:
        imported(store, decided("d1"))
        assert open_queues(store) == []
        imported(store, undo)
    assert open_queues(store) == [Queue.FLAGGED]


def test_an_undo_opens_nothing_that_somebody_else_has_answered(store: Store) -> None:
    flagged(store)
    imported(store, decided("d1"), decided("d3", moderator="bea"))
    imported(store, decided("d2", Answer.UNDO, supersedes="d1"))
    assert open_queues(store) == []
    with store.writing() as connection:
        connection.execute(update(flags).values(state="withdrawn"))
    imported(store, decided("d4", Answer.UNDO, supersedes="d3"))
    assert open_queues(store) == []


def test_an_undo_opens_nothing_that_the_desk_has_answered(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.CANNOT_TELL)
    imported(store, decided("d1"))
    imported(store, decided("d2", Answer.UNDO, supersedes="d1"))
    assert Queue.FLAGGED not in open_queues(store)


def test_of_two_flags_closed_by_imports_one_opens_again(store: Store) -> None:
    (track,) = flagged(store)
    imported(store, decided("d1"))
    open_for(store, [wish(track, opened_by="another scan")])
    imported(store, decided("d2", Answer.NOT_MUSIC))
    undone = [decided(f"u{n}", Answer.UNDO, supersedes=f"d{n}") for n in (1, 2)]
    imported(store, *undone)
    with store.reading() as connection:
        found = connection.execute(select(flags.c.state, flags.c.opened_by).order_by(flags.c.id))
        assert [tuple(each) for each in found] == [("decided", ""), ("open", "another scan")]
