"""The demo's tracks among a catalogue, and how they leave it when one's own tracks come in."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, select

from genre_core.people import Person
from genre_core.store.chain import Entry, record
from genre_core.store.schema import (
    comments,
    decisions,
    flags,
    golden_items,
    leases,
    tracks,
    verdicts,
)

PREFIX = "demo/"
"""How the keys of the demo's tracks begin."""

_KEPT_BY = (decisions, comments, golden_items)


def is_demo() -> ColumnElement[bool]:
    """Return the condition that a row of ``tracks`` is one of the demo's."""
    return tracks.c.key.startswith(PREFIX, autoescape=True)


def clear_demo(connection: Connection, person: Person, now: datetime) -> int:
    """Take the demo's tracks out of a catalogue that has others; return how many left.

    What somebody has decided or written about, or has before her just now, stays: decisions are
    never deleted.
    """
    if not connection.execute(select(exists().where(~is_demo()))).scalar_one():
        return 0
    held = exists().where(leases.c.flag_id == flags.c.id, flags.c.track_id == tracks.c.id)
    untouched = [~_has(table) for table in _KEPT_BY]
    leaving = select(tracks.c.id).where(is_demo(), ~held, *untouched)
    gone = list(connection.execute(leaving).scalars())
    for table in (flags, verdicts):
        connection.execute(delete(table).where(table.c.track_id.in_(gone)))
    connection.execute(delete(tracks).where(tracks.c.id.in_(gone)))
    if gone:
        entry = Entry(person.subject, "demo cleared", "", {"tracks": len(gone)}, now)
        record(connection, entry)
    return len(gone)


def _has(table: Table) -> ColumnElement[bool]:
    return exists().where(table.c.track_id == tracks.c.id)
