"""What a session remembers: what Z takes back, and what a blind decision revealed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from genre_core.desk.pulling import Filters, Lease
from genre_core.desk.queues import Queue
from genre_core.people import Person
from genre_core.store.engine import Store, utc_now
from pages.parts import desk as seen
from pages.parts.casework import Shown
from pages.parts.desk import Kind, OutboxItem, Undoable
from pages.parts.inbox import Inbox
from pages.parts.turn import Turn
from tests.genre_core.desk.floor import add_verdict
from tests.genre_core.desk.seats import ADA, flagged, set_rules


class Session:
    """A moderator's page without its browser."""

    def __init__(self, store: Store, queue: Queue) -> None:
        self.store, self.queue, self.turn, self.made = store, queue, Turn(), 0

    def look(self) -> list[str]:
        """Return the keys of the tracks on the page."""
        leases = self.turn.worklist.fill(self.store, ADA, self.queue, Filters())
        self.leases = leases
        return [self.turn.shown(lease, self.make).case.track_key for lease in leases]

    def make(self, lease: Lease) -> Shown:
        self.made += 1
        title = f"Song {lease.track_key}"
        case = seen.Case(
            lease.token, lease.track_key, title, "A", fault="No sound.", blind=lease.blind
        )
        return Shown(case, ())

    def say(self, key: str, answer: str = "holds", **more: Any) -> None:
        """Decide on the track on the screen."""
        lease = self.leases[0]
        self.hand_in(OutboxItem(Kind.DECIDE, key, lease.token, lease.track_key, answer, **more))

    def hand_in(self, item: OutboxItem, person: Person = ADA) -> None:
        delivery = Inbox(self.store, person, utc_now()).deliver([item], self.turn.known)
        assert not delivery.refused
        self.turn.note(delivery, self.store, person)


@pytest.fixture
def desk(store: Store) -> Store:
    """A store with three flagged tracks, and three in the audit, all judged."""
    set_rules(store)
    for queue in (Queue.FLAGGED, Queue.AUDIT):
        for row in flagged(store, 3, queue):
            chances = {"Rock": 0.2, "Punk": 0.8}
            add_verdict(store, row, sentence="No.", predicted="Punk", probabilities=chances)
    return store


@pytest.fixture
def session(desk: Store) -> Session:
    return Session(desk, Queue.FLAGGED)


@pytest.fixture
def blind(desk: Store) -> Session:
    return Session(desk, Queue.AUDIT)


def test_what_was_decided_last_can_be_undone(session: Session) -> None:
    session.look()
    session.say("d0", "genre_is", genres=("Punk", "Jazz"))
    assert session.turn.undo == Undoable("d0", "t0", "Song t0", "Punk and Jazz")
    session.look()
    session.say("d1", "cannot_tell")
    assert session.turn.undo == Undoable("d1", "t1", "Song t1", "cannot tell")


def test_an_undo_brings_its_track_to_the_front_and_cannot_be_undone(session: Session) -> None:
    session.look()
    session.say("d0")
    assert session.look() == ["t1", "t2"]
    session.hand_in(OutboxItem(Kind.UNDO, "u0", supersedes="d0"))
    assert session.turn.undo is None
    assert session.look() == ["t0", "t1"]


def test_a_case_is_made_once(session: Session) -> None:
    for _ in range(3):
        session.look()
    assert session.made == 2
    session.say("d0")
    session.look()
    assert session.made == 3


def test_nothing_is_revealed_before_a_blind_decision_and_all_after(blind: Session) -> None:
    blind.look()
    assert blind.turn.reveal is None
    blind.say("d0", "genre_is", genres=("Punk",))
    told = blind.turn.reveal
    assert told is not None
    assert (told.track_key, told.said, told.claimed) == ("t3", "Punk", "rock")
    assert told.verdict is not None
    assert told.verdict.sentence == "No."
    assert [(each.genre, each.p) for each in told.chances] == [("Punk", 0.8), ("Rock", 0.2)]


def test_who_skips_a_blind_track_is_told_nothing(blind: Session) -> None:
    blind.look()
    blind.say("d0", "skip")
    assert blind.turn.reveal is None
    assert blind.turn.undo is not None


def test_a_reveal_is_of_the_last_decision_only(blind: Session) -> None:
    blind.look()
    blind.say("d0", "genre_is", genres=("Punk",))
    blind.look()
    blind.say("d1", "escalate", note="Hm.")
    assert blind.turn.reveal is None


def test_an_undo_hides_what_was_revealed(blind: Session) -> None:
    blind.look()
    blind.say("d0", "genre_is", genres=("Punk",))
    blind.hand_in(OutboxItem(Kind.UNDO, "u0", supersedes="d0"))
    assert blind.turn.reveal is None


def test_what_is_seen_openly_reveals_nothing(session: Session) -> None:
    session.look()
    session.say("d0")
    assert session.turn.reveal is None


def test_after_a_refresh_a_decision_is_called_by_the_tracks_key(session: Session) -> None:
    session.look()
    session.turn = Turn()
    session.say("d0")
    assert session.turn.undo == Undoable("d0", "t0", "t0", "the claim holds")


def test_after_a_reload_the_last_decision_can_still_be_undone(session: Session) -> None:
    session.look()
    session.say("d0", "genre_is", genres=("Punk",))
    fresh = Turn()
    fresh.remember(session.store, ADA)
    assert fresh.undo is not None
    assert (fresh.undo.key, fresh.undo.track_key, fresh.undo.said) == ("d0", "t0", "Punk")


def test_a_case_that_was_kept_says_how_long_its_lease_still_runs(session: Session) -> None:
    session.look()
    lease = session.leases[0]
    before = session.turn.shown(lease, session.make).case.seconds_left
    almost_over = replace(lease, expires_at=utc_now())
    kept = session.turn.shown(almost_over, session.make).case
    assert session.made == len(session.leases)
    assert before > 0
    assert (kept.seconds_left, kept.late) == (0.0, True)
