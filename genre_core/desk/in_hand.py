"""Which leases are live, and which tracks they keep from others.

Clocks are set, forward and back. A lease lives while

    taken_at <= now < expires_at <= now + lease_seconds.

After a jump forward leases end early, and their tracks go to others. After a jump back, a lease
that was taken or renewed "in the future" is over, rather than running for hours.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from genre_core.desk.settings import DeskSettings, read_settings
from genre_core.store.schema import flags, leases


def living(now: datetime, settings: DeskSettings) -> ColumnElement[bool]:
    """Return the condition that a row of ``leases`` is live."""
    return and_(
        leases.c.taken_at <= now,
        leases.c.expires_at > now,
        leases.c.expires_at <= now + timedelta(seconds=settings.lease_seconds),
    )


def in_hand(
    track: ColumnElement[int] | int, moderator_id: int, golden: bool, live: ColumnElement[bool]
) -> Select[Any]:
    """Return the query for live leases that keep a track from a person.

    Args:
        track: its row.
        moderator_id: who asks.
        golden: whether it is a golden item, which only her own lease keeps from her.
        live: what ``living`` gave.
    """
    of_track = flags.alias("of_track")
    whose = leases.c.moderator_id == moderator_id
    if not golden:
        whose = or_(whose, of_track.c.for_moderator_id.is_(None))
    query = select(leases.c.flag_id).join(of_track, of_track.c.id == leases.c.flag_id)
    return query.where(of_track.c.track_id == track, live, whose)


def is_held(
    connection: Connection, flag_id: int, now: datetime, besides: int | None = None
) -> bool:
    """Return whether anybody holds a flag now, or anybody but the moderator ``besides``."""
    running = select(leases.c.flag_id).where(
        leases.c.flag_id == flag_id, living(now, read_settings(connection))
    )
    others = running if besides is None else running.where(leases.c.moderator_id != besides)
    return connection.execute(others).first() is not None
