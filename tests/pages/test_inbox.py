"""What the browser's box holds is stored once, however often it comes; nothing else leaves it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import URL, Connection, func, select

from genre_core.desk.comments import comments_of
from genre_core.desk.ledger import take_turn
from genre_core.desk.preferences import read_keys
from genre_core.desk.pulling import Lease, held, pull
from genre_core.desk.queues import Queue
from genre_core.desk.records import history_of
from genre_core.people import Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store, connect
from genre_core.store.schema import decisions, leases, moderators
from pages.parts.desk import Kind, OutboxItem
from pages.parts.inbox import Delivery, Inbox
from tests.genre_core.desk.floor import NOON, add_tracks, after, moderator, open_for, terms, wish

MO = moderator("mo")
NOTHING: frozenset[str] = frozenset()


@pytest.fixture
def desk(store: Store) -> Store:
    """A store with three flagged tracks."""
    rows = add_tracks(store, 3, claimed="Rock", claimed_genre="Rock", artist="A", artist_key="a")
    open_for(store, [wish(row) for row in rows])
    return store


def take(desk: Store) -> Lease:
    lease = pull(desk, MO, Queue.FLAGGED, terms())
    assert lease is not None
    return lease


def deciding(lease: Lease, key: str = "d1", answer: str = "holds", **more: Any) -> OutboxItem:
    return OutboxItem(Kind.DECIDE, key, lease.token, lease.track_key, answer, **more)


def deliver(
    desk: Store, *items: OutboxItem, known: frozenset[str] = NOTHING, seconds: float = 5
) -> Delivery:
    return Inbox(desk, MO, after(seconds)).deliver(items, known)


def impatient(desk: Store) -> URL:
    """Return the desk's address for a visitor who waits for no lock longer than a moment."""
    if desk.dialect == "sqlite":
        return desk.engine.url.update_query_dict({"timeout": "0.05"})
    return desk.engine.url.update_query_dict({"options": "-c lock_timeout=50ms"})


def hold(connection: Connection) -> None:
    """Lock what others would have to write."""
    take_turn(connection)
    for table in (moderators, leases):
        connection.execute(select(table).with_for_update())


def count_decisions(desk: Store) -> int:
    with desk.reading() as connection:
        return connection.execute(select(func.count(decisions.c.id))).scalar_one()


def test_a_decision_is_stored_with_all_that_was_said(desk: Store) -> None:
    lease = take(desk)
    said: dict[str, Any] = {
        "genres": ("Punk", "Jazz"),
        "reason": "loud",
        "note": "really",
        "seconds": 4.5,
    }
    found = deliver(desk, deciding(lease, answer="genre_is", **said))
    assert (found.acked, found.refused, found.problem) == (["d1"], [], "")
    ((item, recorded),) = found.recorded
    assert (item.key, recorded.track_key) == ("d1", lease.track_key)
    with desk.reading() as connection:
        (record,) = history_of(connection, lease.track_key)
    assert (record.answer, record.genres) == (Answer.GENRE_IS, ("Punk", "Jazz"))
    assert (record.reason, record.note, record.seconds) == ("loud", "really", 4.5)
    assert record.decided_at == after(5)


def test_a_bundle_is_decided_in_one_stroke(desk: Store) -> None:
    found = deliver(desk, deciding(take(desk), bundle="artist"))
    assert found.acked == ["d1"]
    assert count_decisions(desk) == 3


def test_an_undo_takes_a_decision_back(desk: Store) -> None:
    lease = take(desk)
    deliver(desk, deciding(lease))
    found = deliver(desk, OutboxItem(Kind.UNDO, "u1", supersedes="d1"), seconds=9)
    assert [recorded.track_key for _, recorded in found.recorded] == [lease.track_key]
    assert [each.track_key for each in held(desk, MO, after(9))] == [lease.track_key]


def test_a_comment_is_kept(desk: Store) -> None:
    lease = take(desk)
    found = deliver(desk, OutboxItem(Kind.COMMENT, "c1", "", lease.track_key, text="Odd."))
    assert (found.acked, found.recorded) == (["c1"], [])
    with desk.reading() as connection:
        assert [each.text for each in comments_of(connection, lease.track_key)] == ["Odd."]


def test_keys_are_kept(desk: Store) -> None:
    item = OutboxItem(Kind.BINDINGS, "b1", text=json.dumps({"holds": "q"}))
    assert deliver(desk, item).acked == ["b1"]
    assert read_keys(desk, MO) == {"holds": "q"}


def test_a_renewal_prolongs_the_lease(desk: Store) -> None:
    lease = take(desk)
    deliver(desk, OutboxItem(Kind.RENEW, "r1", lease.token), seconds=200)
    (longer,) = held(desk, MO, after(201))
    assert longer.expires_at > lease.expires_at


def test_a_renewal_of_what_is_gone_asks_nobody_for_anything(desk: Store) -> None:
    found = deliver(desk, OutboxItem(Kind.RENEW, "r1", "no such token"))
    assert (found.acked, found.refused) == (["r1"], [])


