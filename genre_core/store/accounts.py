"""What the audit trail tells of beside decisions: comments, golden items, the rules of the desk.

A comment is never changed and has one entry. Golden items and rules are changed, and their last
entry tells how they were left. An entry whose seal does not fit is named as such, and not believed.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    FromClause,
    Row,
    Select,
    except_,
    func,
    select,
)

from genre_core.store.findings import Fault
from genre_core.store.schema import audit, comments, golden_items, moderators, settings, tracks
from genre_core.store.seals import seal_of
from genre_core.store.witness import as_told, bare, stream

RULES = "desk"
"""The one setting that is in the trail; the others are a person's keys, and secrets of draws."""
_RETIRED = "golden item retired"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Rows of a table that the trail tells of.

    Attributes:
        noun: what one is called.
        action: of the entries that tell of one; their subject is its name.
        name: the column that holds the name.
        rows: the table, with what its rows refer to.
        columns: what is compared; times end in "_at".
        told: what an entry, and its content, say of them.
        only: a name; rows of others are in no trail. Empty for all.
    """

    noun: str
    action: str
    name: ColumnElement[Any]
    rows: FromClause
    columns: tuple[ColumnElement[Any], ...]
    told: Callable[[Row[Any], Mapping[str, object]], Mapping[str, object]]
    only: str = ""


def accounts(connection: Connection) -> Iterator[Fault]:
    """Yield comments, golden items and rules that are not as their last entries tell."""
    for kind in (_COMMENTS, _ITEMS, _RULES):
        for row in stream(connection, _last_entries(kind)):
            if seal_of(row) == row.digest:
                yield from _differences(kind, row, connection.dialect)
        told = select(audit.c.subject).where(audit.c.action == kind.action)
        there = select(kind.name.label("name")).select_from(kind.rows)
        if kind.only:
            there = there.where(kind.name == kind.only)
        for row in stream(connection, except_(there, told)):
            yield Fault(
                None, f"The {kind.noun} {row.name} was added by hand: no entry tells of it."
            )


def _last_entries(kind: _Kind) -> Select[Any]:
    """Return a query for the last entry on each name, beside its row."""
    last = select(func.max(audit.c.number)).where(audit.c.action == kind.action)
    later = audit.alias()
    retired = select(func.max(bare(later.c.at))).where(
        later.c.action == _RETIRED,
        later.c.subject == audit.c.subject,
        later.c.number > audit.c.number,
    )
    return (
        select(
            *(bare(column).label(column.name) for column in audit.c),
            retired.scalar_subquery().label("retired"),
            kind.name.label("row_name"),
            *(bare(column).label(f"row_{column.name}") for column in kind.columns),
        )
        .select_from(audit.outerjoin(kind.rows, kind.name == audit.c.subject))
        .where(audit.c.number.in_(last.group_by(audit.c.subject)))
        .order_by(audit.c.number)
    )


def _differences(kind: _Kind, row: Row[Any], dialect: Dialect) -> Iterator[Fault]:
    which = f"The {kind.noun} {row.subject}"
    if row.row_name is None:
        yield Fault(row.number, f"{which} is missing, of which entry {row.number} tells.")
        return
    told = kind.told(row, json.loads(row.content))
    names = []
    for column in kind.columns:
        value = getattr(row, f"row_{column.name}")
        # Times are compared as they are kept.
        said = value if column.name.endswith("_at") else as_told(column, value, dialect)
        if column.name not in told or told[column.name] != said:
            names.append(column.name)
    if names:
        yield Fault(
            row.number,
            f"{which} was changed: entry {row.number} says otherwise of {', '.join(names)}.",
        )


def _told_of_comment(row: Row[Any], content: Mapping[str, object]) -> Mapping[str, object]:
    return {**content, "author": row.who, "made_at": row.at}


def _told_of_item(row: Row[Any], content: Mapping[str, object]) -> Mapping[str, object]:
    return {**content, "named_by": row.who, "added_at": row.at, "retired_at": row.retired}


def _told_of_rules(row: Row[Any], content: Mapping[str, object]) -> Mapping[str, object]:
    return {"value": content.get("after"), "changed_at": row.at}


_COMMENTS = _Kind(
    "comment",
    "comment",
    comments.c.key,
    comments.join(tracks).join(moderators, moderators.c.id == comments.c.moderator_id),
    (
        tracks.c.key.label("track"),
        moderators.c.subject.label("author"),
        comments.c.text,
        comments.c.made_at,
    ),
    _told_of_comment,
)
_ITEMS = _Kind(
    "golden item",
    "golden item",
    tracks.c.key,
    golden_items.join(tracks).join(moderators, moderators.c.id == golden_items.c.moderator_id),
    (
        golden_items.c.answer,
        golden_items.c.genres,
        golden_items.c.why,
        moderators.c.subject.label("named_by"),
        golden_items.c.added_at,
        golden_items.c.retired_at,
    ),
    _told_of_item,
)
_RULES = _Kind(
    "setting",
    "settings",
    settings.c.name,
    settings,
    (settings.c.value, settings.c.changed_at),
    _told_of_rules,
    RULES,
)
