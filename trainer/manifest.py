"""The manifest: which recordings are trained on, by whom, and under which label.

A table with one recording a row: CSV with a header, JSONL or Parquet, told apart by the file's
name. Needed columns: path, id, artist, genre. Read where present: title, album, album_id,
source, licence, link, split, valence, energy, mood, confirmed, chosen_by. Other columns do no
harm. What ``curate``, ``fetch adopt`` and ``feedback`` write is such a table. Rows whose genre
the recipe does not use are left out by the recipe.

``path`` is relative to the manifest's own folder, or absolute, as ``fetch adopt`` writes it for
recordings elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from trainer.errors import ManifestError
from trainer.mood import read_degree, read_votes
from trainer.tables import Row, read_table

NEEDED = ("path", "id", "artist", "genre")
BY_MODEL = "model"
"""In the column chosen_by: a model's doubt brought the track before a moderator."""

_FILLED = ("path", "id", "artist")
_SPLITS = {
    "": "",
    "train": "train",
    "training": "train",
    "validation": "validation",
    "test": "test",
}


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
        split: the source's own split: "train", "validation", "test" or empty.
        valence: from 0, unpleasant, to 1, pleasant; None where unknown.
        energy: from 0, calm, to 1, stirring; None where unknown.
        album_id: names the album where titles alone would not ("Live"); may be empty.
        confirmed: whether a moderator vouches for the label.
        chosen_by: how a confirmed track came before the moderator: "chance", "model" or empty.
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
    split: str = ""
    valence: float | None = None
    energy: float | None = None
    album_id: str = ""
    confirmed: bool = False
    chosen_by: str = ""

    @property
    def doubted(self) -> bool:
        """Whether the label was confirmed because a model doubted it: no sample of uploads."""
        return self.confirmed and self.chosen_by == BY_MODEL


def read_manifest(path: Path) -> tuple[LabelledTrack, ...]:
    """Read every row of a manifest.

    Valence and energy are those of their own columns; where a row has neither, those that
    :mod:`trainer.mood` makes of the column mood.

    Raises:
        ManifestError: the file is missing, of another kind, damaged or empty, lacks a needed
            column, has a row without path, id or artist, names an id twice, or has a split or a
            mood that cannot be read.
    """
    if not path.is_file():
        raise ManifestError(
            f"There is no manifest {path}. Give the path of a CSV, JSONL or Parquet file."
        )
    table = read_table(path)
    table.require(*((name,) for name in NEEDED))
    tracks = tuple(_track(row, path) for row in table.rows)
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


def _track(row: Row, manifest: Path) -> LabelledTrack:
    lacking = [name for name in _FILLED if not row.first(name)]
    if lacking:
        raise ManifestError(
            f"Row {row.number} of {manifest.name} lacks its {' and '.join(lacking)}. Fill it in: "
            "every recording needs a file, a name, and an artist who stays on one side of a split."
        )
    track = LabelledTrack(
        id=row.first("id"),
        path=manifest.parent / row.first("path"),
        artist=row.first("artist"),
        genre=row.first("genre"),
        title=row.first("title"),
        album=row.first("album"),
        source=row.first("source"),
        licence=row.first("licence"),
        link=row.first("link"),
    )
    return annotated(track, row)


def annotated(track: LabelledTrack, row: Row) -> LabelledTrack:
    """Return a track with what its row says beyond credits: split, mood, album's id, decisions.

    Raises:
        ManifestError: the split is none, or a mood lies outside 0 ... 1.
    """
    valence, energy = _mood(row, track.id)
    return replace(
        track,
        split=_split(row.first("split"), track.id),
        valence=valence,
        energy=energy,
        album_id=row.first("album_id"),
        confirmed=row.first("confirmed").casefold() == "true",
        chosen_by=row.first("chosen_by").casefold(),
    )


def _mood(row: Row, name: str) -> tuple[float | None, float | None]:
    valence = read_degree(row.first("valence"), f"The valence of {name}")
    energy = read_degree(row.first("energy"), f"The energy of {name}")
    if valence is None and energy is None:
        felt = read_votes(row.first("mood"), name)
        return (felt.valence, felt.energy) if felt else (None, None)
    return valence, energy


def _split(word: str, name: str) -> str:
    if word.casefold() not in _SPLITS:
        raise ManifestError(
            f"{name} lies in the split {word!r}; it is train, validation, test or empty. Rename "
            "it, or leave the column split out."
        )
    return _SPLITS[word.casefold()]


def _refuse_duplicates(tracks: tuple[LabelledTrack, ...], path: Path) -> None:
    seen: set[str] = set()
    for track in tracks:
        if track.id in seen:
            raise ManifestError(f"The id {track.id!r} stands twice in {path.name}. Make it unique.")
        seen.add(track.id)
