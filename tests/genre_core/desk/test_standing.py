"""What stands: against the trainer's reading of the same history, and cases worked out by hand."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.queues import Queue
from genre_core.desk.records import DecisionRecord
from genre_core.desk.standing import Consensus, overturns, said, standing
from genre_core.ruling import Answer, Chosen
from tests.genre_core.desk.floor import NOON
from trainer.feedback.decisions import Decision
from trainer.feedback.history import standing as trainers_standing
from trainer.feedback.rulings import Outcome, rule

PEOPLE = ("ada", "bo", "cy")
EMPTY: dict[str, Any] = {field.name: "" for field in fields(DecisionRecord)}


def record(number: int, person: str, answer: Answer, **more: Any) -> DecisionRecord:
    """A decision on the one track, which claims Rock."""
    plain = {
        "id": number,
        "key": f"k{number}",
        "moderator_id": PEOPLE.index(person),
        "moderator": person,
        "answer": answer,
        "genres": (),
        "claimed_genre": "Rock",
        "decided_at": NOON + timedelta(seconds=number),
        "chosen_by": Chosen.MODEL,
        "queue": "flagged",
        "settles": False,
    }
    return DecisionRecord(**(EMPTY | plain | more))


@st.composite
def histories(draw: st.DrawFn) -> list[DecisionRecord]:
    """Histories as the desk writes them: who undoes or revises names a decision of their own."""
    history: list[DecisionRecord] = []
    for number in range(draw(st.integers(0, 12))):
        person = draw(st.sampled_from(PEOPLE))
        own = [each.key for each in history if each.moderator == person]
        answer = draw(st.sampled_from([a for a in Answer if own or a is not Answer.UNDO]))
        more: dict[str, Any] = {"settles": draw(st.booleans()) and answer is Answer.HOLDS}
        if answer is Answer.GENRE_IS:
            more["genres"] = tuple(
                draw(st.lists(st.sampled_from(["Rock", "Punk", "Jazz"]), min_size=1, unique=True))
            )
        if own and (answer is Answer.UNDO or draw(st.booleans())):
            more["supersedes"] = draw(st.sampled_from(own))
        history.append(record(number, person, answer, **more))
    return history


@given(histories())
def test_the_trainer_reads_the_same_out_of_the_same_history(history: list[DecisionRecord]) -> None:
    lines = [
        Decision("t", r.answer, r.moderator, r.decided_at, r.genres, r.key, r.supersedes, r.settles)
        for r in history
    ]
    theirs = trainers_standing(lines)
    ours = standing(history)
    assert [each.key for each in ours.decisions] == [
        each.key for track in theirs for each in track.decisions
    ]
    ruled = rule([each for track in theirs for each in track.decisions], "Rock")
    settled_by_nothing = ruled.outcome is Outcome.OPEN
    assert (ours.consensus is Consensus.OPEN) == settled_by_nothing
    if {said(each) for each in ours.opinions} == {"Rock", "Punk"}:
        return  # to the trainer different labels, to the desk the same answer, coarse and fine
    assert (ours.consensus is Consensus.DISPUTED) == (ruled.outcome is Outcome.DISPUTED)
    assert (ours.opinion is None) == (ruled.outcome in (Outcome.DISPUTED, Outcome.OPEN))


def test_nothing_stands_of_nothing() -> None:
    now = standing([])
    assert (now.consensus, now.opinion, now.overturned) == (Consensus.OPEN, None, False)


def test_one_opinion_agrees_with_itself() -> None:
    now = standing([record(0, "ada", Answer.NOT_MUSIC)])
    assert now.consensus is Consensus.AGREED
    assert now.overturned


def test_opinions_are_compared_at_the_leaf() -> None:
    both = record(0, "ada", Answer.GENRE_IS, genres=("Rock", "Punk"))
    one = record(1, "bo", Answer.GENRE_IS, genres=("Punk",))
    assert standing([both, one]).consensus is Consensus.AGREED


def test_a_claim_that_holds_is_its_genre() -> None:
    holds = record(0, "ada", Answer.HOLDS)
    other = record(1, "bo", Answer.GENRE_IS, genres=("Jazz",))
    assert standing([holds, other]).consensus is Consensus.DISPUTED


def test_a_seniors_word_settles_and_counts_alone() -> None:
    history = [
        record(0, "ada", Answer.HOLDS),
        record(1, "bo", Answer.GENRE_IS, genres=("Jazz",)),
        record(2, "cy", Answer.GENRE_IS, genres=("Punk",), settles=True),
    ]
    now = standing(history)
    assert now.consensus is Consensus.SETTLED
    assert [each.moderator for each in now.opinions] == ["cy"]


def test_answers_to_golden_items_say_nothing_of_the_track() -> None:
    assert standing([record(0, "ada", Answer.HOLDS, queue=Queue.GOLDEN)]).decisions == ()


def test_a_claim_that_is_among_the_named_genres_is_not_overturned() -> None:
    assert not overturns(record(0, "ada", Answer.GENRE_IS, genres=("Rock", "Punk")))
    assert overturns(record(0, "ada", Answer.GENRE_IS, genres=("Jazz",)))
    assert not overturns(record(0, "ada", Answer.CANNOT_TELL))
