"""Tables of the archive as they are handed out: in fma_metadata.zip, unpacked, or alone.

Cells are read as text and nothing else, since an artist may well be called "NA" or "001".
``tracks.csv`` has three header rows (group, field, and one with only ``track_id``); its columns
are called "group/field" here. ``echonest.csv`` has one level of names more. Other tables have one
header row.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pandas as pd

from trainer.errors import ManifestError

_DAMAGE = (pd.errors.ParserError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, EOFError)


def has_table(home: Path, name: str) -> bool:
    """Whether a folder or a zip file holds a table of that name, at its top or one below.

    Raises:
        ManifestError: ``home`` is neither a folder nor a zip file.
    """
    return bool(_find(home, name))


def read_table(home: Path, name: str, columns: Sequence[str], levels: int = 1) -> pd.DataFrame:
    """Read some columns of a table.

    Args:
        home: fma_metadata.zip, or a folder that holds the table or ``fma_metadata/`` with it.
        name: the file's name, "genres.csv".
        columns: their names, "title", or "track/title" in a table of two levels.
        levels: header rows that name the columns, 1 to 3. A row with only ``track_id`` that
            follows several is no row of the table.

    Returns:
        One row a row of the table, every cell a str, the columns as asked.

    Raises:
        ManifestError: there is no such table, it lacks a column, or it is damaged.
    """
    if not has_table(home, name):
        raise ManifestError(
            f"{home} holds no {name}. Give fma_metadata.zip, or the folder it was unpacked in."
        )
    try:
        with _opened(home, name) as stream:
            places, above = _places(stream, name, columns, levels)
        with _opened(home, name) as stream:
            return _cells(stream, places, above)
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=list(columns), dtype=str)
    except (*_DAMAGE, csv.Error) as error:
        raise ManifestError(
            f"{name} of {home.name} is damaged: {' '.join(str(error).split())}. Fetch it again."
        ) from error


def _places(
    stream: IO[bytes], name: str, columns: Sequence[str], levels: int
) -> tuple[dict[int, str], int]:
    """Return {position: column} of the columns asked for, and the rows above the values."""
    with io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
        lines = csv.reader(text)
        rows = [next(lines, []) for _ in range(levels)]
        index = next(lines, []) if levels > 1 else []
    names, above = rows[0], levels
    if levels > 1:
        _refuse_other_layout(rows, name)
        above += index[:1] == ["track_id"]
        names = ["track_id", *map("/".join, zip(*(row[1:] for row in rows), strict=True))]
    missing = [column for column in columns if column not in names]
    if missing:
        raise ManifestError(
            f"{name} has no column {', '.join(missing)}; it needs {', '.join(columns)}. "
            "Use the file as the archive hands it out."
        )
    return {names.index(column): column for column in columns}, above


def _cells(stream: IO[bytes], places: dict[int, str], above: int) -> pd.DataFrame:
    frame = pd.read_csv(
        stream,
        header=None,
        skiprows=above,
        usecols=sorted(places),
        dtype=str,
        na_filter=False,
        encoding="utf-8-sig",
    )
    return frame.rename(columns=places)[list(places.values())]


def _refuse_other_layout(rows: list[list[str]], name: str) -> None:
    if len({len(row) for row in rows}) > 1 or any(row[:1] != [""] for row in rows):
        raise ManifestError(
            f"{name} does not begin with {len(rows)} rows of names above a row with only track_id. "
            "Use the file as the archive hands it out."
        )


@contextmanager
def _opened(home: Path, name: str) -> Iterator[IO[bytes]]:
    member = _find(home, name)
    if home.is_dir():
        with Path(member).open("rb") as stream:
            yield stream
    else:
        with zipfile.ZipFile(home) as archive, archive.open(member) as stream:
            yield stream


def _find(home: Path, name: str) -> str:
    """The path of a table in a folder, or its member in a zip; empty where there is none."""
    if home.is_dir():
        there = [path for path in (home / name, home / "fma_metadata" / name) if path.is_file()]
        return str(there[0]) if there else ""
    if not zipfile.is_zipfile(home):
        raise ManifestError(
            f"{home} is neither a folder nor a whole zip file. Give fma_metadata.zip (fetch it "
            "again where it was cut short), or the folder it was unpacked in."
        )
    with zipfile.ZipFile(home) as archive:
        return next((path for path in archive.namelist() if Path(path).name == name), "")
