"""The audit trail as lines of JSON, and whether such a file is whole.

A line an entry: number, at (microseconds since 1970, UTC), who, action, subject, content (the very
text that was sealed), previous, digest. :mod:`genre_core.store.seals` says what the digest is of,
so that anybody can check it without us.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import BigInteger, Connection, select, type_coerce

from genre_core.exchange.lines import json_line
from genre_core.exchange.nouns import Refused
from genre_core.exchange.objects import Object, json_lines
from genre_core.store.findings import Anchor, Fault
from genre_core.store.schema import audit
from genre_core.store.seals import GENESIS, Sealed

_AT_ONCE = 500  # entries in memory
_SEALED = ("number", "previous", "at", "who", "action", "subject", "content")


def write_trail(connection: Connection, out: BinaryIO) -> int:
    """Write the whole trail; return how many entries it has."""
    columns = [column for column in audit.c if column.name != "at"]
    at = type_coerce(audit.c.at, BigInteger).label("at")
    statement = select(*columns, at).order_by(audit.c.number)
    count = 0
    rows = connection.execute(statement, execution_options={"yield_per": _AT_ONCE})
    for row in rows.mappings():
        out.write(json_line({name: row[name] for name in (*_SEALED, "digest")}))
        count += 1
    return count


def check_trail(path: Path) -> tuple[Anchor, tuple[Fault, ...]]:
    """Compare every entry of an exported trail with its seal, and with the entry before it.

    Returns:
        The last entry's number and digest, 0 and 64 zeros of an empty file; and what does not fit.
        The end of a trail can only be missed by who has noted a later one.
    """
    last = Anchor(0, GENESIS)
    faults: list[Fault] = []
    for line in json_lines(path):
        if isinstance(line, Refused):
            faults.append(Fault(None, f"Line {line.line} of {path.name}: {line.reason}."))
            continue
        faults += _faults(line[1], last, line[0])
        last = Anchor(_number(line[1]), str(line[1].get("digest")))
    return last, tuple(faults)


def _faults(entry: Object, last: Anchor, line: int) -> Iterator[Fault]:
    lacking = [name for name in (*_SEALED, "digest") if name not in entry]
    if lacking:
        yield Fault(None, f"Line {line} has no {', '.join(lacking)}.")
        return
    number = _number(entry)
    if number != last.number + 1:
        yield Fault(number, f"After entry {last.number} comes {entry['number']}.")
    elif entry["previous"] != last.digest:
        yield Fault(number, f"Entry {number} does not follow upon the entry before it.")
    if Sealed(**{name: entry[name] for name in _SEALED}).digest != entry["digest"]:
        yield Fault(number, f"Entry {number} was changed: its seal does not fit it.")


def _number(entry: Object) -> int:
    number = entry.get("number")
    return number if isinstance(number, int) else 0
