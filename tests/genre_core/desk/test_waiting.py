"""What comes next is what a slow sort by hand puts first, and no database sorts for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, Connection, delete, insert, text

from genre_core.desk.filters import Filters
from genre_core.desk.flags import close_flag
from genre_core.desk.pulling import pull
from genre_core.desk.queues import Queue
from genre_core.desk.settings import DeskSettings
from genre_core.desk.waiting import ORDER, Seeker, eligible, next_flag
from genre_core.errors import NotAllowed
from genre_core.people import Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store, open_store
from genre_core.store.moderators import known
from genre_core.store.schema import flags, leases, tracks
from tests.genre_core.desk.floor import (
    NOON,
    add_decision,
    add_tracks,
    after,
    moderator,
    open_for,
    terms,
    wish,
)

MIA, NOA = moderator("mia"), moderator("noa")


@dataclass(frozen=True)
class Row:
    """A flag as the order sees it; times in seconds from now."""

    family: bool
    severity: float
    offences: int
    reach: int
    age: int
    state: str
    least_role: Role
    leased_until: int | None

    @property
    def key(self) -> tuple[bool, float, int, int, int]:
        """What a person would sort by, smallest first."""
        return not self.family, -self.severity, -self.offences, -self.reach, -self.age

    def is_free(self, role: Role) -> bool:
        """Whether somebody of this role may get it."""
        leased = self.leased_until is not None and self.leased_until > 0
        return self.state == "open" and self.least_role <= role and not leased


# Few values, so that ties are broken by every one of them.
few = st.integers(0, 2)
drawn_rows = st.builds(
    Row,
    family=st.booleans(),
    severity=st.sampled_from([0.0, 0.25, 0.5]),
    offences=few,
    reach=few,
    age=few,
    state=st.sampled_from(["open", "open", "open", "decided", "withdrawn"]),
    least_role=st.sampled_from([Role.MODERATOR, Role.MODERATOR, Role.SENIOR]),
    leased_until=st.sampled_from([None, None, -1, 60]),
)


def seeker(connection: Connection, role: Role = Role.MODERATOR) -> Seeker:
    """Mia before the queue FLAGGED at noon."""
    mia = known(connection, MIA, NOON)
    return Seeker(mia, role, Queue.FLAGGED, Filters(), NOON, DeskSettings())


def put(connection: Connection, rows: Sequence[Row]) -> None:
    """Write flags, and Noa's leases, in place of those of the example before."""
    for table in (leases, flags, tracks):
        connection.execute(delete(table))
    noa = known(connection, NOA, NOON)
    for number, row in enumerate(rows):
        track = insert(tracks).values(key=f"t{number}", added_at=NOON).returning(tracks.c.id)
        flag: dict[str, Any] = {
            "track_id": connection.execute(track).scalar_one(),
            "queue": Queue.FLAGGED,
            "opened_at": after(-row.age),
        }
        for name in ("family", "severity", "offences", "reach", "state", "least_role"):
            flag[name] = getattr(row, name)
        added = insert(flags).values(flag).returning(flags.c.id)
        lease = {
            "flag_id": connection.execute(added).scalar_one(),
            "moderator_id": noa,
            "token": str(number),
            "taken_at": after(-9),
        }
        if row.leased_until is not None:
            lease["expires_at"] = after(row.leased_until)
            connection.execute(insert(leases).values(lease))


def keys(connection: Connection, looking: Seeker) -> list[tuple[Any, ...]]:
    """The sort keys of all that waits, in the database's order."""
    columns = (flags.c.family, flags.c.severity, flags.c.offences, flags.c.reach, flags.c.opened_at)
    query = eligible(looking).with_only_columns(*columns).order_by(*ORDER)
    return [
        (not family, -severity, -offences, -reach, (opened_at - NOON).total_seconds())
        for family, severity, offences, reach, opened_at in connection.execute(query)
    ]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(drawn_rows, min_size=1, max_size=12), role=st.sampled_from(Role))
def test_the_order_is_that_of_a_slow_sort(store: Store, rows: list[Row], role: Role) -> None:
    with store.writing() as connection:
        put(connection, rows)
        looking = seeker(connection, role)
        wanted = sorted(row.key for row in rows if row.is_free(role))
        assert keys(connection, looking) == wanted
        assert (next_flag(connection, looking) is None) == (not wanted)


def test_family_mismatches_come_before_the_gravest_of_the_rest(store: Store) -> None:
    one, two = add_tracks(store, 2)
    open_for(store, [wish(one, severity=9), wish(two, severity=0, family=True)])
    lease = pull(store, MIA, Queue.FLAGGED, terms())
    assert lease is not None
    assert lease.track_id == two


def test_a_pull_reads_the_order_from_its_index_and_no_table_whole(sqlite_url: URL) -> None:
    # PostgreSQL scans small tables whatever their indexes; SQLite's plan depends on no size.
    store = open_store(sqlite_url)
    open_for(store, [wish(track) for track in add_tracks(store, 50)])
    with store.writing() as connection:
        query = eligible(seeker(connection)).order_by(*ORDER).limit(1)
        bound = query.compile(connection, compile_kwargs={"literal_binds": True})
        rows = connection.execute(text(f"EXPLAIN QUERY PLAN {bound}")).all()
    store.close()
    plan = "\n".join(str(row.detail) for row in rows)
    assert "ix_flags_order (queue=? AND state=?)" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan, "it would sort"
    assert "tracks" not in plan


