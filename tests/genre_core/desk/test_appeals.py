"""Appeals: heard by another senior, without the decision they contest."""

import json

import pytest
from sqlalchemy import select

from genre_core.desk.appeals import Outcome, appeal, appeals, original_of
from genre_core.desk.queues import Queue
from genre_core.desk.standing import Consensus
from genre_core.desk.undoing import undo
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Person, Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.schema import audit
from tests.genre_core.desk.floor import after, moderator
from tests.genre_core.desk.seats import (
    ADA,
    BO,
    NOON,
    SAM,
    SUE,
    flagged,
    nothing_for,
    open_queues,
    says,
    set_rules,
    stands,
    take,
    trail_is_whole,
)


@pytest.fixture(autouse=True)
def rules(store: Store) -> None:
    set_rules(store)
    flagged(store)


def outcomes(store: Store) -> list[Outcome]:
    with store.reading() as connection:
        return [each.outcome for each in appeals(connection)]


def original(store: Store, person: Person) -> str | None:
    with store.reading() as connection:
        found = original_of(connection, person, "t0")
        return None if found is None else found.key


def test_an_appeal_keeps_the_reason_and_who_entered_it(store: Store) -> None:
    says(store, ADA, "k", ["Jazz"])
    entered = appeal(store, BO, "t0", "My band plays rock.", after(5))
    assert (entered.track_key, entered.original) == ("t0", "k")
    assert (entered.reason, entered.outcome) == ("My band plays rock.", Outcome.WAITING)
    assert open_queues(store) == [Queue.APPEALS]
    with store.reading() as connection:
        entry = connection.execute(select(audit).where(audit.c.action == "appeal")).one()
    assert (entry.who, entry.subject) == (BO.subject, "t0")
    assert json.loads(entry.content)["reason"] == "My band plays rock."


def test_an_appeal_is_heard_by_a_senior_who_did_not_decide(store: Store) -> None:
    says(store, SUE, "k", ["Jazz"])
    appeal(store, BO, "t0", "Listen again.", NOON)
    assert nothing_for(store, SUE, Queue.APPEALS)
    assert take(store, SAM, Queue.APPEALS).opened_by == "k"
    with pytest.raises(NotAllowed, match="that takes a senior"):
        take(store, BO, Queue.APPEALS)


@pytest.mark.parametrize(
    ("genres", "answer", "outcome"),
    [
        (["Jazz"], Answer.GENRE_IS, Outcome.UPHELD),
        (["Punk"], Answer.GENRE_IS, Outcome.OVERTURNED),
        ([], Answer.HOLDS, Outcome.OVERTURNED),
        ([], Answer.CANNOT_TELL, Outcome.UNDECIDED),
    ],
)
def test_what_comes_of_it_is_kept_and_countable(
    store: Store, genres: list[str], answer: Answer, outcome: Outcome
) -> None:
    says(store, ADA, "k", ["Jazz"])
    appeal(store, BO, "t0", "Listen again.", NOON)
    says(store, SUE, "s", genres, answer=answer, queue=Queue.APPEALS)
    assert outcomes(store) == [outcome]
    settled = stands(store).consensus is Consensus.SETTLED
    assert settled == (outcome is not Outcome.UNDECIDED)
    with store.reading() as connection:
        query = select(audit.c.content).where(audit.c.action == "appeal outcome")
        content = json.loads(connection.execute(query).scalar_one())
    assert (content["outcome"], content["original"]) == (outcome, "k")
    assert trail_is_whole(store)


def test_the_original_is_hidden_until_ones_own_decision_is_made(store: Store) -> None:
    says(store, ADA, "k", ["Jazz"])
    appeal(store, BO, "t0", "Listen again.", NOON)
    assert original(store, SUE) is None
    says(store, SUE, "s", queue=Queue.APPEALS)
    assert original(store, SUE) == "k"
    assert original(store, SAM) is None
    undo(store, SUE, "u", "s", NOON)
    assert original(store, SUE) is None
    assert outcomes(store) == [Outcome.WAITING]


def test_an_appeal_entered_twice_is_opened_once(store: Store) -> None:
    says(store, ADA, "k", ["Jazz"])
    first = appeal(store, BO, "t0", "Listen again.", NOON)
    assert appeal(store, BO, "t0", "Listen again.", after(9)) == first
    with pytest.raises(DeskError, match="entered on 2026-03-01 already and is waiting"):
        appeal(store, BO, "t0", "Please!", NOON)
    assert outcomes(store) == [Outcome.WAITING]


def test_the_decision_on_an_appeal_can_be_contested_in_turn(store: Store) -> None:
    says(store, ADA, "k", ["Jazz"])
    appeal(store, BO, "t0", "Listen again.", NOON)
    says(store, SUE, "s", ["Jazz"], queue=Queue.APPEALS)
    assert appeal(store, BO, "t0", "Once more.", NOON).original == "s"
    says(store, SAM, "s2", queue=Queue.APPEALS)
    assert outcomes(store) == [Outcome.UPHELD, Outcome.OVERTURNED]
    assert stands(store).opinions[0].key == "s2"


def test_a_decision_that_is_undone_leaves_nothing_to_appeal_against(store: Store) -> None:
    says(store, ADA, "k", ["Jazz"])
    appeal(store, BO, "t0", "Listen again.", NOON)
    undo(store, ADA, "u", "k", NOON)
    assert outcomes(store) == [Outcome.WITHDRAWN]


def test_there_must_be_something_to_appeal_against(store: Store) -> None:
    with pytest.raises(DeskError, match="appeal against: nobody has decided on it"):
        appeal(store, BO, "t0", "Listen again.", NOON)
    set_rules(store, second_share=1.0)
    says(store, ADA, "k", ["Jazz"])
    says(store, BO, "l", queue=Queue.SECOND)
    with pytest.raises(DeskError, match="moderators differ, and a senior settles it"):
        appeal(store, BO, "t0", "Listen again.", NOON)


def test_an_appeal_has_a_reason(store: Store) -> None:
    with pytest.raises(DeskError, match="An appeal has a reason, and none was given"):
        appeal(store, BO, "t0", " ", NOON)
    with pytest.raises(DeskError, match="The reason has 1,001 characters"):
        appeal(store, BO, "t0", "x" * 1_001, NOON)


def test_a_viewer_enters_no_appeals(store: Store) -> None:
    with pytest.raises(NotAllowed, match="may not enter appeals"):
        appeal(store, moderator("v", Role.VIEWER), "t0", "x", NOON)
