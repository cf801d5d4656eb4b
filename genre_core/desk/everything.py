"""The queue EVERYTHING: plain labelling of a catalogue, in an order of chance.

Flags are opened some at a time, when a person finds none left: a catalogue of a million tracks
waits without a million flags. Each tranche is spread evenly over all tracks that are left, those
first that nobody has decided; a list that is never finished is a sample all the same.
"""

import numpy as np
from sqlalchemy import Connection, case, exists, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from genre_core.desk.asked import stands, was_asked
from genre_core.desk.queues import Queue
from genre_core.desk.waiting import Seeker, next_flag, next_new
from genre_core.ruling import Chosen
from genre_core.store.schema import decisions, flags, tracks, verdicts

TRANCHE = 500
"""Flags opened at once."""
_GOLDEN_RATIO, _CYCLE = 2_654_435_761, 2**32
"""Multiples of the first, modulo the second, fill [0, 2^32) evenly (Knuth, 6.4)."""


def next_of_everything(
    connection: Connection, seeker: Seeker, rng: np.random.Generator
) -> int | None:
    """Return the flag of a track that this person has not decided, opening more if none waits."""
    found = next_new(connection, seeker)
    if found is None:
        open_everything(connection, seeker, rng)
        # Also where none was opened: somebody else may just have done it.
        found = next_flag(connection, seeker)
    if found is not None and seeker.filters.by_model:
        # What a filter by the model's opinion picks out is no sample of the catalogue.
        of_model = update(flags).where(flags.c.id == found)
        connection.execute(of_model.values(chosen_by=Chosen.MODEL))
    return found


def open_everything(connection: Connection, seeker: Seeker, rng: np.random.Generator) -> int:
    """Open flags for tracks that this person has not decided, and return how many.

    Args:
        connection: a transaction that writes.
        seeker: whose tracks; filters hold.
        rng: draws where in the catalogue the tranche begins.
    """
    lot = (tracks.c.id * _GOLDEN_RATIO + int(rng.integers(_CYCLE))) % _CYCLE / float(_CYCLE)
    decided = exists(select(decisions.c.id).where(decisions.c.track_id == tracks.c.id, stands()))
    is_open = exists(
        select(flags.c.id).where(
            flags.c.track_id == tracks.c.id,
            flags.c.queue == Queue.EVERYTHING,
            flags.c.state == "open",
        )
    )
    latest = select(func.max(verdicts.c.id)).where(verdicts.c.track_id == tracks.c.id)
    rank = lot + case((decided, 0.0), else_=1.0)
    query = (
        select(
            tracks.c.id.label("track_id"),
            latest.scalar_subquery().label("verdict_id"),
            literal(Queue.EVERYTHING.value).label("queue"),
            literal(Chosen.CHANCE.value).label("chosen_by"),
            rank.label("severity"),
            tracks.c.plays.label("reach"),
            literal(seeker.now, flags.c.opened_at.type).label("opened_at"),
        )
        .where(~is_open, ~was_asked(seeker.moderator_id, Queue.EVERYTHING, tracks.c.id))
        .where(seeker.filters.of_track())
        .order_by(rank.desc())
        .limit(TRANCHE)
    )
    if seeker.filters.by_model:
        judged = select(verdicts.c.id).where(
            verdicts.c.track_id == tracks.c.id, seeker.filters.of_verdict()
        )
        query = query.where(exists(judged))
    tranche = query.subquery()
    # In one order by all: two who open the same flags never wait for each other.
    rows = select(*tranche.c).order_by(tranche.c.track_id)
    add = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = add(flags).from_select(tranche.c.keys(), rows).on_conflict_do_nothing()
    return len(connection.execute(statement.returning(flags.c.id)).all())
