"""Flags that a decision made elsewhere has answered.

What the desk asks of everybody alike (FLAGGED, UNCERTAIN, EVERYTHING) is asked no more once an
opinion is imported, or who gave it elsewhere would be asked again here. A track that somebody has
on screen stays with them; audits, second opinions, escalations and appeals ask for an answer of
their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from genre_core.desk.asked import stands
from genre_core.desk.flags import close_flag, reopen_flag
from genre_core.desk.in_hand import living
from genre_core.desk.queues import Queue
from genre_core.desk.settings import read_settings
from genre_core.ruling import OPINIONS
from genre_core.store.schema import decisions, flags, leases

_QUEUES = (Queue.FLAGGED, Queue.UNCERTAIN, Queue.EVERYTHING)
_STANDING = (
    stands(),
    decisions.c.answer.in_(OPINIONS),
    decisions.c.queue != Queue.GOLDEN,  # asks about the moderator, not about the track
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What of an import bears on flags: keys of new opinions, and rows of tracks with an undo."""

    opinions: frozenset[str]
    undone: frozenset[int]


def settle_flags(connection: Connection, answered: Answered, now: datetime) -> None:
    """Close the flags that new opinions answer, and open again what only an undone one had closed.

    Args:
        connection: the transaction in which the decisions were entered.
        answered: what was new among them, at most some hundreds; what the store had already must
            not be there, since a flag may have been opened after it.
        now: with a zone.
    """
    query = select(decisions.c.track_id).where(decisions.c.key.in_(answered.opinions), *_STANDING)
    for flag in list(_free(connection, connection.execute(query).scalars().all(), now)):
        close_flag(connection, flag, now)
    for flag in _closed_by_import(connection, answered.undone):
        reopen_flag(connection, flag)


def _free(connection: Connection, of_tracks: Iterable[int], now: datetime) -> Iterator[int]:
    """Lock the open flags that nobody has on lease or is just taking, and yield them."""
    waiting = (flags.c.state == "open", flags.c.queue.in_(_QUEUES))
    query = select(flags.c.id).where(flags.c.track_id.in_(set(of_tracks)), *waiting)
    locked = query.with_for_update(of=flags, key_share=True, skip_locked=True)
    found = connection.execute(locked.order_by(flags.c.id)).scalars().all()
    # Asked only now that they are locked: a lease may have been taken just before.
    live = living(now, read_settings(connection))
    held = select(leases.c.flag_id).where(leases.c.flag_id.in_(found), live)
    taken = set(connection.execute(held).scalars())
    return (flag for flag in found if flag not in taken)


def _closed_by_import(connection: Connection, undone: Iterable[int]) -> list[int]:
    """The flags that were closed by no decision of the desk, of tracks with no opinion left.

    Of several in one queue the last comes first, and is the one that opens.
    """
    left = exists(
        select(decisions.c.id).where(decisions.c.track_id == flags.c.track_id, *_STANDING)
    )
    answer = exists(select(decisions.c.id).where(decisions.c.flag_id == flags.c.id))
    query = select(flags.c.id).where(
        flags.c.track_id.in_(undone),
        flags.c.state == "decided",
        flags.c.queue.in_(_QUEUES),
        ~left,
        ~answer,
    )
    return list(connection.execute(query.order_by(flags.c.id.desc())).scalars())
