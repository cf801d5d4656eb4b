"""Undo: until when, what it takes back, and that nothing is ever deleted."""

from dataclasses import replace

import pytest

from genre_core.desk.deciding import decide
from genre_core.desk.pulling import held, renew
from genre_core.desk.queues import Queue
from genre_core.desk.records import history_of
from genre_core.desk.standing import Consensus
from genre_core.desk.undoing import undo, undoable
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import add_golden, after, moderator
from tests.genre_core.desk.seats import (
    ADA,
    BO,
    NOON,
    SUE,
    flagged,
    lease_count,
    nothing_for,
    offences,
    open_queues,
    ruling,
    says,
    set_rules,
    stands,
    take,
    trail_is_whole,
)


@pytest.fixture(autouse=True)
def rules(store: Store) -> None:
    set_rules(store)


def test_what_is_undone_stands_no_more_and_is_still_there(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", ["Jazz"])
    recorded = undo(store, ADA, "u", "k", after(5))
    assert (recorded.key, recorded.track_key, recorded.late) == ("u", "t0", False)
    assert stands(store).consensus is Consensus.OPEN
    with store.reading() as connection:
        first, second = history_of(connection, "t0")
    assert (first.key, first.answer) == ("k", Answer.GENRE_IS)
    assert (second.key, second.answer, second.supersedes) == ("u", Answer.UNDO, "k")
    assert trail_is_whole(store)


def test_the_flag_is_open_again_and_hers_and_blind_no_more(store: Store) -> None:
    flagged(store, queue=Queue.AUDIT)
    says(store, ADA, "k", ["Rock"], queue=Queue.AUDIT)
    undo(store, ADA, "u", "k", after(5))
    (lease,) = held(store, ADA, after(6))
    assert (lease.track_key, lease.queue, lease.blind) == ("t0", Queue.AUDIT, False)
    assert lease.expires_at == after(305)
    assert nothing_for(store, BO, Queue.AUDIT, after(6))
    assert not decide(store, ADA, ruling(lease, "k2"), after(7)).late
    assert [each.key for each in stands(store).decisions] == ["k2"]


def test_the_same_undo_handed_in_again_is_written_once(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    first = undo(store, ADA, "u", "k", after(5))
    assert undo(store, ADA, "u", "k", after(5_000)) == first
    with store.reading() as connection:
        assert len(history_of(connection, "t0")) == 2


def test_a_key_that_is_taken_is_refused(store: Store) -> None:
    flagged(store, 2)
    says(store, ADA, "k")
    with pytest.raises(DeskError, match="Another decision has the key 'k': holds on 't0'"):
        undo(store, ADA, "k", "k", NOON)
    undo(store, ADA, "u", "k", NOON)
    with pytest.raises(DeskError, match="Another decision has the key 'u': undo on 't0'"):
        undo(store, ADA, "u", "other", NOON)


def test_follow_ups_that_nobody_answered_are_withdrawn(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k")
    assert open_queues(store) == [Queue.SECOND]
    undo(store, ADA, "u", "k", NOON)
    assert open_queues(store) == [Queue.FLAGGED]
    (lease,) = held(store, ADA, NOON)
    assert decide(store, ADA, ruling(lease, "k2"), NOON).opened == (Queue.SECOND,)


def test_who_is_answering_a_follow_up_that_was_withdrawn_is_heard_all_the_same(
    store: Store,
) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k")
    lease = take(store, BO, Queue.SECOND)
    undo(store, ADA, "u", "k", NOON)
    assert decide(store, BO, ruling(lease, "second"), NOON).late
    assert [each.key for each in stands(store).decisions] == ["second"]


def test_a_follow_up_that_was_answered_stays(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k")
    says(store, BO, "l", queue=Queue.SECOND)
    undo(store, ADA, "u", "k", NOON)
    assert [each.key for each in stands(store).decisions] == ["l"]


def test_the_offence_is_taken_back(store: Store) -> None:
    flagged(store, 2, artist_key="x")
    says(store, ADA, "k", ["Jazz"])
    assert offences(store, "t1") == [1]
    undo(store, ADA, "u", "k", NOON)
    assert offences(store, "t1") == [0]
    assert offences(store, "t0") == [0]


def test_only_the_last_decision_can_be_undone(store: Store) -> None:
    flagged(store, 2)
    says(store, ADA, "k")
    says(store, ADA, "l")
    with pytest.raises(DeskError, match=r"on another track after 't0'.*table of decisions"):
        undo(store, ADA, "u", "k", NOON)
    undo(store, ADA, "u", "l", NOON)
    with pytest.raises(DeskError, match="only the last decision can be undone"):
        undo(store, ADA, "v", "k", NOON)


def test_others_may_decide_meanwhile(store: Store) -> None:
    flagged(store, 2)
    says(store, ADA, "k")
    says(store, BO, "l")
    undo(store, ADA, "u", "k", NOON)
    assert stands(store).decisions == ()


def test_the_time_for_it_is_a_lease_where_no_track_was_taken_after(store: Store) -> None:
    flagged(store)
    until = says(store, ADA, "k").undoable_until
    with pytest.raises(DeskError, match="made at 12:00 UTC, and the time to undo it is over"):
        undo(store, ADA, "u", "k", until)


def test_it_lasts_as_long_as_the_track_taken_next_is_held(store: Store) -> None:
    flagged(store, 2)
    says(store, ADA, "k")
    lease = take(store, ADA, now=after(10))
    renew(store, ADA, lease.token, after(290))
    undo(store, ADA, "u", "k", after(580))
    assert open_queues(store, "t0") == [Queue.FLAGGED]


def test_it_is_over_when_the_track_taken_next_has_expired(store: Store) -> None:
    flagged(store, 2)
    says(store, ADA, "k")
    take(store, ADA, now=after(10))
    with pytest.raises(DeskError, match="time to undo it is over"):
        undo(store, ADA, "u", "k", after(310))


def test_nobody_undoes_anothers_decision(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    for person in (BO, SUE):
        with pytest.raises(DeskError, match="There is no decision 'k' of yours to undo"):
            undo(store, person, "u", "k", NOON)
    with pytest.raises(NotAllowed, match="may not undo decisions"):
        undo(store, moderator("v", Role.VIEWER), "u", "k", NOON)


def test_nothing_is_undone_twice_and_no_undo_is(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    undo(store, ADA, "u", "k", NOON)
    with pytest.raises(DeskError, match="'k' is undone or revised already"):
        undo(store, ADA, "v", "k", NOON)
    with pytest.raises(DeskError, match="There is no decision 'u' of yours to undo"):
        undo(store, ADA, "v", "u", NOON)


def test_a_revision_is_revised_and_not_undone(store: Store) -> None:
    flagged(store)
    lease = take(store, ADA)
    decide(store, ADA, ruling(lease, "k"), NOON)
    better = replace(ruling(lease, "r", Answer.NOT_MUSIC), token="", supersedes="k")
    decide(store, ADA, better, NOON)
    with pytest.raises(DeskError, match="'r' is a revision, and not undone"):
        undo(store, ADA, "u", "r", NOON)


def test_a_skip_that_is_undone_gives_the_track_back(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.SKIP)
    undo(store, ADA, "u", "k", NOON)
    (lease,) = held(store, ADA, NOON)
    assert lease.track_key == "t0"


def test_a_skipped_track_that_another_has_now_stays_theirs(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.SKIP)
    theirs = take(store, BO)
    undo(store, ADA, "u", "k", NOON)
    assert held(store, ADA, NOON) == ()
    assert not decide(store, BO, ruling(theirs, "l"), NOON).late
    assert open_queues(store) == []


def test_a_skipped_track_that_another_has_decided_stays_decided(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.SKIP)
    says(store, BO, "l")
    undo(store, ADA, "u", "k", NOON)
    assert open_queues(store) == []


def test_a_late_decision_is_undone_without_taking_the_flag_from_others(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k")
    says(store, BO, "l", now=after(300))
    decide(store, ADA, said, after(301))
    undo(store, ADA, "u", "k", after(302))
    assert open_queues(store) == []
    assert [each.key for each in stands(store).decisions] == ["l"]


def test_a_golden_item_that_is_undone_still_does_not_say_that_it_is_one(store: Store) -> None:
    set_rules(store, golden_share=1.0)
    rows = flagged(store)
    add_golden(store, rows[0])
    says(store, ADA, "k")
    undo(store, ADA, "u", "k", NOON)
    (lease,) = held(store, ADA, NOON)
    assert (lease.queue, lease.asked) == (Queue.GOLDEN, Queue.FLAGGED)
    assert lease_count(store) == 1


def test_what_could_be_undone_is_known_without_the_page_that_decided(store: Store) -> None:
    flagged(store)
    assert undoable(store, ADA, NOON) is None
    says(store, ADA, "k", ["Jazz"])
    found = undoable(store, ADA, after(5))
    assert found is not None
    assert (found.key, found.track_key) == ("k", "t0")
    assert undoable(store, BO, after(5)) is None
    undo(store, ADA, "u", found.key, after(6))
    assert undoable(store, ADA, after(7)) is None


def test_what_is_too_old_to_undo_is_not_offered(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", ["Jazz"])
    assert undoable(store, ADA, after(100_000)) is None
