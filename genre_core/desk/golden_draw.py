"""Golden items: tracks whose answer is known, asked of each moderator once and at random places.

Each person gets a flag of her own, so that several may answer the same item, each without the
others.
"""

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, select

from genre_core.desk.asked import was_asked
from genre_core.desk.in_hand import in_hand, living
from genre_core.desk.queues import Queue
from genre_core.desk.waiting import Seeker
from genre_core.ruling import Chosen
from genre_core.store.schema import flags, golden_items, tracks, verdicts


def draw_golden(connection: Connection, seeker: Seeker, rng: np.random.Generator) -> int | None:
    """Return the flag of a golden item that this person has not answered; None without one.

    The filters hold for golden items too, which would stand out otherwise. An item that she was
    given before and left unanswered comes first.
    """
    query = (
        select(golden_items.c.track_id)
        .join(tracks, tracks.c.id == golden_items.c.track_id)
        .where(golden_items.c.retired_at.is_(None), _unanswered(seeker))
        .order_by(golden_items.c.track_id)
    )
    begun = connection.execute(
        select(flags.c.id)
        .where(flags.c.track_id.in_(query.order_by(None)), *_hers(seeker))
        .order_by(flags.c.opened_at)
        .limit(1)
    ).scalar_one_or_none()
    if begun is not None:
        return int(begun)
    found = connection.execute(query).scalars().all()
    return _open(connection, seeker, found[int(rng.integers(len(found)))]) if found else None


def _unanswered(seeker: Seeker) -> ColumnElement[bool]:
    live = living(seeker.now, seeker.settings)
    taken = in_hand(tracks.c.id, seeker.moderator_id, golden=True, live=live)
    asked = was_asked(seeker.moderator_id, Queue.GOLDEN, tracks.c.id)
    filters = seeker.filters
    wanted = [filters.of_track()]
    if filters.by_model:
        judged = and_(verdicts.c.track_id == tracks.c.id, filters.of_verdict())
        wanted.append(exists(select(verdicts.c.id).where(judged)))
    return and_(~taken.correlate(tracks).exists(), ~asked, *wanted)


def _hers(seeker: Seeker) -> tuple[ColumnElement[bool], ...]:
    return (
        flags.c.queue == Queue.GOLDEN,
        flags.c.state == "open",
        flags.c.for_moderator_id == seeker.moderator_id,
    )


def _open(connection: Connection, seeker: Seeker, track_id: int) -> int:
    latest = select(func.max(verdicts.c.id)).where(verdicts.c.track_id == track_id)
    row = {
        "track_id": track_id,
        "verdict_id": latest.scalar_subquery(),
        "queue": Queue.GOLDEN,
        "chosen_by": Chosen.CHANCE,
        "for_moderator_id": seeker.moderator_id,
        "opened_at": seeker.now,
    }
    opened = connection.execute(insert(flags).values(row).returning(flags.c.id))
    return int(opened.scalar_one())
