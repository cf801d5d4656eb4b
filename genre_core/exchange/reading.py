"""Any file that can be imported, told apart by its name and its first bytes."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from genre_core.errors import ExchangeError
from genre_core.exchange.columns import parquet_rows
from genre_core.exchange.fma import fma_rows, is_fma
from genre_core.exchange.nouns import CatalogueRow, Reading, Refused
from genre_core.exchange.objects import Object, json_lines, json_objects, json_text
from genre_core.exchange.places import Place
from genre_core.exchange.rows import read_rows
from genre_core.exchange.shapes import shaped_rows
from genre_core.exchange.tables import csv_rows

Rows = Iterator[CatalogueRow | Refused]


class Form(StrEnum):
    """How a file is read."""

    CSV = "csv"
    JSONL = "jsonl"
    JSON = "json"
    PARQUET = "parquet"
    JAMS = "jams"
    FMA = "fma"


_SUFFIXES = {
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".txt": Form.CSV,
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
    ".json": Form.JSON,
    ".parquet": Form.PARQUET,
    ".jams": Form.JAMS,
    ".zip": Form.JAMS,
}
NAMES: Mapping[str, Form] = {
    **{form.value: form for form in Form},
    "tsv": Form.CSV,
    "label-studio": Form.JSON,
    "prodigy": Form.JSONL,
    "doccano": Form.JSONL,
    "feedback": Form.JSONL,
    "hf": Form.CSV,
}
"""What a person may call a form; tools that write the same form read alike."""


def open_catalogue(path: Path, form: Form | None = None, audio_root: Path | None = None) -> Reading:
    """Open a file to import.

    Args:
        path: the file.
        form: how to read it, where its name does not say so.
        audio_root: what relative paths are relative to; by default the file's own folder.

    Raises:
        ExchangeError: there is no such file, nobody knows its kind, it is damaged, or it names
            neither ids nor files.
    """
    if not path.is_file():
        raise ExchangeError(f"There is no file {path}. Give the path of the file to import.")
    place = Place((audio_root or path.parent).absolute())
    try:
        form = form or _form(path)
        rows = _READERS[form](path, place)
    except OSError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise ExchangeError(f"{path.name} is no text in UTF-8 ({error}). Save it so.") from error
    name = path.name.encode(errors="replace").decode()  # a name may be no UTF-8, and is stored
    return Reading(name, form.value, _guarded(rows, path))


def _guarded(rows: Rows, path: Path) -> Rows:
    try:
        yield from rows
    except OSError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise ExchangeError(f"{path.name} is no text in UTF-8 ({error}). Save it so.") from error


def _form(path: Path) -> Form:
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise ExchangeError(
            f"{path.name} ends in {path.suffix or 'nothing'}; a file to import ends in "
            f"{', '.join(_SUFFIXES)}. Rename it, or say what it is with --format."
        )
    if form is Form.CSV and is_fma(path):
        return Form.FMA
    return form


def _csv(path: Path, place: Place) -> Rows:
    return read_rows(csv_rows(path), place)


def _jsonl(path: Path, place: Place) -> Rows:
    return shaped_rows(json_lines(path), place)


def _json(path: Path, place: Place) -> Rows:
    return shaped_rows(json_objects(path), place)


def _parquet(path: Path, place: Place) -> Rows:
    return shaped_rows(parquet_rows(path), place)


def _jams(path: Path, place: Place) -> Rows:
    if path.suffix.lower() != ".zip":
        return shaped_rows(json_objects(path), place)
    return shaped_rows(_members(path), place)


_READERS: Mapping[Form, Callable[[Path, Place], Rows]] = {
    Form.CSV: _csv,
    Form.JSONL: _jsonl,
    Form.JSON: _json,
    Form.PARQUET: _parquet,
    Form.JAMS: _jams,
    Form.FMA: fma_rows,
}


def _members(path: Path) -> Iterator[tuple[int, Object] | Refused]:
    """Yield each JAMS of a zip."""
    try:
        with ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".jams")]
            if not names:
                raise ExchangeError(f"{path.name} holds no .jams. Give a zip of JAMS files.")
            for number, name in enumerate(names, 1):
                yield json_text(number, archive.read(name))
    except BadZipFile as error:
        raise ExchangeError(f"{path.name} is no whole zip ({error}). Write it again.") from error


def _unreadable(path: Path, error: OSError) -> ExchangeError:
    return ExchangeError(
        f"{path} could not be read ({error.strerror or error}). Make it readable, or copy it."
    )
