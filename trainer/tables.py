"""Rows of a table, whatever it is written in: CSV, JSONL (a JSON object a line) or Parquet.

Every cell is text, and what is absent is "", so that the three kinds read alike; a cell of JSONL
that holds an object or a list is that object's JSON.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import ManifestError

SUFFIXES = (".csv", ".jsonl", ".parquet")


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row.

    Attributes:
        number: 1 for the first row below the header.
        cells: by column.
    """

    number: int
    cells: Mapping[str, str]

    def first(self, *columns: str) -> str:
        """Return the first of these cells that says something, without outer spaces; else ""."""
        return next((text for name in columns if (text := self.cells.get(name, "").strip())), "")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table that was read whole.

    Attributes:
        path: its file.
        columns: their names.
        rows: in their order.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def require(self, *alternatives: tuple[str, ...]) -> None:
        """Refuse a table that lacks a column.

        Args:
            alternatives: names for each needed column, of which one must be there.

        Raises:
            ManifestError: names what is missing.
        """
        missing = [names for names in alternatives if not set(names) & set(self.columns)]
        if missing:
            needed = "; ".join(" or ".join(names) for names in missing)
            raise ManifestError(
                f"{self.path} has no column {needed}; it has {', '.join(self.columns) or 'none'}. "
                "Add it, or rename the one that holds it."
            )


def read_table(path: Path) -> Table:
    """Read a whole table.

    Raises:
        ManifestError: it is missing, of another kind, damaged or empty.
    """
    if not path.is_file():
        raise ManifestError(f"There is no table {path}. Give the path of a CSV, JSONL or Parquet.")
    readers = dict(zip(SUFFIXES, (_csv_rows, _jsonl_rows, _parquet_rows), strict=True))
    if path.suffix.lower() not in readers:
        raise ManifestError(
            f"{path} ends in {path.suffix or 'nothing'}; a table ends in {', '.join(SUFFIXES)}. "
            "Rename or convert it."
        )
    cells = list(readers[path.suffix.lower()](path))
    if not cells:
        raise ManifestError(f"{path} has no rows; at least one is needed.")
    columns = tuple(dict.fromkeys(name for row in cells for name in row))
    return Table(path, columns, tuple(Row(number, row) for number, row in enumerate(cells, 1)))


def _csv_rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            for row in csv.DictReader(lines):
                yield {name: value or "" for name, value in row.items() if name}
    except (UnicodeDecodeError, csv.Error) as error:
        raise ManifestError(f"{path} is no CSV in UTF-8 ({error}). Save it as that.") from error


def _jsonl_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise ManifestError(f"Line {number} of {path} is no JSON: {error}.") from error
            if not isinstance(row, dict):
                raise ManifestError(
                    f"Line {number} of {path} is no JSON object. Write one in braces a line."
                )
            yield _texts(row)


def _parquet_rows(path: Path) -> Iterator[dict[str, str]]:
    # Here, since it takes a third of a second and most tables are CSV.
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            schema = file.schema_arrow
            flat = [field.name for field in schema if not pyarrow.types.is_nested(field.type)]
            for batch in file.iter_batches(columns=flat):
                yield from map(_texts, batch.to_pylist())
    except (pyarrow.ArrowException, OSError) as error:
        raise ManifestError(f"{path} is no readable Parquet ({error}). Write it again.") from error


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return "" if value is None else str(value)
