"""Is the audit trail whole? Reads all of it, in the memory of a few hundred rows.

Who can write every table can still forge the trail from some entry on, seal by seal to its head, or
cut off its end together with its head. Against that helps only a number with its digest that was
noted elsewhere, later than what was forged: an Anchor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from genre_core.store.accounts import accounts
from genre_core.store.content import ACTION
from genre_core.store.findings import Anchor, ChainReport, Fault
from genre_core.store.schema import audit_head
from genre_core.store.seals import GENESIS, seal_of
from genre_core.store.witness import differences, entries_with_decisions, stream, unrecorded

_MOST_FAULTS = 50  # in a trail that somebody rewrote every row is wrong


@dataclass(slots=True)
class _Walk:
    """How far the reading of the trail has come."""

    entries: int = 0
    decisions: int = 0
    number: int = 0
    digest: str = GENESIS


def verify(connection: Connection, anchor: Anchor | None = None) -> ChainReport:
    """Compare every entry with its seal, and what entries tell of with its rows.

    These are all decisions and comments, and golden items and settings as they were left last.

    Args:
        connection: as ``Store.reading`` gives it, so that nothing changes meanwhile.
        anchor: an entry that the trail has to hold.
    """
    walk = _Walk()
    faults: list[Fault] = []
    for fault in _faults(connection, walk, anchor):
        if len(faults) < _MOST_FAULTS:
            faults.append(fault)
    return ChainReport(
        walk.entries, walk.decisions, Anchor(walk.number, walk.digest), tuple(faults)
    )


def _faults(connection: Connection, walk: _Walk, anchor: Anchor | None) -> Iterator[Fault]:
    for row in stream(connection, entries_with_decisions()):
        yield from _broken_links(row, walk)
        if seal_of(row) != row.digest:
            yield Fault(row.number, f"Entry {row.number} was changed: its seal does not fit it.")
        elif row.action == ACTION:
            walk.decisions += 1
            yield from differences(row, connection.dialect)
        if anchor and anchor.number == row.number and anchor.digest != row.digest:
            yield Fault(
                row.number,
                f"Entry {row.number} has the seal {row.digest}, and {anchor.digest} was noted: the "
                "trail was written anew.",
            )
        walk.entries += 1
        walk.number, walk.digest = row.number, row.digest
    yield from _cut_ends(connection, walk, anchor)
    yield from unrecorded(connection)
    yield from accounts(connection)


def _broken_links(row: Row[Any], walk: _Walk) -> Iterator[Fault]:
    expected = walk.number + 1
    if row.number != expected:
        yield Fault(
            expected, f"Entry {expected} is missing: after {walk.number} comes {row.number}."
        )
    elif row.previous != walk.digest:
        yield Fault(row.number, f"Entry {row.number} does not follow upon the entry before it.")


def _cut_ends(connection: Connection, walk: _Walk, anchor: Anchor | None) -> Iterator[Fault]:
    head = connection.execute(select(audit_head)).one_or_none()
    if head is None:
        yield Fault(walk.number, "The trail's last number and seal are missing.")
    elif (head.number, head.digest) != (walk.number, walk.digest):
        yield Fault(
            walk.number + 1,
            f"The trail ends with entry {walk.number}, and {head.number} were written: its end was "
            "cut off or exchanged.",
        )
    if anchor and anchor.number > walk.number:
        yield Fault(
            walk.number + 1,
            f"The trail ends with entry {walk.number}, and {anchor.number} was noted: its end was "
            "cut off.",
        )
