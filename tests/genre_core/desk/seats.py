"""Moderators at work, for tests: take a track, say something of it, look at what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from genre_core.desk.deciding import decide
from genre_core.desk.pulling import Lease, pull
from genre_core.desk.queues import Queue
from genre_core.desk.records import history_of
from genre_core.desk.rulings import Recorded, Ruling
from genre_core.desk.settings import DeskSettings, change_settings
from genre_core.desk.standing import Standing, standing
from genre_core.people import Person, Role
from genre_core.ruling import Answer
from genre_core.store.chain import verify
from genre_core.store.engine import Store
from genre_core.store.schema import flags, leases, tracks
from tests.genre_core.desk.floor import ADMIN, NOON, add_tracks, moderator, open_for, terms, wish

ADA, BO, CY = moderator("ada"), moderator("bo"), moderator("cy")
SUE, SAM = moderator("sue", Role.SENIOR), moderator("sam", Role.SENIOR)

__all__ = ["ADA", "ADMIN", "BO", "CY", "NOON", "SAM", "SUE"]


def set_rules(store: Store, **changes: Any) -> None:
    """Change the settings of the desk; without any, nothing is asked twice and nothing golden."""
    plain = {"golden_share": 0.0, "second_share": 0.0, "lease_seconds": 300}
    change_settings(store, ADMIN, DeskSettings(**(plain | changes)), NOON)


def flagged(
    store: Store, count: int = 1, queue: Queue = Queue.FLAGGED, **columns: Any
) -> list[int]:
    """Add tracks that claim Rock, each with a flag; the first is the first in the queue."""
    rows = add_tracks(store, count, **({"claimed": "rock", "claimed_genre": "Rock"} | columns))
    open_for(store, [wish(row, queue, 1 - n / (count + 1)) for n, row in enumerate(rows)])
    return rows


def take(store: Store, person: Person, queue: Queue = Queue.FLAGGED, now: datetime = NOON) -> Lease:
    """Take the next track, which must be there."""
    lease = pull(store, person, queue, terms(now))
    assert lease is not None
    return lease


def nothing_for(store: Store, person: Person, queue: Queue, now: datetime = NOON) -> bool:
    """Whether a queue has nothing for a person."""
    return pull(store, person, queue, terms(now)) is None


def ruling(lease: Lease, key: str, answer: Answer = Answer.HOLDS, **more: Any) -> Ruling:
    """Return a ruling on a leased track."""
    return Ruling(key, lease.token, lease.track_key, answer, **more)


def says(
    store: Store, person: Person, key: str, genres: Sequence[str] = (), **more: Any
) -> Recorded:
    """Take the next track and decide: the genres named, or without any that the claim holds.

    ``queue``, ``now`` and ``answer`` may be given, and all that a ruling has.
    """
    now = more.pop("now", NOON)
    lease = take(store, person, more.pop("queue", Queue.FLAGGED), now)
    answer = more.pop("answer", Answer.GENRE_IS if genres else Answer.HOLDS)
    return decide(store, person, ruling(lease, key, answer, genres=tuple(genres), **more), now)


def stands(store: Store, track_key: str = "t0") -> Standing:
    """Return what stands of a track's decisions."""
    with store.reading() as connection:
        return standing(history_of(connection, track_key))


def open_queues(store: Store, track_key: str = "t0") -> list[str]:
    """Return the queues in which a track has an open flag, sorted."""
    query = select(flags.c.queue).join(tracks, tracks.c.id == flags.c.track_id)
    with store.reading() as connection:
        found = query.where(tracks.c.key == track_key, flags.c.state == "open")
        return sorted(connection.execute(found).scalars())


def lease_count(store: Store) -> int:
    """Return how many leases there are."""
    with store.reading() as connection:
        return len(connection.execute(select(leases.c.token)).all())


def offences(store: Store, track_key: str) -> list[int]:
    """Return the offences on a track's open flags."""
    query = select(flags.c.offences).join(tracks, tracks.c.id == flags.c.track_id)
    with store.reading() as connection:
        found = query.where(tracks.c.key == track_key, flags.c.state == "open")
        return list(connection.execute(found).scalars())


def trail_is_whole(store: Store) -> bool:
    """Whether the audit trail is whole and holds every decision."""
    with store.reading() as connection:
        return verify(connection).whole
