"""What waits in a queue for a person, and which of it comes next.

FLAGGED goes by family mismatches first, then severity, the artist's repeat offences, reach, and
age. All other queues go by the same columns: in UNCERTAIN ``severity`` holds the uncertainty, in
AUDIT and EVERYTHING a lot. What a person has skipped comes to her after all else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from genre_core.desk.asked import has_answered, last_skip, was_asked
from genre_core.desk.filters import Filters
from genre_core.desk.in_hand import in_hand, living
from genre_core.desk.queues import Queue
from genre_core.desk.settings import DeskSettings
from genre_core.people import Role
from genre_core.store.schema import flags

ORDER = (
    flags.c.family.desc(),
    flags.c.severity.desc(),
    flags.c.offences.desc(),
    flags.c.reach.desc(),
    flags.c.opened_at,
)
"""As in the index ``ix_flags_order``, so that no database has to sort."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who looks for a track, where, and when.

    Attributes:
        moderator_id: their row.
        role: what they may do.
        queue: the queue that is searched.
        filters: which of its tracks are wanted.
        now: with a zone.
        settings: those in force.
    """

    moderator_id: int
    role: Role
    queue: Queue
    filters: Filters
    now: datetime
    settings: DeskSettings


def next_flag(connection: Connection, seeker: Seeker) -> int | None:
    """Return the flag that is this person's next, locked where the database locks rows.

    Flags that others have locked are passed over, not waited for: they are being taken.
    """
    found = next_new(connection, seeker)
    return next_skipped(connection, seeker) if found is None else found


def next_new(connection: Connection, seeker: Seeker) -> int | None:
    """Return the same, only of tracks that the person has not been asked about."""
    return _first(connection, eligible(seeker).order_by(*ORDER))


def next_skipped(connection: Connection, seeker: Seeker) -> int | None:
    """Return the same, only of tracks that the person has skipped: the oldest skip first."""
    about = (seeker.moderator_id, seeker.queue, flags.c.track_id)
    skipped = _open_to(seeker).where(was_asked(*about), ~has_answered(*about))
    return _first(connection, skipped.order_by(last_skip(*about)))


def eligible(seeker: Seeker) -> Select[Any]:
    """Return the query for the ids of all flags that are new to this person in the queue now."""
    return _open_to(seeker).where(~was_asked(seeker.moderator_id, seeker.queue, flags.c.track_id))


def _open_to(seeker: Seeker) -> Select[Any]:
    live = living(seeker.now, seeker.settings)
    taken = in_hand(flags.c.track_id, seeker.moderator_id, golden=False, live=live)
    query = select(flags.c.id).where(
        flags.c.queue == seeker.queue,
        flags.c.state == "open",
        flags.c.for_moderator_id.is_(None),
        flags.c.least_role <= int(seeker.role),
        ~taken.correlate(flags).exists(),
    )
    return seeker.filters.narrow(query, seeker.queue)


def _first(connection: Connection, query: Select[Any]) -> int | None:
    locked = query.limit(1).with_for_update(of=flags, skip_locked=True)
    return connection.execute(locked).scalar_one_or_none()
