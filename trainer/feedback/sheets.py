"""A manifest as it stands: every row and column of it, whatever the trainer makes of them.

:mod:`trainer.tables` reads what a step needs, as text. Here nothing may be lost on the way from
one file to the next, so that a cell of Parquet or JSONL keeps its type, and one of CSV its
characters.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from trainer.errors import ManifestError
from trainer.fetch.disk import write_whole

SUFFIXES = (".csv", ".jsonl", ".parquet")


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A table with all that is in it.

    Attributes:
        columns: their names, in the file's order.
        rows: {column: cell}; in JSONL a row may lack some.
        schema: the types of a Parquet file; None for the other kinds.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...]
    schema: Any = None

    def holding(self, rows: Sequence[Mapping[str, object]], more: Sequence[str] = ()) -> "Sheet":
        """Return a sheet of the same kind with other rows, and with further columns."""
        return Sheet(tuple(dict.fromkeys((*self.columns, *more))), tuple(rows), self.schema)


def cell(row: Mapping[str, object], column: str) -> str:
    """Return a cell as text without outer spaces; "" where it is absent."""
    value = row.get(column)
    return "" if value is None else str(value).strip()


def is_true(row: Mapping[str, object], column: str) -> bool:
    """Whether a cell says true, as a word or as a truth value."""
    return cell(row, column).lower() == "true"


def read_sheet(path: Path) -> Sheet:
    """Read a whole manifest.

    Raises:
        ManifestError: it is missing, of another kind, damaged or empty, lacks id or genre, or
            has a row without id or an id twice.
    """
    if not path.is_file():
        raise ManifestError(f"There is no manifest {path}. Give a CSV, JSONL or Parquet file.")
    readers = dict(zip(SUFFIXES, (_read_csv, _read_jsonl, _read_parquet), strict=True))
    if path.suffix.lower() not in readers:
        raise ManifestError(
            f"{path} ends in {path.suffix or 'nothing'}; a manifest ends in "
            f"{', '.join(SUFFIXES)}. Rename or convert it."
        )
    sheet = readers[path.suffix.lower()](path)
    _check(sheet, path)
    return sheet


def write_sheet(sheet: Sheet, path: Path) -> None:
    """Write a sheet as the kind that the path's name says; the file appears whole or not at all.

    Raises:
        DiskError: it cannot be written.
    """
    writers = dict(zip(SUFFIXES, (_csv_bytes, _jsonl_bytes, _parquet_bytes), strict=True))
    write_whole(path, writers[path.suffix.lower()](sheet))


def _read_csv(path: Path) -> Sheet:
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines, restval="")
            rows = []
            for row in reader:
                if None in row:
                    raise ManifestError(
                        f"Line {reader.line_num} of {path} has more cells than its header has "
                        "names. Put cells with a comma in quotes."
                    )
                rows.append(row)
            return Sheet(tuple(reader.fieldnames or ()), tuple(rows))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"{path} is no CSV in UTF-8 ({error}). Save it as that.") from error


def _read_jsonl(path: Path) -> Sheet:
    rows = []
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except ValueError as error:  # neither JSON nor UTF-8
                raise ManifestError(f"Line {number} of {path} is no JSON: {error}.") from error
            if not isinstance(row, dict):
                raise ManifestError(
                    f"Line {number} of {path} is no JSON object. Write one in braces a line."
                )
            rows.append(row)
    return Sheet(tuple(dict.fromkeys(name for row in rows for name in row)), tuple(rows))


def _read_parquet(path: Path) -> Sheet:
    try:
        table = parquet.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise ManifestError(f"{path} is no readable Parquet ({error}). Write it again.") from error
    return Sheet(tuple(table.column_names), tuple(table.to_pylist()), table.schema)


def _csv_bytes(sheet: Sheet) -> bytes:
    lines = io.StringIO()
    table = csv.DictWriter(lines, sheet.columns, lineterminator="\n")
    table.writeheader()
    words = {True: "true", False: "false"}
    for row in sheet.rows:
        table.writerow({k: words[v] if isinstance(v, bool) else v for k, v in row.items()})
    return lines.getvalue().encode()


def _jsonl_bytes(sheet: Sheet) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in sheet.rows).encode()


def _parquet_bytes(sheet: Sheet) -> bytes:
    schema = sheet.schema
    for column in sheet.columns:
        if column not in schema.names:
            truth = any(isinstance(row.get(column), bool) for row in sheet.rows)
            schema = schema.append(pa.field(column, pa.bool_() if truth else pa.string()))
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(list(sheet.rows), schema), file)
    return file.getvalue()


def _check(sheet: Sheet, path: Path) -> None:
    missing = [name for name in ("id", "genre") if name not in sheet.columns]
    if missing:
        raise ManifestError(
            f"The manifest {path.name} has no column {', '.join(missing)}; decisions are put in "
            "by id and genre. Add them to its header."
        )
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows, 1):
        name = cell(row, "id")
        if not name or name in seen:
            fault = f"names the id {name!r} a second time" if name else "lacks its id"
            raise ManifestError(f"Row {number} of {path.name} {fault}. Make every id unique.")
        seen.add(name)
