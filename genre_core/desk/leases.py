"""Leases: for a while a track is one person's alone, and nobody else is asked about it.

Every lease is of one flag. A live lease keeps the track out of all other queues too, so that no
two people hear the same track at the same time; golden items alone, whose answer is known, may be
asked of several at once.

Whoever writes a lease holds the locks of the flag's row and the track's (SQLite: of the database),
so that what was read just before still stands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from genre_core.desk.in_hand import in_hand, living
from genre_core.desk.queues import Queue
from genre_core.desk.settings import read_settings
from genre_core.desk.tokens import Terms, issue, read_token
from genre_core.ruling import Chosen
from genre_core.store.schema import flags, leases, tracks

_ROWS = (
    select(leases, flags.c.track_id, flags.c.queue, flags.c.chosen_by, flags.c.opened_by)
    .add_columns(flags.c.verdict_id, tracks.c.key.label("track_key"))
    .join(flags, flags.c.id == leases.c.flag_id)
    .join(tracks, tracks.c.id == flags.c.track_id)
)


@dataclass(frozen=True, slots=True)
class Lease:
    """One person's right to decide on one flag, for a while.

    Attributes:
        token: the lease's name, known to its holder only.
        flag_id, track_id, track_key: what is asked, and of which track.
        queue: the queue of the flag.
        asked: the queue that the person asked for; differs where a golden item wears its clothes.
        blind: whether model and claim are hidden until the answer is given.
        chosen_by: how the track came up.
        taken_at, expires_at: when it began, and until when it runs unless renewed.
        opened_by: key of the decision or appeal that opened the flag; empty for a scan.
        verdict_id: row of the verdict that the flag goes back to, None without one.
        moderator_id: row of the holder.
    """

    token: str
    flag_id: int
    track_id: int
    track_key: str
    queue: Queue
    asked: Queue
    blind: bool
    chosen_by: Chosen
    taken_at: datetime
    expires_at: datetime
    opened_by: str
    verdict_id: int | None
    moderator_id: int

    def live(self, now: datetime) -> bool:
        """Return whether the track is still its holder's."""
        return self.taken_at <= now < self.expires_at


def take(
    connection: Connection, flag_id: int, moderator_id: int, asked: Queue, now: datetime
) -> Lease | None:
    """Lease an open flag to a person.

    Returns:
        The lease; the one that runs if the flag is hers already. None if the flag is closed, or
        the track is another's just now, or is hers through another flag.
    """
    flag = lock_flag(connection, flags.c.id == flag_id)
    if flag is None or flag.state != "open":
        return None
    settings = read_settings(connection)
    running = select(leases).where(leases.c.flag_id == flag_id, living(now, settings))
    lease = connection.execute(running).one_or_none()
    if lease is not None and lease.moderator_id == moderator_id:
        return lease_of(connection, lease.token)
    golden = flag.for_moderator_id is not None
    elsewhere = in_hand(flag.track_id, moderator_id, golden, living(now, settings))
    if lease is not None or connection.execute(elsewhere).first() is not None:
        return None
    connection.execute(delete(leases).where(leases.c.flag_id == flag_id))
    terms = Terms(flag_id, moderator_id, asked, settings.blind(asked))
    row = {
        "flag_id": flag_id,
        "moderator_id": moderator_id,
        "token": issue(connection, terms, now),
        "asked": asked,
        "blind": terms.blind,
        "taken_at": now,
        "expires_at": now + timedelta(seconds=settings.lease_seconds),
    }
    connection.execute(insert(leases).values(row))
    return lease_of(connection, str(row["token"]))


def lease_of(connection: Connection, token: str) -> Lease | None:
    """Return the lease of this name, live or not; None if it was given back or lost."""
    row = connection.execute(_ROWS.where(leases.c.token == token)).one_or_none()
    return None if row is None else _lease(row)


def lock_lease(connection: Connection, token: str) -> Lease | None:
    """Return the lease of this name; until the transaction ends nobody else can take its track."""
    of_token = select(leases.c.flag_id).where(leases.c.token == token).scalar_subquery()
    lock_flag(connection, flags.c.id == of_token)
    # Read only now: whoever held the lock may have taken the lease away.
    return lease_of(connection, token)


def ended_lease(connection: Connection, token: str) -> Lease | None:
    """Return what a lease was that has ended, its track locked as by ``lock_lease``.

    Returns:
        The lease; when it ran is not kept, so that both its times are that of its flag. None for
        a token that was never issued.
    """
    terms = read_token(connection, token)
    flag = None if terms is None else lock_flag(connection, flags.c.id == terms.flag_id)
    if terms is None or flag is None:
        return None
    of_track = select(tracks.c.key).where(tracks.c.id == flag.track_id)
    return Lease(
        token=token,
        flag_id=terms.flag_id,
        track_id=flag.track_id,
        track_key=connection.execute(of_track).scalar_one(),
        queue=Queue(flag.queue),
        asked=terms.asked,
        blind=terms.blind,
        chosen_by=Chosen(flag.chosen_by),
        taken_at=flag.opened_at,
        expires_at=flag.opened_at,
        opened_by=flag.opened_by,
        verdict_id=flag.verdict_id,
        moderator_id=terms.moderator_id,
    )


def leases_of(connection: Connection, moderator_id: int, now: datetime) -> tuple[Lease, ...]:
    """Return what a person holds, oldest first."""
    query = _ROWS.where(
        leases.c.moderator_id == moderator_id, living(now, read_settings(connection))
    )
    rows = connection.execute(query.order_by(leases.c.taken_at, leases.c.flag_id))
    return tuple(_lease(row) for row in rows)


def extend(connection: Connection, lease: Lease, now: datetime) -> Lease | None:
    """Let a lease run its full length from now on; the caller has it from ``lock_lease``."""
    ends = now + timedelta(seconds=read_settings(connection).lease_seconds)
    # Taken in the future: the clock was set back, and the lease would count as expired.
    began = min(lease.taken_at, now)
    statement = update(leases).where(leases.c.token == lease.token)
    connection.execute(statement.values(taken_at=began, expires_at=ends))
    return lease_of(connection, lease.token)


def end_lease(connection: Connection, token: str) -> None:
    """End a lease; nothing happens if it has ended."""
    connection.execute(delete(leases).where(leases.c.token == token))


def lock_flag(connection: Connection, flag: ColumnElement[bool]) -> Row[Any] | None:
    """Lock a flag, then its track, against other leases; return the flag, None without one."""
    # Not FOR UPDATE in full: rows that refer to these may be written meanwhile. Always in this
    # order, so that no two wait for each other.
    query = select(flags).where(flag).with_for_update(of=flags, key_share=True)
    row = connection.execute(query).one_or_none()
    if row is not None:
        track = select(tracks.c.id).where(tracks.c.id == row.track_id)
        connection.execute(track.with_for_update(key_share=True))
    return row


def _lease(row: Row[Any]) -> Lease:
    return Lease(
        token=row.token,
        flag_id=row.flag_id,
        track_id=row.track_id,
        track_key=row.track_key,
        queue=Queue(row.queue),
        asked=Queue(row.asked),
        blind=row.blind,
        chosen_by=Chosen(row.chosen_by),
        taken_at=row.taken_at,
        expires_at=row.expires_at,
        opened_by=row.opened_by,
        verdict_id=row.verdict_id,
        moderator_id=row.moderator_id,
    )
