"""Parquet, read and written a group of rows at a time."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from genre_core.errors import ExchangeError
from genre_core.exchange.flat import COLUMNS, Kind, cells_of
from genre_core.exchange.headers import plan
from genre_core.exchange.nouns import Case

_GROUP = 1000  # rows in memory at a time


def parquet_rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """Return the rows, counted from 1.

    Of a column that holds sound, as Hugging Face writes it, only the path is read.

    Raises:
        ExchangeError: at once: it is no Parquet, or names neither ids nor files.
    """
    # Here, since it takes a third of a second and most files are CSV.
    import pyarrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path, memory_map=False)
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(path, error) from error
    wanted = [name for field in file.schema_arrow for name in _readable(field)]
    if not plan(tuple(file.schema_arrow.names)).names_tracks:
        raise ExchangeError(
            f"{path.name} has the columns {', '.join(file.schema_arrow.names)[:200]}; one that "
            "names each track was needed. Call it id, or path for its file."
        )
    return _rows(file, wanted, path)


def _rows(file: Any, wanted: list[str], path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    import pyarrow

    number = 0
    try:
        with file:
            for batch in file.iter_batches(batch_size=_GROUP, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield number, {name: _plain(value) for name, value in row.items()}
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(path, error) from error


def _readable(field: Any) -> list[str]:
    """The columns of a field that may be read: of sound the path alone."""
    from pyarrow import types

    if types.is_struct(field.type) and "path" in [part.name for part in field.type]:
        return [f"{field.name}.path"]
    binary = types.is_binary(field.type) or types.is_large_binary(field.type)
    return [] if binary else [field.name]


def _plain(value: object) -> object:
    return value["path"] if isinstance(value, dict) and list(value) == ["path"] else value


def _damaged(path: Path, error: Exception) -> ExchangeError:
    words = " ".join(str(error).split())
    return ExchangeError(f"{path.name} is no readable Parquet ({words}). Write it again.")


def write_parquet(cases: Iterable[Case], out: BinaryIO) -> int:
    """Write a row a decision, in groups of 1,000; return how many."""
    import pyarrow
    from pyarrow import parquet

    kinds: Mapping[Kind, Any] = {
        Kind.TEXT: pyarrow.string(),
        Kind.NUMBER: pyarrow.float64(),
        Kind.WHOLE: pyarrow.int64(),
        Kind.TRUTH: pyarrow.bool_(),
        Kind.MOMENT: pyarrow.timestamp("us", "UTC"),
        Kind.LIST: pyarrow.list_(pyarrow.string()),
        Kind.MAPPING: pyarrow.string(),
    }
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    rows, count = iter(cases), 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := [cells_of(case, mappings_as_text=True) for case in islice(rows, _GROUP)]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema))
            count += len(group)
    return count
