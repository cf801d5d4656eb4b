"""Flags: a question about a track, open until somebody answers it.

A track has at most one open flag in a queue, whoever opens how many; golden items are the
exception, since they ask each person anew. What a verdict, a decision or an appeal has opened
once does not open again, so that a scan may be run twice.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, delete, insert, or_, select, update

from genre_core.desk.audit_draw import draw_audit
from genre_core.desk.leases import Lease
from genre_core.desk.ledger import take_turn
from genre_core.desk.wishes import FlagWish, open_flags
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.store import chain
from genre_core.store.engine import Store
from genre_core.store.schema import flags, leases, tracks

__all__ = [
    "FlagWish",
    "close_flag",
    "count_offence",
    "draw_audit",
    "open_flags",
    "reopen_flag",
    "withdraw_flags",
]

_AT_ONCE = 500
"""Tracks a statement; both databases limit the values of one."""


def close_flag(connection: Connection, flag_id: int, now: datetime) -> bool:
    """Close a flag that was decided, and end its lease, whoever has it.

    Returns:
        Whether it was open.
    """
    closing = update(flags).where(flags.c.id == flag_id, flags.c.state == "open")
    row = connection.execute(
        closing.values(state="decided", closed_at=now).returning(flags.c.id)
    ).one_or_none()
    connection.execute(delete(leases).where(leases.c.flag_id == flag_id))
    return row is not None


def reopen_flag(connection: Connection, flag_id: int, lease: Lease | None = None) -> int:
    """Open a flag again after an undo.

    Args:
        connection: a transaction that writes.
        flag_id: a flag that was closed; nothing happens to one that is open.
        lease: to be written again as it was, unless somebody has leased the flag; without it the
            flag is free for all, and ``leases.take`` leases it.

    Returns:
        The flag that is open now: the one asked for, or another of the same track and queue that
        was opened meanwhile, since there is never more than one.

    Raises:
        DeskError: there is no such flag.
    """
    flag = connection.execute(select(flags).where(flags.c.id == flag_id)).one_or_none()
    if flag is None:
        raise DeskError(f"There is no flag {flag_id} to open again. Reload the page.")
    same = and_(flags.c.track_id == flag.track_id, flags.c.queue == flag.queue)
    whose = flags.c.for_moderator_id.is_not_distinct_from(flag.for_moderator_id)
    query = select(flags.c.id).where(same, whose, flags.c.state == "open")
    is_open = connection.execute(query).scalars().first()
    if is_open is None:
        opening = update(flags).where(flags.c.id == flag_id)
        connection.execute(opening.values(state="open", closed_at=None))
        is_open = flag_id
    if lease is not None:
        _restore(connection, is_open, lease)
    return is_open


def withdraw_flags(
    store: Store, person: Person, track_keys: Iterable[str], reason: str, now: datetime
) -> int:
    """Take back all open flags of tracks, with their leases, and return how many there were.

    Args:
        store: the desk's database.
        person: a senior or above.
        track_keys: the catalogue's ids; those that it does not have do no harm.
        reason: goes into the audit trail; not empty.
        now: with a zone.

    Raises:
        NotAllowed: the person is no senior.
        DeskError: no reason was given.
    """
    person.require(Role.SENIOR, "withdraw flags")
    if not reason.strip():
        raise DeskError("Flags are withdrawn for a reason, and none was given. Write one.")
    keys = sorted(set(track_keys))
    with store.writing() as connection:
        take_turn(connection)
        count = 0
        for start in range(0, len(keys), _AT_ONCE):
            count += _withdraw(connection, tracks.c.key.in_(keys[start : start + _AT_ONCE]), now)
        if count:
            content = {"tracks": keys, "reason": reason, "flags": count}
            entry = chain.Entry(person.subject, "withdraw", f"{count} flags", content, now)
            chain.record(connection, entry)
    return count


def count_offence(connection: Connection, artist_key: str, by: int) -> None:
    """Count an overturned claim of an artist, or take one back, on all their open flags.

    Args:
        connection: a transaction that writes.
        artist_key: the artist; nothing happens for "", which is nobody.
        by: 1 when a claim was overturned, -1 when that was undone.
    """
    if not artist_key:
        return
    theirs = select(tracks.c.id).where(tracks.c.artist_key == artist_key)
    query = select(flags.c.id).where(flags.c.track_id.in_(theirs), flags.c.state == "open")
    # A flag that is locked is being taken or decided: its place in the order matters no more, and
    # to wait for it here could be to wait for somebody who waits for us.
    found = connection.execute(query.with_for_update(of=flags, skip_locked=True)).scalars().all()
    more = flags.c.offences + by
    counted = case((more < 0, 0), else_=more)
    for start in range(0, len(found), _AT_ONCE):
        of_some = flags.c.id.in_(found[start : start + _AT_ONCE])
        connection.execute(update(flags).where(of_some).values(offences=counted))


def _withdraw(connection: Connection, of_tracks: ColumnElement[bool], now: datetime) -> int:
    open_now = and_(
        flags.c.state == "open", flags.c.track_id.in_(select(tracks.c.id).where(of_tracks))
    )
    closing = update(flags).where(open_now).values(state="withdrawn", closed_at=now)
    gone = connection.execute(closing.returning(flags.c.id)).scalars().all()
    for start in range(0, len(gone), _AT_ONCE):
        of_some = leases.c.flag_id.in_(gone[start : start + _AT_ONCE])
        connection.execute(delete(leases).where(of_some))
    return len(gone)


def _restore(connection: Connection, flag_id: int, lease: Lease) -> None:
    taken = or_(leases.c.flag_id == flag_id, leases.c.token == lease.token)
    if connection.execute(select(leases.c.flag_id).where(taken)).first() is not None:
        return
    row = {
        "flag_id": flag_id,
        "moderator_id": lease.moderator_id,
        "token": lease.token,
        "asked": lease.asked,
        "blind": lease.blind,
        "taken_at": lease.taken_at,
        "expires_at": lease.expires_at,
    }
    connection.execute(insert(leases).values(row))
