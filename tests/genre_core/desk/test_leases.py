"""A track is one person's for a while, however clocks are set."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from genre_core.desk import leases
from genre_core.desk.leases import Lease
from genre_core.desk.queues import Queue
from genre_core.ruling import Chosen
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import flags
from tests.genre_core.desk.floor import NOON, add_tracks, after, moderator, open_for, wish


@pytest.fixture
def flag(store: Store) -> int:
    """A flag on the track t0."""
    open_for(store, [wish(add_tracks(store, 1)[0], opened_by="an appeal")])
    with store.reading() as connection:
        return int(connection.execute(select(flags.c.id)).scalar_one())


def row_of(store: Store, name: str) -> int:
    with store.writing() as connection:
        return known(connection, moderator(name), NOON)


def take(store: Store, flag: int, name: str, seconds: float = 0) -> Lease | None:
    who = row_of(store, name)
    with store.writing() as connection:
        return leases.take(connection, flag, who, Queue.FLAGGED, after(seconds))


def test_a_lease_says_what_was_taken(store: Store, flag: int) -> None:
    lease = take(store, flag, "mia")
    assert lease is not None
    assert (lease.flag_id, lease.track_key) == (flag, "t0")
    assert lease.queue is lease.asked is Queue.FLAGGED
    assert (lease.chosen_by, lease.blind) == (Chosen.MODEL, False)
    assert (lease.opened_by, lease.verdict_id) == ("an appeal", None)
    assert (lease.taken_at, lease.expires_at) == (NOON, after(300))
    assert lease.moderator_id == row_of(store, "mia")


def test_what_is_leased_is_nobody_elses_until_it_expires(store: Store, flag: int) -> None:
    first = take(store, flag, "mia")
    assert first is not None
    assert take(store, flag, "noa", seconds=299.9) is None
    second = take(store, flag, "noa", seconds=300)
    assert second is not None
    assert second.token != first.token
    with store.reading() as connection:
        assert leases.lease_of(connection, first.token) is None


def test_taking_again_what_one_has_gives_the_same_lease(store: Store, flag: int) -> None:
    assert take(store, flag, "mia") == take(store, flag, "mia", seconds=10)


def test_a_closed_flag_and_one_that_never_was_cannot_be_taken(store: Store, flag: int) -> None:
    with store.writing() as connection:
        connection.execute(update(flags).values(state="decided"))
    assert take(store, flag, "mia") is None
    assert take(store, flag + 1, "mia") is None


def test_a_lease_keeps_its_track_out_of_the_other_queues(store: Store, flag: int) -> None:
    with store.reading() as connection:
        track = connection.execute(select(flags.c.track_id)).scalar_one()
    open_for(store, [wish(track, Queue.UNCERTAIN)])
    with store.reading() as connection:
        other = connection.execute(select(flags.c.id).where(flags.c.id != flag)).scalar_one()
    assert take(store, flag, "mia") is not None
    assert take(store, other, "noa") is None
    assert take(store, other, "mia") is None
    assert take(store, other, "noa", seconds=300) is not None


def test_a_lease_taken_before_the_clock_was_set_back_is_over(store: Store, flag: int) -> None:
    assert take(store, flag, "mia", seconds=3600) is not None
    assert take(store, flag, "noa") is not None


def test_a_lease_renewed_before_the_clock_was_set_back_is_over_too(store: Store, flag: int) -> None:
    lease = take(store, flag, "mia")
    assert lease is not None
    with store.writing() as connection:
        leases.extend(connection, lease, after(86_400))
    assert take(store, flag, "noa", seconds=1) is not None


def test_an_extended_lease_never_runs_longer_than_a_new_one(store: Store, flag: int) -> None:
    lease = take(store, flag, "mia", seconds=3600)
    assert lease is not None
    with store.writing() as connection:
        longer = leases.extend(connection, lease, after(10))
    assert longer is not None
    assert longer.token == lease.token
    assert (longer.taken_at, longer.expires_at) == (after(10), after(310))
    assert longer.live(after(10))
    assert take(store, flag, "noa", seconds=20) is None


def test_a_lease_lives_from_its_taking_to_before_its_end(store: Store, flag: int) -> None:
    lease = take(store, flag, "mia")
    assert lease is not None
    instant = timedelta(microseconds=1)
    assert lease.live(lease.taken_at)
    assert lease.live(lease.expires_at - instant)
    assert not lease.live(lease.expires_at)
    assert not lease.live(lease.taken_at - instant)


def test_an_ended_lease_is_gone_and_ends_only_once(store: Store, flag: int) -> None:
    lease = take(store, flag, "mia")
    assert lease is not None
    with store.writing() as connection:
        assert leases.lock_lease(connection, lease.token) == lease
        leases.end_lease(connection, lease.token)
        leases.end_lease(connection, lease.token)
        assert leases.lease_of(connection, lease.token) is None
        assert leases.lock_lease(connection, lease.token) is None
    assert take(store, flag, "noa", seconds=1) is not None
