"""What a curation leaves behind, all of it beside the folder that the archive unpacks into.

::

    NAME.csv, NAME.parquet    the manifest: a line a chosen track, see COLUMNS
    NAME.dropped.csv          id, reason, detail of every other track
    NAME.json                 the numbers
    NAME.png                  the balance of classes

``path`` is relative to that folder and laid out as the archive does: fma_large/000/000002.mp3.
``split`` is the contest's, or the archive's official one ("train", "validation", "test"); the
step ``split`` makes its own. ``duration`` is that of the whole track in s, where it is known.
``album_id`` is the archive's number of the album. ``valence`` and ``energy``, from 0 to 1, are the
Echo Nest's estimates, of about one track in eight.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from trainer.errors import CurationError
from trainer.fma.balance import draw_balance
from trainer.fma.curation import Curation
from trainer.fma.ranking import Chosen
from trainer.fma.summary import summary_json

COLUMNS = (
    "id", "path", "title", "artist", "album", "licence", "link", "genre", "root", "split",
    "fma_id", "duration", "album_id", "valence", "energy",
)  # fmt: skip


def manifest_id(number: int) -> str:
    """Return the id of an archive's track in a manifest: "fma-000002"."""
    return f"fma-{number:06}"


def clip_path(archive: str, number: int) -> str:
    """Return where the archive puts a clip: "fma_large/000/000002.mp3"."""
    name = f"{number:06}"
    return f"{archive}/{name[:3]}/{name}.mp3"


def write_curation(curation: Curation, folder: Path) -> tuple[Path, ...]:
    """Write all files of a curation and return their paths; each appears whole or not at all.

    Args:
        curation: made with artists known, since a manifest without them cannot be split.
        folder: the one that holds, or will hold, the archive's folder; made where absent.

    Raises:
        CurationError: no artists are known, or the folder cannot be written to.
    """
    if not curation.detailed:
        raise CurationError(
            "The table at hand names no artists, and a manifest needs them: splits keep each "
            "artist on one side. Give fma_metadata.zip with --metadata, or count with --dry-run."
        )
    writers: dict[str, Callable[[Path], None]] = {
        "csv": lambda path: _write_csv(curation, path),
        "parquet": lambda path: pq.write_table(_table(curation), path),
        "dropped.csv": lambda path: _write_dropped(curation, path),
        "json": lambda path: _write_text(summary_json(curation), path),
        "png": lambda path: _write_bytes(draw_balance(curation), path),
    }
    paths = {folder / f"{curation.recipe.name}.{end}": write for end, write in writers.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, write in paths.items():
            unfinished = path.with_name(f"{path.name}.unfinished")
            write(unfinished)
            unfinished.replace(path)
    except OSError as error:
        raise CurationError(
            f"The manifest could not be written to {folder}: {error.strerror or error}. "
            "Make room or choose another --output."
        ) from error
    return tuple(paths)


def _rows(curation: Curation) -> list[tuple[str | float | None, ...]]:
    return [_row(clip, curation.recipe.archive) for clip in curation.chosen]


def _row(clip: Chosen, archive: str) -> tuple[str | float | None, ...]:
    track, genre = clip.track, clip.genre
    return (
        manifest_id(track.id),
        clip_path(archive, track.id),
        track.title,
        track.artist,
        track.album,
        track.licence,
        track.link,
        genre.name,
        genre.root,
        clip.split,
        track.id,
        track.seconds,
        track.album_id,
        track.mood.valence if track.mood else None,
        track.mood.energy if track.mood else None,
    )


def _write_csv(curation: Curation, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        lines.writerows(_rows(curation))


def _table(curation: Curation) -> pa.Table:
    types = {
        "fma_id": pa.int32(),
        "duration": pa.int32(),
        "valence": pa.float64(),
        "energy": pa.float64(),
    }
    schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in _rows(curation)]
    return pa.Table.from_pylist(rows, schema)


def _write_dropped(curation: Curation, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("id", "reason", "detail"))
        lines.writerows((manifest_id(x.id), x.reason.value, x.detail) for x in curation.dropped)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, "utf-8")


def _write_bytes(data: bytes, path: Path) -> None:
    path.write_bytes(data)