def test_the_same_box_again_changes_nothing(desk: Store) -> None:
    lease = take(desk)
    box = (
        deciding(lease),
        OutboxItem(Kind.COMMENT, "c1", "", lease.track_key, text="Odd."),
        OutboxItem(Kind.UNDO, "u1", supersedes="d1"),
    )
    first = deliver(desk, *box)
    # A killed server forgot what it knew; a page that lives acknowledges without asking the store.
    again = deliver(desk, *box, seconds=60)
    remembered = deliver(desk, *box, known=frozenset(first.acked), seconds=61)
    assert first.acked == again.acked == remembered.acked == ["d1", "c1", "u1"]
    assert remembered.recorded == []
    assert count_decisions(desk) == 2
    with desk.reading() as connection:
        assert len(comments_of(connection, lease.track_key)) == 1


def test_what_can_never_be_stored_is_refused_with_a_sentence_and_the_rest_is_stored(
    desk: Store,
) -> None:
    first = take(desk)
    second = pull(desk, MO, Queue.FLAGGED, terms(besides=[first.token]))
    assert second is not None
    crossed = OutboxItem(Kind.DECIDE, "d1", first.token, second.track_key, "holds")
    found = deliver(desk, crossed, deciding(second, "d2"))
    assert found.acked == ["d2"]
    (refusal,) = found.refused
    assert refusal.key == "d1"
    assert second.track_key in refusal.why
    assert refusal.why.endswith(".")


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (OutboxItem(Kind.DECIDE, "x", answer="maybe"), "'maybe' is no answer; it is one of holds"),
        (OutboxItem(Kind.DECIDE, "x", answer="undo"), "is not decided"),
        (OutboxItem(Kind.DECIDE, "x", answer="genre_is"), "came with 0 genres"),
        (OutboxItem(Kind.DECIDE, "x", answer="genre_is", genres=("Skiffle?",)), "Skiffle"),
        (OutboxItem(Kind.DECIDE, "a/b", answer="holds"), "cannot name a decision"),
        (OutboxItem(Kind.DECIDE, "x", "", "no such track", "holds"), "no such track"),
        (OutboxItem(Kind.DECIDE, "x", "", "t0", "holds", bundle="world"), "'world' is no bundle"),
        (OutboxItem(Kind.UNDO, "x", supersedes="nothing"), "no decision 'nothing' of yours"),
        (OutboxItem(Kind.COMMENT, "x", "", "no such track", text="a"), "no such track"),
        (OutboxItem(Kind.COMMENT, "x", "", "t0"), "empty"),
        (OutboxItem(Kind.BINDINGS, "x", text="{"), "The keys cannot be read"),
        (OutboxItem(Kind.BINDINGS, "x", text="[" * 5_000), "The keys cannot be read"),
        (OutboxItem(Kind.BINDINGS, "x", text='["h"]'), "The keys are no list"),
        (OutboxItem(Kind.BINDINGS, "x", text='{"holds": 1}'), "The keys are no list"),
    ],
)
def test_garbage_is_refused(desk: Store, item: OutboxItem, why: str) -> None:
    found = deliver(desk, item)
    assert (found.acked, found.recorded) == ([], [])
    assert why in found.refused[0].why
    assert count_decisions(desk) == 0


def test_a_role_that_is_too_low_is_refused_and_not_lost_without_a_word(desk: Store) -> None:
    viewer = moderator("vi", Role.VIEWER)
    found = Inbox(desk, viewer, NOON).deliver(
        [OutboxItem(Kind.DECIDE, "x", answer="skip")], NOTHING
    )
    assert "vi is a viewer" in found.refused[0].why


def test_while_the_store_is_busy_nothing_is_acked_and_everything_waits(desk: Store) -> None:
    first = take(desk)
    second = pull(desk, MO, Queue.FLAGGED, terms(besides=[first.token]))
    assert second is not None
    box = (deciding(first), deciding(second, "d2"))
    other = connect(impatient(desk))
    try:
        with desk.writing() as connection:
            hold(connection)
            found = deliver(other, *box)
    finally:
        other.close()
    assert (found.acked, found.refused, found.recorded) == ([], [], [])
    assert found.problem.endswith(".")
    assert count_decisions(desk) == 0
    assert deliver(desk, *box).acked == ["d1", "d2"]


def test_a_renewal_waits_for_the_store_as_well(desk: Store) -> None:
    lease = take(desk)
    other = connect(impatient(desk))
    try:
        with desk.writing() as connection:
            hold(connection)
            found = deliver(other, OutboxItem(Kind.RENEW, "r1", lease.token))
    finally:
        other.close()
    assert found.acked == []
    assert found.problem


def test_what_follows_from_a_decision_is_told(desk: Store) -> None:
    found = deliver(desk, deciding(take(desk), answer="escalate", note="Hm."))
    assert found.recorded[0][1].opened == (Queue.ESCALATED,)
