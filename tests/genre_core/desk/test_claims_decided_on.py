"""A catalogue claims another genre: what was decided before stays what it was."""

import json
from datetime import datetime

import pytest
from sqlalchemy import select, update

from genre_core.desk.confirmed import is_confirmed, said_to_be
from genre_core.desk.deciding import decide
from genre_core.desk.queues import Queue
from genre_core.desk.records import Search, decision_of, stream_decisions
from genre_core.desk.reveals import reveal_of
from genre_core.desk.revising import revise
from genre_core.desk.rulings import Bundle, Ruling
from genre_core.desk.standing import said
from genre_core.desk.undoing import undo
from genre_core.desk.voices import read_voices
from genre_core.errors import DeskError
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.schema import audit, tracks
from tests.genre_core.desk.floor import after, open_for, wish
from tests.genre_core.desk.seats import (
    ADA,
    BO,
    NOON,
    flagged,
    offences,
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


def claim(store: Store, words: str, genre: str) -> None:
    """Let all tracks claim something else, as an import does."""
    with store.writing() as connection:
        connection.execute(update(tracks).values(claimed=words, claimed_genre=genre))


def claims(store: Store, key: str) -> tuple[str, str]:
    """What a decision was made on."""
    with store.reading() as connection:
        found = decision_of(connection, key)
    assert found is not None
    return found.claimed, found.claimed_genre


def test_a_claim_that_held_is_the_one_that_was_asked_about(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", ["Rock"])
    claim(store, "jazz", "Jazz")
    (kept,) = stands(store).decisions
    assert (kept.answer, kept.claimed, kept.claimed_genre) == (Answer.HOLDS, "rock", "Rock")
    assert said(kept) == "Rock"
    assert not stands(store).overturned
    with store.reading() as connection:
        (voice,) = read_voices(connection)
        assert (voice.claimed, voice.label) == ("Rock", "Rock")
        assert is_confirmed(connection, "t0", "Rock")
        assert len(said_to_be(connection, "Rock")) == 1
        assert len(said_to_be(connection, "Jazz")) == 0
        found = [each.key for each in stream_decisions(connection, Search(genre="Rock"))]
    assert found == ["k"]


def test_a_replay_is_known_after_the_claim_has_changed(store: Store) -> None:
    flagged(store)
    ruled = ruling(take(store, ADA), "k", Answer.GENRE_IS, genres=("Rock",))
    recorded = decide(store, ADA, ruled, NOON)
    claim(store, "jazz", "Jazz")
    assert decide(store, ADA, ruled, after(9)) == recorded


def test_two_who_named_different_genres_differ_whatever_is_claimed_later(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k")
    claim(store, "jazz", "Jazz")
    assert says(store, BO, "l", queue=Queue.SECOND).opened == (Queue.ESCALATED,)


def test_the_trail_holds_the_claim(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    claim(store, "jazz", "Jazz")
    assert trail_is_whole(store)
    with store.reading() as connection:
        query = select(audit.c.content).where(audit.c.subject == "k")
        content = json.loads(connection.execute(query).scalar_one())
    assert (content["claimed"], content["claimed_genre"]) == ("rock", "Rock")


@pytest.mark.parametrize("now", [NOON, after(5)])
def test_an_undo_is_of_the_same_claim(store: Store, now: datetime) -> None:
    flagged(store)
    says(store, ADA, "k")
    claim(store, "jazz", "Jazz")
    undo(store, ADA, "u", "k", now)
    assert claims(store, "u") == ("rock", "Rock")


def test_a_revision_answers_the_same_question(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", ["Punk"])
    claim(store, "vibes", "")
    changed = Ruling("r", "", "t0", Answer.GENRE_IS, genres=("Rock",), supersedes="k")
    revise(store, ADA, changed, after(9))
    revise(store, ADA, changed, after(10))
    (kept,) = stands(store).decisions
    assert (kept.answer, kept.claimed, said(kept)) == (Answer.HOLDS, "rock", "Rock")


def test_a_claim_that_named_nothing_cannot_hold_later(store: Store) -> None:
    flagged(store, claimed="vibes", claimed_genre="")
    says(store, ADA, "k", ["Punk"])
    claim(store, "rock", "Rock")
    with pytest.raises(DeskError, match="The claim 'vibes' of 't0' names no genre of the tree"):
        revise(store, ADA, Ruling("r", "", "t0", Answer.HOLDS, supersedes="k"), after(9))


def test_each_of_a_bundle_is_on_its_own_words(store: Store) -> None:
    flagged(store, album="So", album_key="so")
    flagged(store, album="So", album_key="so", claimed="ROCK!")
    says(store, ADA, "k", bundle=Bundle.ALBUM)
    assert claims(store, "k") == ("rock", "Rock")
    assert claims(store, "k/1") == ("ROCK!", "Rock")


def test_offences_are_counted_by_the_claims_of_their_time(store: Store) -> None:
    first, _ = flagged(store, 2, artist_key="x")
    says(store, ADA, "k", ["Jazz"])
    claim(store, "jazz", "Jazz")
    open_for(store, [wish(first, Queue.AUDIT)])
    assert offences(store, "t0") == [1]


def test_what_was_hidden_is_what_was_asked_about(store: Store) -> None:
    flagged(store, queue=Queue.AUDIT)
    says(store, ADA, "k", queue=Queue.AUDIT)
    claim(store, "jazz", "Jazz")
    shown = reveal_of(store, ADA, "k")
    assert (shown.claimed, shown.claimed_genre) == ("rock", "Rock")
