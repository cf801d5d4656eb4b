"""Changing a decision when its time for an undo is over."""

from typing import Any

import pytest
from sqlalchemy import select

from genre_core.desk.appeals import Outcome, appeal, appeals
from genre_core.desk.deciding import decide
from genre_core.desk.queues import Queue
from genre_core.desk.revising import revise
from genre_core.desk.rulings import Bundle, Ruling
from genre_core.desk.standing import Consensus
from genre_core.errors import DeskError, NotAllowed
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import audit
from tests.genre_core.desk.floor import add_golden, after
from tests.genre_core.desk.seats import (
    ADA,
    BO,
    NOON,
    SUE,
    flagged,
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

LATER = after(100_000)


@pytest.fixture(autouse=True)
def rules(store: Store) -> None:
    set_rules(store)


def revision(key: str, answer: Answer = Answer.HOLDS, supersedes: str = "k", **more: Any) -> Ruling:
    return Ruling(key, "", "t0", answer, supersedes=supersedes, **more)


def test_a_moderator_replaces_her_own_decision(store: Store) -> None:
    flagged(store, 2, artist_key="x")
    says(store, ADA, "k", ["Jazz"])
    said = revision("r", note="on second thoughts")
    recorded = revise(store, ADA, said, LATER)
    assert not recorded.late
    assert revise(store, ADA, said, LATER) == recorded
    (kept,) = stands(store).decisions
    assert (kept.key, kept.supersedes, kept.answer) == ("r", "k", Answer.HOLDS)
    assert (kept.queue, kept.chosen_by) == (Queue.FLAGGED, Chosen.MODEL)
    assert kept.flag_id is not None
    assert offences(store, "t1") == [0]
    assert trail_is_whole(store)


def test_decide_revises_where_a_decision_is_named(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    decide(store, ADA, revision("r", Answer.NOT_MUSIC), LATER)
    assert [each.key for each in stands(store).decisions] == ["r"]


def test_what_was_revised_is_not_revised_again(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    revise(store, ADA, revision("r", Answer.NOT_MUSIC), LATER)
    with pytest.raises(DeskError, match="'k' is void already"):
        revise(store, ADA, revision("r2"), LATER)
    revise(store, ADA, revision("r2", supersedes="r"), LATER)
    assert [each.key for each in stands(store).decisions] == ["r2"]


def test_a_moderator_does_not_replace_anothers_decision(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    with pytest.raises(NotAllowed, match="may not settle what ada decided; that takes a senior"):
        revise(store, BO, revision("r"), LATER)


def test_a_senior_settles_over_anothers_and_what_was_asked_is_withdrawn(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k", ["Jazz"])
    says(store, BO, "l", queue=Queue.SECOND)
    assert open_queues(store) == [Queue.ESCALATED]
    recorded = revise(store, SUE, revision("s", Answer.GENRE_IS, genres=("Punk",)), LATER)
    assert not recorded.late
    now = stands(store)
    assert now.consensus is Consensus.SETTLED
    assert (now.opinions[0].key, now.opinions[0].supersedes) == ("s", "")
    assert len(now.decisions) == 3
    assert open_queues(store) == []


def test_a_revision_that_differs_from_another_opinion_goes_to_a_senior(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k")
    says(store, BO, "l", queue=Queue.SECOND)
    recorded = revise(store, ADA, revision("r", Answer.NOT_MUSIC), LATER)
    assert recorded.opened == (Queue.ESCALATED,)


def test_a_decision_that_is_not_there_is_not_revised(store: Store) -> None:
    flagged(store)
    with pytest.raises(DeskError, match="There is no decision 'k' on 't0' to revise"):
        revise(store, ADA, revision("r"), LATER)


def test_the_first_answer_to_a_golden_item_counts(store: Store) -> None:
    set_rules(store, golden_share=1.0)
    rows = flagged(store)
    add_golden(store, rows[0])
    says(store, ADA, "k")
    with pytest.raises(DeskError, match="'k' cannot be revised any more") as caught:
        revise(store, ADA, revision("r", Answer.NOT_MUSIC), LATER)
    assert "golden" not in str(caught.value)


def test_a_revision_is_no_skip_and_takes_nothing_along(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    for said in (revision("r", Answer.SKIP), revision("r", bundle=Bundle.ALBUM)):
        with pytest.raises(DeskError, match="Choose an answer, and no bundle"):
            revise(store, ADA, said, LATER)


def test_a_claim_that_names_no_genre_cannot_be_revised_to_hold(store: Store) -> None:
    flagged(store, claimed="vibes", claimed_genre="")
    says(store, ADA, "k", ["Jazz"])
    with pytest.raises(DeskError, match="names no genre of the tree"):
        revise(store, ADA, revision("r"), NOON)


def test_a_skip_that_is_revised_closes_its_flag(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.SKIP)
    assert open_queues(store) == [Queue.FLAGGED]
    revise(store, ADA, revision("r"), LATER)
    assert open_queues(store) == []
    assert nothing_for(store, BO, Queue.FLAGGED, LATER)


def test_a_skip_that_is_revised_leaves_the_flag_to_who_holds_it(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.SKIP)
    theirs = ruling(take(store, BO, now=LATER), "theirs")
    revise(store, ADA, revision("r"), LATER)
    assert open_queues(store) == [Queue.FLAGGED]
    assert not decide(store, BO, theirs, LATER).late


def test_a_senior_who_skipped_settles_by_revising_the_skip(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "a", ["Jazz"])
    says(store, BO, "b", queue=Queue.SECOND)
    says(store, SUE, "k", answer=Answer.SKIP, queue=Queue.ESCALATED)
    revise(store, SUE, revision("r"), LATER)
    assert stands(store).consensus is Consensus.SETTLED
    assert open_queues(store) == []


def test_an_appeal_that_was_skipped_is_answered_by_revising_the_skip(store: Store) -> None:
    flagged(store)
    says(store, ADA, "a")
    appeal(store, BO, "t0", "it is jazz", NOON)
    says(store, SUE, "k", answer=Answer.SKIP, queue=Queue.APPEALS)
    revise(store, SUE, revision("r"), LATER)
    with store.reading() as connection:
        assert [each.outcome for each in appeals(connection)] == [Outcome.UPHELD]
        query = select(audit.c.action).where(audit.c.action == "appeal outcome")
        assert len(connection.execute(query).all()) == 1
    assert open_queues(store) == []


def test_an_opinion_takes_back_what_she_had_handed_on(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.ESCALATE)
    revise(store, ADA, revision("again", Answer.ESCALATE, note="still"), LATER)
    assert open_queues(store) == [Queue.ESCALATED]
    revise(store, ADA, revision("r", supersedes="again"), LATER)
    assert open_queues(store) == []
    assert stands(store).consensus is Consensus.AGREED


def test_what_a_senior_holds_is_not_taken_back(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.ESCALATE)
    hers = ruling(take(store, SUE, Queue.ESCALATED, LATER), "s", Answer.NOT_MUSIC)
    revise(store, ADA, revision("r"), LATER)
    assert open_queues(store) == [Queue.ESCALATED]
    assert not decide(store, SUE, hers, LATER).late
    assert stands(store).consensus is Consensus.SETTLED


def test_what_was_handed_on_and_is_an_opinion_that_differs_goes_to_a_senior(store: Store) -> None:
    flagged(store)
    late = ruling(take(store, BO), "late", Answer.NOT_MUSIC)
    says(store, ADA, "k", answer=Answer.ESCALATE, now=after(300))
    assert decide(store, BO, late, after(301)).opened == ()
    assert revise(store, ADA, revision("r"), LATER).opened == (Queue.ESCALATED,)
    assert take(store, SUE, Queue.ESCALATED, LATER).opened_by == "r"
