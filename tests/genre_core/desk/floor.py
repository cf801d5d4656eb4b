"""A desk to work at: people, tracks and flags, put into the store by hand."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert, select

from genre_core.desk.flags import FlagWish, open_flags
from genre_core.desk.pulling import Filters, PullTerms
from genre_core.desk.queues import Queue
from genre_core.people import Person, Role
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import decisions, golden_items, policies, tracks, verdicts

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADMIN = Person("admin", "Ada", Role.ADMIN)


def after(seconds: float) -> datetime:
    """Return a time that many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def moderator(name: str, role: Role = Role.MODERATOR) -> Person:
    """Return a person whose subject is their name."""
    return Person(name, name, role)


def add_tracks(store: Store, count: int, **columns: Any) -> list[int]:
    """Add tracks t0, t1, ... after those that are there, and return their rows."""
    with store.writing() as connection:
        there = len(connection.execute(select(tracks.c.id)).all())
        rows = [{"key": f"t{there + n}", "added_at": NOON} | columns for n in range(count)]
        statement = insert(tracks).returning(tracks.c.id, sort_by_parameter_order=True)
        return list(connection.execute(statement, rows).scalars())


def add_verdict(store: Store, track: int, **columns: Any) -> int:
    """Add a verdict on a track, and return its row."""
    with store.writing() as connection:
        policy = insert(policies).values(alpha=0.05, made_at=NOON).returning(policies.c.id)
        row = {
            "track_id": track,
            "policy_id": connection.execute(policy).scalar_one(),
            "model": "tiny",
            "model_version": "1",
            "outcome": "plausible",
            "scope": "genre",
            "predicted": "Rock",
            "probabilities": {},
            "severity": 0.0,
            "uncertainty": 0.0,
            "made_at": NOON,
        }
        statement = insert(verdicts).values(row | columns).returning(verdicts.c.id)
        return int(connection.execute(statement).scalar_one())


def wish(track: int, queue: Queue = Queue.FLAGGED, severity: float = 0.5, **more: Any) -> FlagWish:
    """Return a wish for a flag."""
    values: dict[str, Any] = {"verdict_id": None, "family": False, "chosen_by": Chosen.MODEL}
    return FlagWish(track, queue=queue, severity=severity, **(values | more))


def open_for(store: Store, wishes: Iterable[FlagWish], now: datetime = NOON) -> int:
    """Open flags, and return how many were opened."""
    with store.writing() as connection:
        return open_flags(connection, wishes, now)


def add_decision(store: Store, person: Person, track: int, key: str, **columns: Any) -> None:
    """Add a decision, as the desk would, and nothing that follows from it."""
    with store.writing() as connection:
        add_decision_row(connection, person, track, key, **columns)


def add_decision_row(
    connection: Connection, person: Person, track: int, key: str, **columns: Any
) -> None:
    """The same in a transaction that runs already."""
    t = tracks.c
    query = select(t.claimed, t.claimed_genre).where(t.id == track)
    row = {
        **connection.execute(query).mappings().one(),
        "key": key,
        "track_id": track,
        "moderator_id": known(connection, person, NOON),
        "answer": Answer.HOLDS,
        "decided_at": NOON,
        "queue": Queue.FLAGGED,
    }
    connection.execute(insert(decisions).values(row | columns))


def add_golden(store: Store, track: int, **columns: Any) -> None:
    """Make a track a golden item."""
    with store.writing() as connection:
        by = known(connection, ADMIN, NOON)
        row = {"track_id": track, "answer": Answer.HOLDS, "moderator_id": by, "added_at": NOON}
        connection.execute(insert(golden_items).values(row | columns))


def terms(
    now: datetime = NOON,
    seed: int = 0,
    filters: Filters = Filters(),
    besides: Iterable[str] = (),
) -> PullTerms:
    """Return the terms of a pull."""
    return PullTerms(now, np.random.default_rng(seed), filters, frozenset(besides))
