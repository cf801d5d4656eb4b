"""Each decision beside the entry of the audit trail that witnesses it."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Row,
    Select,
    TypeDecorator,
    and_,
    except_,
    func,
    select,
    type_coerce,
)

from genre_core.store.content import ACTION, COLUMNS, plain
from genre_core.store.findings import Fault
from genre_core.store.schema import Json, Moment, audit, decisions, moderators, tracks

_AT_ONCE = 500  # rows in memory
_NOTHING = object()  # equal to nothing that an entry can say


def stream(connection: Connection, statement: Executable) -> Iterator[Row[Any]]:
    """Yield rows without ever holding more than a few hundred."""
    yield from connection.execute(statement, execution_options={"yield_per": _AT_ONCE})


def entries_with_decisions() -> Select[Any]:
    """Return a query for the trail in its order, each decision's entry beside its row."""
    entry = [bare(column).label(column.name) for column in audit.c]
    decision = [bare(column).label(f"decision_{column.name}") for column in COLUMNS]
    match = and_(audit.c.action == ACTION, audit.c.subject == decisions.c.key)
    joined = (
        audit.outerjoin(decisions, match)
        .outerjoin(tracks, tracks.c.id == decisions.c.track_id)
        .outerjoin(moderators, moderators.c.id == decisions.c.moderator_id)
    )
    return select(*entry, *decision).select_from(joined).order_by(audit.c.number)


def differences(row: Row[Any], dialect: Dialect) -> Iterator[Fault]:
    """Yield what the table ``decisions`` says otherwise than the entry."""
    if row.decision_id is None:
        yield Fault(
            row.number, f"The decision {row.subject} is missing, of which entry {row.number} tells."
        )
        return
    recorded = json.loads(row.content)
    said = {
        column.name: as_told(column, getattr(row, f"decision_{column.name}"), dialect)
        for column in COLUMNS
    }
    names = [
        name for name, value in said.items() if name not in recorded or recorded[name] != value
    ]
    if names:
        yield Fault(
            row.number,
            f"The decision {row.subject} was changed: entry {row.number} says otherwise of "
            f"{', '.join(names)}.",
        )


def unrecorded(connection: Connection) -> Iterator[Fault]:
    """Yield decisions of which no entry tells, and those of which two do."""
    told = select(audit.c.subject).where(audit.c.action == ACTION)
    for row in stream(connection, except_(select(decisions.c.key), told)):
        yield Fault(None, f"The decision {row.key} was added by hand: no entry tells of it.")
    twice = (
        select(audit.c.subject, func.max(audit.c.number).label("number"))
        .where(audit.c.action == ACTION)
        .group_by(audit.c.subject)
        .having(func.count() > 1)
    )
    for row in stream(connection, twice):
        yield Fault(row.number, f"Entry {row.number} tells of the decision {row.subject} again.")


def bare(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column as the database holds it: what somebody tampered may be no time, no JSON."""
    kind = column.type
    return type_coerce(column, kind.impl_instance if isinstance(kind, TypeDecorator) else kind)


def as_told(column: ColumnElement[Any], value: Any, dialect: Dialect) -> object:
    """Return what a column says, bare as it was read, as an entry would."""
    if isinstance(column.type, Moment | Json):
        try:
            value = column.type.process_result_value(value, dialect)
        except (ValueError, TypeError, OverflowError):
            return _NOTHING
    return plain(value)
