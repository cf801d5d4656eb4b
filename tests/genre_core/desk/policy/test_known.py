"""Known is what people decided on flags and in the audit, on today's claim, and agreed on."""

from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert, update

from genre_core.desk.policy.catalogue import Catalogue, read_catalogue
from genre_core.desk.policy.known import Known, known_outcomes, past_alphas, tracks_asked_again
from genre_core.desk.queues import Queue
from genre_core.desk.voices import read_voices, standing_voices
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.schema import flags, policies
from tests.genre_core.desk.floor import (
    NOON,
    add_decision,
    add_tracks,
    add_verdict,
    moderator,
    open_for,
    wish,
)

GENRES = ("Folk", "Rock")


@pytest.fixture
def catalogue(store: Store) -> Catalogue:
    """Six tracks, the third of which was never heard; all claim Rock."""
    for track in add_tracks(store, 6, claimed="Rock", claimed_genre="Rock"):
        if track != 3:
            add_verdict(store, track, probabilities={"Rock": 0.5, "Folk": 0.5})
    with store.reading() as connection:
        return read_catalogue(connection, "tiny", "1", GENRES)


def decide(store: Store, track: int, key: str, **columns: Any) -> None:
    add_decision(store, moderator(columns.pop("who", "mo")), track, key, **columns)


def known(store: Store, catalogue: Catalogue) -> Known:
    with store.reading() as connection:
        standing = standing_voices(read_voices(connection))
        return known_outcomes(catalogue, standing, past_alphas(connection))


def tracks(catalogue: Catalogue, which: Any) -> list[int]:
    return [int(track) for track in catalogue.ids[np.flatnonzero(which)]]


FOLK: dict[str, Any] = {"answer": Answer.GENRE_IS, "genres": ["Folk"]}


def test_flags_and_audit_tell_what_is_wrong_and_what_holds(
    store: Store, catalogue: Catalogue
) -> None:
    decide(store, 1, "a", **FOLK)
    decide(store, 2, "b")
    decide(store, 3, "c", **FOLK)
    decide(store, 4, "d", queue=Queue.AUDIT, **FOLK)
    decide(store, 5, "e", queue=Queue.AUDIT)
    found = known(store, catalogue)
    assert tracks(catalogue, found.wrong) == [1, 4]
    assert tracks(catalogue, found.holds) == [2, 5]
    assert tracks(catalogue, found.drawn) == [4, 5]
    assert tracks(catalogue, found.decided) == [1, 2, 4, 5]


@pytest.mark.parametrize("queue", [Queue.UNCERTAIN, Queue.EVERYTHING, Queue.GOLDEN])
def test_other_queues_are_no_sample(store: Store, catalogue: Catalogue, queue: Queue) -> None:
    decide(store, 1, "a", queue=queue, **FOLK)
    assert not known(store, catalogue).decided.any()


def test_a_second_opinion_counts_with_the_first(store: Store, catalogue: Catalogue) -> None:
    decide(store, 1, "a", **FOLK)
    decide(store, 1, "b", who="jo", queue=Queue.SECOND)
    assert not known(store, catalogue).decided.any()
    decide(store, 1, "c", who="sia", queue=Queue.ESCALATED, settles=True)
    assert tracks(catalogue, known(store, catalogue).holds) == [1]


@pytest.mark.parametrize("answer", [Answer.SKIP, Answer.CANNOT_TELL, Answer.ESCALATE])
def test_what_leaves_the_question_open_is_not_known(
    store: Store, catalogue: Catalogue, answer: Answer
) -> None:
    decide(store, 1, "a", answer=answer)
    assert not known(store, catalogue).decided.any()


def test_an_undone_decision_is_not_known(store: Store, catalogue: Catalogue) -> None:
    decide(store, 1, "a", **FOLK)
    decide(store, 1, "b", answer=Answer.UNDO, supersedes="a")
    assert not known(store, catalogue).decided.any()


def test_a_decision_on_an_earlier_claim_is_not_known(store: Store, catalogue: Catalogue) -> None:
    decide(store, 1, "a", claimed="Jazz", claimed_genre="Jazz", **FOLK)
    assert not known(store, catalogue).decided.any()


def test_the_alphas_of_all_policies_are_known(store: Store, catalogue: Catalogue) -> None:
    with store.writing() as connection:
        for alpha in (0.3, 0.05, 0.02):
            connection.execute(insert(policies).values(alpha=alpha, made_at=NOON))
    assert known(store, catalogue).alphas == (0.02, 0.05, 0.3)


def test_rows_are_taken_out_together(store: Store, catalogue: Catalogue) -> None:
    decide(store, 4, "d", queue=Queue.AUDIT, **FOLK)
    found = known(store, catalogue).of(np.array([2, 0]))
    assert found.wrong.tolist() == found.drawn.tolist() == [True, False]
    assert found.holds.tolist() == [False, False]


@pytest.mark.parametrize("queue", [Queue.FLAGGED, Queue.UNCERTAIN, Queue.EVERYTHING])
def test_once_somebody_looked_no_flag_of_the_track_waits(
    store: Store, catalogue: Catalogue, queue: Queue
) -> None:
    decide(store, 1, "a", queue=queue, **FOLK)
    decide(store, 2, "b", queue=queue, answer=Answer.CANNOT_TELL)
    decide(store, 4, "c", queue=queue, answer=Answer.SKIP)
    decide(store, 5, "d", queue=Queue.GOLDEN, answer=Answer.CANNOT_TELL)
    found = known(store, catalogue)
    assert tracks(catalogue, found.answered) == [1, 2]
    assert found.of(np.array([0, 2])).answered.tolist() == [True, False]


def test_where_another_opinion_is_wanted_it_is_known(store: Store, catalogue: Catalogue) -> None:
    decide(store, 1, "a", **FOLK)
    decide(store, 2, "b", **FOLK)
    open_for(store, [wish(1, Queue.SECOND), wish(4, Queue.SECOND), wish(5, Queue.FLAGGED)])
    open_for(store, [wish(3, Queue.ESCALATED)])  # which this model never heard
    with store.writing() as connection:
        over = update(flags).where(flags.c.track_id == 4)
        connection.execute(over.values(state="decided", closed_at=NOON))
    with store.reading() as connection:
        asked_again = tracks_asked_again(connection)
        standing = standing_voices(read_voices(connection))
        found = known_outcomes(catalogue, standing, (), asked_again)
    assert tracks(catalogue, found.asked_again) == [1]
    assert tracks(catalogue, found.wrong) == [1, 2]
