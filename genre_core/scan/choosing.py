"""What else comes before a moderator: what the model is least sure of, and what chance draws.

The least sure tracks are the best lessons (active learning by entropy); those drawn at random are
the only ones that say how many lies the model missed.
"""

import math
from datetime import datetime

from sqlalchemy import Connection, Row, exists, func, select

from genre_core.desk.flags import FlagWish, open_flags
from genre_core.desk.queues import Queue
from genre_core.outcomes import Outcome
from genre_core.ruling import Chosen
from genre_core.scan.pending import Asked, is_latest
from genre_core.store.schema import decisions, flags, verdicts


def choose_uncertain(connection: Connection, asked: Asked, share: float, now: datetime) -> int:
    """Open flags for this share of the tracks without a mismatch, the least sure first.

    Doing it again opens no more: the share is one of all tracks that have a verdict, and those of
    it that were asked about before, or decided, are passed over.
    """
    mine = is_latest(asked) & (verdicts.c.outcome != Outcome.MISMATCH.value)
    count = connection.execute(select(func.count(verdicts.c.id)).where(mine)).scalar_one()
    least_sure = (
        select(verdicts.c.id, verdicts.c.track_id, verdicts.c.severity, verdicts.c.uncertainty)
        .where(mine)
        .order_by(verdicts.c.uncertainty.desc(), verdicts.c.id)
        .limit(math.ceil(share * count))
        .subquery()
    )
    asked_before = exists().where(
        flags.c.track_id == least_sure.c.track_id, flags.c.queue == Queue.UNCERTAIN.value
    )
    decided = exists().where(decisions.c.track_id == least_sure.c.track_id)
    rows = connection.execute(select(least_sure).where(~asked_before, ~decided)).all()
    return open_flags(connection, [_wish(row) for row in rows], now)


def _wish(row: Row[int, int, float, float]) -> FlagWish:
    return FlagWish(
        track_id=row.track_id,
        verdict_id=row.id,
        queue=Queue.UNCERTAIN,
        family=False,
        severity=row.severity,
        chosen_by=Chosen.MODEL,
        reason=f"The model is unsure: its answer's entropy is {row.uncertainty:.2f} nats.",
    )
