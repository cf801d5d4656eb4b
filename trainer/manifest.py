"""The manifest: which recordings are trained on, by whom, and under which label.

A CSV file with a header, one recording a line. ``path`` is relative to the manifest's own
folder. Needed columns: path, id, artist, genre. Read where present: title, album, source,
licence, link. Rows whose genre the recipe does not use are left out by the recipe.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from trainer.errors import ManifestError

NEEDED = ("path", "id", "artist", "genre")


@dataclass(frozen=True, slots=True)
class LabelledTrack:
    """One recording and what its source says of it.

    Attributes:
        id: unique name in the manifest.
        path: the audio file.
        artist: whoever made it; an artist's tracks stay on one side of every split.
        genre: its label, a genre of the tree, or empty.
        source: the collection it came from, or empty.
        title, album, licence, link: for credits; may be empty.
    """

    id: str
    path: Path
    artist: str
    genre: str
    title: str = ""
    album: str = ""
    source: str = ""
    licence: str = ""
    link: str = ""


def read_manifest(path: Path) -> tuple[LabelledTrack, ...]:
    """Read every row of a manifest.

    Raises:
        ManifestError: the file is missing, lacks a needed column, or names an id twice.
    """
    if not path.is_file():
        raise ManifestError(f"There is no manifest {path}. Give the path of a CSV file.")
    with path.open(newline="", encoding="utf-8-sig") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise ManifestError(
                f"The manifest {path.name} has no column {', '.join(missing)}; "
                f"it needs {', '.join(NEEDED)}. Add them to its header."
            )
        tracks = tuple(_track(row, path.parent) for row in reader)
    _refuse_duplicates(tracks, path)
    return tracks


def with_genres(
    tracks: Iterable[LabelledTrack], genres: tuple[str, ...]
) -> tuple[LabelledTrack, ...]:
    """Return the tracks whose label is one of ``genres``.

    Raises:
        ManifestError: one of the genres has no track.
    """
    chosen = tuple(track for track in tracks if track.genre in genres)
    absent = sorted(set(genres) - {track.genre for track in chosen})
    if absent:
        raise ManifestError(
            f"No recording is labelled {', '.join(absent)}; each genre of a recipe needs some. "
            "Add recordings or take the genre out of the recipe."
        )
    return chosen


def _track(row: Mapping[str, str | None], folder: Path) -> LabelledTrack:
    # A row that breaks off holds None for what it lacks.
    values = {field.name: row.get(field.name) or "" for field in fields(LabelledTrack)}
    return LabelledTrack(path=folder / values.pop("path"), **values)


def _refuse_duplicates(tracks: tuple[LabelledTrack, ...], path: Path) -> None:
    seen: set[str] = set()
    for track in tracks:
        if not track.id or not track.artist:
            raise ManifestError(
                f"The manifest {path.name} has a row without id or artist ({track.path.name}). "
                "Fill both in: splits keep each artist on one side."
            )
        if track.id in seen:
            raise ManifestError(f"The id {track.id!r} stands twice in {path.name}. Make it unique.")
        seen.add(track.id)
