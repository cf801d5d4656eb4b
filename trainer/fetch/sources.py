"""Recordings on this disk, as people keep them, each kind read into the trainer's rows.

::

    an FMA tree         fma_large/000/000002.mp3, with fma_metadata/ or its zip beside it or not
    an audiofolder      metadata.csv, .jsonl or .parquet with a column file_name, at the top or
                        in each folder (Hugging Face datasets)
    folders by genre    Punk/anything/song.mp3
    a table             CSV, JSONL or Parquet with a path and a label a row

Nothing is copied or moved.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from genre_core.genres import GENRES
from genre_core.inspection import EXTENSIONS
from trainer.errors import ManifestError
from trainer.fetch.labelled import Adopted, adopt
from trainer.fetch.published import METADATA
from trainer.fma.files import manifest_id
from trainer.fma.metadata import TRACKS, FmaTrack, read_metadata
from trainer.fma.tables import has_table
from trainer.manifest import LabelledTrack, annotated
from trainer.tables import SUFFIXES, Row, Table, read_table

_PATH = ("path", "file_name", "filename", "file")
_GENRE = ("genre", "label", "genre_top")
_FMA_CLIP = re.compile(r"\d{3}/(\d{6})\.mp3")
_BY_ID = {genre.fma_id: genre.name for genre in GENRES}
_AUDIOFOLDER = [f"metadata{suffix}" for suffix in SUFFIXES]


def read_source(source: Path) -> Adopted:
    """Read recordings of any of the four kinds, told apart by what lies there.

    Args:
        source: a folder or a table.

    Raises:
        ManifestError: there is nothing, or nothing that can be used.
    """
    if source.is_file():
        return adopt(_of_table(read_table(source), source.parent), source.stem)
    if not source.is_dir():
        raise ManifestError(f"There is no {source}. Give a folder of recordings or a table.")
    readers: tuple[Callable[[Path], Iterator[LabelledTrack]], ...]
    readers = (_of_audiofolder, _of_fma_tree, _of_genre_folders)
    for reader in readers:
        found = list(reader(source))
        if found:
            return adopt(found, source.resolve().name)
    raise ManifestError(
        f"{source} holds no recordings in folders named after genres, no FMA tree and no "
        f"{_AUDIOFOLDER[0]}. Sort the recordings into folders, or write a table with the columns "
        "path, artist and genre."
    )


def _of_table(table: Table, base: Path) -> Iterator[LabelledTrack]:
    table.require(_PATH, _GENRE)
    for row in table.rows:
        name = row.first(*_PATH)
        if not name:
            raise ManifestError(f"Row {row.number} of {table.path} names no file. Fill it in.")
        yield _of_row(row, table.path.parent / name, base)


def _of_row(row: Row, path: Path, base: Path) -> LabelledTrack:
    track = LabelledTrack(
        id=row.first("id", "track_id") or _below(path, base),
        path=path,
        artist=row.first("artist", "artist_name"),
        genre=row.first(*_GENRE),
        title=row.first("title"),
        album=row.first("album"),
        source=row.first("source"),
        licence=row.first("licence", "license"),
        link=row.first("link", "url"),
    )
    return annotated(track, row)


def _of_audiofolder(folder: Path) -> Iterator[LabelledTrack]:
    for table in sorted(path for name in _AUDIOFOLDER for path in folder.rglob(name)):
        read = read_table(table)
        # Other tools write a metadata.csv as well; the column is what makes it an audiofolder.
        if "file_name" in read.columns:
            yield from _of_table(read, folder)


def _of_fma_tree(folder: Path) -> Iterator[LabelledTrack]:
    clips = sorted(path for path in folder.rglob("*.mp3") if _FMA_CLIP.fullmatch(_last_two(path)))
    known = {track.id: track for track in _fma_tracks(folder)} if clips else {}
    for path in clips:
        number = int(path.stem)
        track = known.get(number, FmaTrack(number, ()))
        yield LabelledTrack(
            id=manifest_id(number),
            path=path,
            artist=track.artist,
            # The rule of the contest behind the seed; ``curate`` chooses with more care.
            genre=next((_BY_ID[tag] for tag in track.genres if tag in _BY_ID), ""),
            title=track.title,
            album=track.album,
            licence=track.licence,
            link=track.link,
            split=track.split,
            album_id=track.album_id,
            valence=track.mood.valence if track.mood else None,
            energy=track.mood.energy if track.mood else None,
        )


def _fma_tracks(folder: Path) -> tuple[FmaTrack, ...]:
    """What the metadata say, where they lie in the folder or beside it."""
    for place in (folder, folder.absolute().parent):
        for home in (place, place / f"{METADATA.name}.zip"):
            if home.exists() and has_table(home, TRACKS):
                return read_metadata(home).tracks
    return ()


def _of_genre_folders(folder: Path) -> Iterator[LabelledTrack]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if len(parts) < 2 or hidden or path.suffix.lower() not in EXTENSIONS:
            continue
        # Below a genre's folder people keep one folder an artist or album.
        nearest = f"unknown ({'/'.join(parts[:-1])})" if len(parts) > 2 else ""
        yield LabelledTrack(id="/".join(parts), path=path, artist=nearest, genre=parts[0])


def _below(path: Path, base: Path) -> str:
    inside = path.is_relative_to(base)
    return (path.relative_to(base) if inside else path).as_posix()


def _last_two(path: Path) -> str:
    return "/".join(path.parts[-2:])
