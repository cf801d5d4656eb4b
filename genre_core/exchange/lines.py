"""Decisions as rows of CSV and lines of JSONL, among them the file that the trainer reads."""

import codecs
import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from genre_core.desk.queues import Queue
from genre_core.exchange.flat import COLUMNS, cells_of, record_of
from genre_core.exchange.formulas import neutralised
from genre_core.exchange.headers import DECISION, TRACK_CLAIMED
from genre_core.exchange.nouns import Case

_FEEDBACK = ("id", TRACK_CLAIMED, *DECISION)


def write_csv(cases: Iterable[Case], out: BinaryIO, *, mark: bool = False) -> int:
    """Write a row a decision, no cell of which a spreadsheet would run; return how many.

    Args:
        cases: the decisions.
        out: where to.
        mark: whether a byte order mark goes first, by which Excel knows UTF-8.
    """
    if mark:
        out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, "utf-8", newline="")
    # Only with both in the line's end are both put in quotes, and a note keeps its own line ends.
    table = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    count = 0
    for case in cases:
        count += 1
        cells = cells_of(case, mappings_as_text=True)
        table.writerow({name: _cell(value) for name, value in cells.items()})
    text.flush()
    text.detach()
    return count


def write_jsonl(cases: Iterable[Case], out: BinaryIO) -> int:
    """Write a line a decision, all of its columns that say something; return how many."""
    count = 0
    for case in cases:
        count += 1
        out.write(json_line(record_of(case)))
    return count


def write_feedback(cases: Iterable[Case], out: BinaryIO) -> int:
    """Write what ``python -m trainer feedback`` reads, undone decisions and their undo included.

    Answers to golden items are left out: they ask about the moderator and not about the track, and
    the trainer would count them.
    """
    count = 0
    golden: set[str] = set()
    for case in cases:
        decision = case.decision
        if decision.queue == Queue.GOLDEN or decision.supersedes in golden:
            golden.add(decision.key)
            continue
        record = record_of(case)
        out.write(json_line({n: record[n] for n in _FEEDBACK if n in record}))
        count += 1
    return count


def json_line(record: dict[str, object]) -> bytes:
    """Return an object of JSON in a line of its own."""
    return f"{json.dumps(record, ensure_ascii=False, allow_nan=False)}\n".encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return ";".join(map(str, value))
    return neutralised(value) if isinstance(value, str) else value
