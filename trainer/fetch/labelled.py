"""Recordings on this disk as the trainer's manifest: who made them, and what they are called.

No split can keep artists apart where nobody knows them. An artist is therefore looked for in
the table, then in the file's own tags; then the recordings of one album, else of one folder,
else of one source count as one unknown artist's: too coarse is safe, too fine would leak.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from genre_core.genres import read_claim
from genre_core.tags import read_tags
from trainer.errors import ManifestError
from trainer.fetch.disk import write_whole
from trainer.fetch.problems import Problem
from trainer.manifest import LabelledTrack

COLUMNS = (
    "path", "id", "artist", "genre", "title", "album", "source", "licence", "link",
    "split", "album_id", "valence", "energy", "confirmed", "chosen_by",
)  # fmt: skip

_UNKNOWN = "unknown ("


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was found of a source.

    Attributes:
        tracks: what the trainer can use.
        problems: what is named there but cannot be.
        notes: sentences that a person should read.
    """

    tracks: tuple[LabelledTrack, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def adopt(found: Iterable[LabelledTrack], source: str) -> Adopted:
    """Complete recordings: artist, title and album from their tags, the label as a genre.

    Args:
        found: with the label as it stands, and "" for what the source does not say. An artist
            "unknown (...)" is the source's last resort: tags and album come before it.
        source: the collection's name.

    Raises:
        ManifestError: nothing was found, or an id stands twice.
    """
    listed = list(found)
    _refuse_useless(listed, source)
    missing = [track for track in listed if not track.path.is_file()]
    tracks = [_completed(track, source) for track in listed if track.path.is_file()]
    labelled = tuple(replace(track, genre=_genre(track.genre)) for track in tracks)
    problems = tuple(
        Problem(track.id, str(track.path), "There is no such file. Correct its path.")
        for track in missing
    )
    return Adopted(labelled, problems, _notes(tracks, labelled))


def write_manifest(tracks: Sequence[LabelledTrack], path: Path) -> None:
    """Write the manifest that :func:`trainer.manifest.read_manifest` reads.

    Raises:
        DiskError: it cannot be written.
    """
    lines = io.StringIO()
    table = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    table.writeheader()
    for track in tracks:
        cells = {name: _cell(getattr(track, name)) for name in COLUMNS[1:]}
        table.writerow(cells | {"path": _relative(track.path, path.absolute().parent)})
    write_whole(path, lines.getvalue().encode())


def _cell(value: str | float | bool | None) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)


def _completed(track: LabelledTrack, source: str) -> LabelledTrack:
    known = track.artist and not track.artist.startswith(_UNKNOWN)
    if known and track.title and track.album:
        return replace(track, source=track.source or source)
    tags = read_tags(track.path)
    album = track.album or tags.album
    last_resort = f"{_UNKNOWN}{album})" if album else track.artist or f"{_UNKNOWN}{source})"
    return replace(
        track,
        artist=track.artist if known else tags.artist or last_resort,
        title=track.title or tags.title,
        album=album,
        source=track.source or source,
    )


def _genre(label: str) -> str:
    named = read_claim(label).genre if label else None
    return named.name if named else ""


def _notes(before: Sequence[LabelledTrack], after: Sequence[LabelledTrack]) -> tuple[str, ...]:
    notes = []
    unknown = [track.artist for track in after if track.artist.startswith(_UNKNOWN)]
    if unknown:
        notes.append(
            f"{len(unknown)} of {len(after)} recordings name no artist; they count as "
            f"{len(set(unknown))} unknown artists, one an album, folder or source, each of which "
            "stays on one side of every split. Add a column artist, or tags, for a finer split."
        )
    strange = sorted(
        {b.genre for b, a in zip(before, after, strict=True) if b.genre and not a.genre}
    )
    if strange:
        notes.append(
            f"No genre of the tree is called {', '.join(strange)}; these recordings are listed "
            "without a label, and no recipe trains on them. Rename the label or the folder."
        )
    return tuple(notes)


def _refuse_useless(tracks: Sequence[LabelledTrack], source: str) -> None:
    if not tracks:
        raise ManifestError(f"{source} holds no recordings. Give a folder or a table of some.")
    seen: set[str] = set()
    for track in tracks:
        if track.id in seen:
            raise ManifestError(f"The id {track.id!r} stands twice in {source}. Make it unique.")
        seen.add(track.id)


def _relative(path: Path, folder: Path) -> str:
    absolute = path.absolute()
    inside = absolute.is_relative_to(folder)
    return (absolute.relative_to(folder) if inside else absolute).as_posix()