@pytest.mark.parametrize("queue", [Queue.ESCALATED, Queue.APPEALS])
def test_a_moderator_gets_nothing_that_a_senior_has_to_settle(store: Store, queue: Queue) -> None:
    open_for(store, [wish(add_tracks(store, 1)[0], queue)])
    with pytest.raises(NotAllowed, match=f'take tracks from the queue "{queue.title}".*a senior'):
        pull(store, MIA, queue, terms())
    assert pull(store, moderator("sam", Role.SENIOR), queue, terms()) is not None


@pytest.mark.parametrize("queue", [Queue.SECOND, Queue.ESCALATED, Queue.APPEALS])
def test_nobody_is_asked_again_what_she_has_decided(store: Store, queue: Queue) -> None:
    sam, kim = moderator("sam", Role.SENIOR), moderator("kim", Role.SENIOR)
    (track,) = add_tracks(store, 1)
    open_for(store, [wish(track, queue)])
    add_decision(store, sam, track, "first")
    add_decision(store, kim, track, "skipped", answer=Answer.SKIP)
    assert pull(store, sam, queue, terms()) is None
    assert pull(store, kim, queue, terms()) is not None, "a skip was no decision"


def test_a_track_that_was_decided_never_comes_twice_to_a_person_in_one_queue(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    open_for(store, [wish(track), wish(track, Queue.UNCERTAIN)])
    add_decision(store, MIA, track, "decided")
    assert pull(store, MIA, Queue.FLAGGED, terms()) is None
    assert pull(store, NOA, Queue.FLAGGED, terms()) is not None
    assert pull(store, MIA, Queue.UNCERTAIN, terms(after(400))) is not None


@pytest.mark.parametrize("queue", [queue for queue in Queue if queue is not Queue.GOLDEN])
def test_what_she_skipped_comes_after_all_else_the_oldest_skip_first(
    store: Store, queue: Queue
) -> None:
    sam = moderator("sam", Role.SENIOR)
    rows = add_tracks(store, 3)
    open_for(store, [wish(row, queue, severity=n) for n, row in enumerate(rows)])
    blind = DeskSettings().blind(queue)
    skip = {"answer": Answer.SKIP, "queue": queue, "blind": blind}
    for number, place in enumerate((1, 2, 1)):
        add_decision(store, sam, rows[place], f"skip {number}", **skip)
    came = []
    for _ in rows:
        lease = pull(store, sam, queue, terms())
        assert lease is not None
        came.append(rows.index(lease.track_id))
        add_decision(store, sam, lease.track_id, f"{came}", queue=queue, blind=blind)
        with store.writing() as connection:
            close_flag(connection, lease.flag_id, NOON)
    assert came == [0, 2, 1]
    assert pull(store, sam, queue, terms()) is None


@pytest.mark.parametrize("queue", [Queue.FLAGGED, Queue.SECOND, Queue.EVERYTHING])
@pytest.mark.parametrize("undone", [False, True])
def test_the_audit_asks_nobody_who_knows_what_it_hides(
    store: Store, queue: Queue, undone: bool
) -> None:
    (track,) = add_tracks(store, 1)
    open_for(store, [wish(track, Queue.AUDIT)])
    add_decision(store, MIA, track, "one", queue=queue)
    if undone:
        add_decision(store, MIA, track, "undo", answer=Answer.UNDO, supersedes="one", queue=queue)
    assert pull(store, MIA, Queue.AUDIT, terms()) is None
    assert pull(store, NOA, Queue.AUDIT, terms()) is not None


def test_the_audit_asks_again_who_skipped_in_the_dark_and_not_who_skipped_in_plain_view(
    store: Store,
) -> None:
    dark, plain = add_tracks(store, 2)
    open_for(store, [wish(dark, Queue.AUDIT), wish(plain, Queue.AUDIT)])
    add_decision(store, MIA, dark, "1", answer=Answer.SKIP, queue=Queue.AUDIT, blind=True)
    add_decision(store, MIA, plain, "2", answer=Answer.SKIP, queue=Queue.EVERYTHING)
    lease = pull(store, MIA, Queue.AUDIT, terms())
    assert lease is not None
    assert lease.track_id == dark
    assert pull(store, MIA, Queue.AUDIT, terms(besides=[lease.token])) is None


def test_after_an_undo_the_track_comes_again(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    open_for(store, [wish(track)])
    add_decision(store, MIA, track, "one")
    add_decision(store, MIA, track, "undo", answer=Answer.UNDO, supersedes="one")
    assert pull(store, MIA, Queue.FLAGGED, terms()) is not None


def test_what_replaces_a_decision_is_a_decision(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    open_for(store, [wish(track)])
    add_decision(store, MIA, track, "one")
    add_decision(store, MIA, track, "two", supersedes="one")
    assert pull(store, MIA, Queue.FLAGGED, terms()) is None
