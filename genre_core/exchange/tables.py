"""CSV and TSV: rows one at a time, whatever the separator, with or without a byte order mark."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from genre_core.errors import ExchangeError
from genre_core.exchange.formulas import restored
from genre_core.exchange.headers import plan, recognised
from genre_core.exchange.nouns import Refused

_SEPARATORS = ",;\t"
_GLANCE = 1 << 16  # bytes that a header is looked for in
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # what Excel saves as "Unicode text"


def csv_rows(path: Path) -> Iterator[tuple[int, dict[str, object]] | Refused]:
    """Return the rows below the header, each with the line it begins in.

    A row that cannot be read is refused by itself, and the next one is read.

    Raises:
        ExchangeError: at once: the file is empty or names neither ids nor files in its header.
    """
    separator, encoding = _look(path)
    first = next(_records(path, encoding, separator), None)
    columns = first[1] if isinstance(first, tuple) else []
    header = [restored(name).strip() for name in columns]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ExchangeError(
            f"The header of {path.name} has the column {', '.join(twice)} twice. Rename one."
        )
    if not plan(tuple(header)).names_tracks:
        raise ExchangeError(
            f"The header of {path.name} is {', '.join(header)[:200] or 'empty'}; a column that "
            "names each track was needed. Call it id, or path for its file."
        )
    return _cells(_records(path, encoding, separator), header)


def _cells(
    records: Iterator[tuple[int, list[str]] | Refused], header: list[str]
) -> Iterator[tuple[int, dict[str, object]] | Refused]:
    next(records)
    for record in records:
        if isinstance(record, Refused):
            yield record
        elif len(record[1]) > len(header):
            yield Refused(
                record[0],
                f"it has {len(record[1])} cells and the header {len(header)} names; put cells that "
                "hold a separator in quotes",
            )
        elif any(record[1]):
            # A row may end early; its other cells are empty.
            yield record[0], dict(zip(header, map(restored, record[1]), strict=False))


def _look(path: Path) -> tuple[str, str]:
    """Return the separator under which most of the header is known, and the encoding."""
    with path.open("rb") as file:
        start = file.read(_GLANCE)
    encoding = "utf-16" if start.startswith(_UTF16) else "utf-8-sig"
    glance = io.StringIO(start.decode(encoding, errors="replace"), newline="")
    first = {}
    for separator in _SEPARATORS:
        glance.seek(0)
        first[separator] = next(iter(csv.reader(glance, delimiter=separator)), [])
    best = max(_SEPARATORS, key=lambda s: (recognised(first[s]), len(first[s])))
    return best, encoding


def _records(
    path: Path, encoding: str, separator: str
) -> Iterator[tuple[int, list[str]] | Refused]:
    # Bytes that are no UTF-8 come through as surrogates, and their cell refuses its own row only.
    with path.open(newline="", encoding=encoding, errors="surrogateescape") as lines:
        reader = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                yield line, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Refused(line, f"it is no CSV ({error}); look for a quote that never closes")
