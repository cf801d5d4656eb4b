"""What the archive says of each track.

Two tables tell it. ``tracks.csv`` of fma_metadata.zip knows everything: tags, title, artist,
album, licence, duration, official split and subset. ``track_genres.csv`` (track_id, genres,
genres_all) knows the tags alone; artists, licences and durations are then unknown, and
:attr:`Metadata.detailed` says so. The link to a track's page stands in ``raw_tracks.csv``, its
mood in ``echonest.csv``, where those are at hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from trainer.errors import ManifestError
from trainer.fma.cells import read_number, read_split, read_tags
from trainer.fma.moods import read_moods
from trainer.fma.tables import has_table, read_table
from trainer.fma.tree import TABLE, GenreTree, read_tree
from trainer.mood import Mood

TRACKS = "tracks.csv"
LINKS = "raw_tracks.csv"

_COLUMNS = (
    "track_id", "track/genres", "track/title", "artist/name", "album/title", "album/id",
    "track/license", "track/duration", "set/split", "set/subset",
)  # fmt: skip


class Subset(StrEnum):
    """The archive's nested subsets; each lies in the archive fma_NAME.zip."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    def holds(self, other: "Subset") -> bool:
        """Whether a track of the subset ``other`` is part of this one, too."""
        order = tuple(Subset)
        return order.index(other) <= order.index(self)


@dataclass(frozen=True, slots=True)
class FmaTrack:
    """One track of the archive; texts are empty where nothing is known.

    Attributes:
        id: the archive's number, > 0.
        genres: ids of the tags that the artist chose, in the table's order, without ancestors
            that the artist did not choose.
        seconds: length of the whole track in s, or None; clips are 30 s out of its middle.
        split: "train", "validation", "test" of the official split, or empty.
        subset: the smallest subset that holds it.
        mood: as the Echo Nest estimated it, or None.
    """

    id: int
    genres: tuple[int, ...]
    title: str = ""
    artist: str = ""
    album: str = ""
    album_id: str = ""
    licence: str = ""
    seconds: int | None = None
    split: str = ""
    subset: Subset = Subset.LARGE
    link: str = ""
    mood: Mood | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """The tracks, and how much is known of them.

    Attributes:
        tracks: in the table's order.
        tree: the archive's genres, or None where genres.csv was not at hand.
        detailed: whether artists, albums, licences and durations are known.
        subsets: the smallest subset that the table can tell from the whole.

    Raises:
        ManifestError: an id stands twice.
    """

    tracks: tuple[FmaTrack, ...]
    tree: GenreTree | None
    detailed: bool
    subsets: Subset = Subset.SMALL

    def __post_init__(self) -> None:
        """Refuse ids that stand twice."""
        seen: set[int] = set()
        for track in self.tracks:
            if track.id in seen:
                raise ManifestError(
                    f"The track {track.id} stands twice in the table. Keep one of its rows."
                )
            seen.add(track.id)


def read_metadata(home: Path) -> Metadata:
    """Read tracks.csv, genres.csv and, where present, the links and moods of two other tables.

    Args:
        home: fma_metadata.zip, or the folder it was unpacked in.

    Raises:
        ManifestError: a table is missing, damaged, lacks a column or contradicts itself.
    """
    frame = read_table(home, TRACKS, _COLUMNS, levels=2)
    links = _read_links(home)
    rows = zip(*(frame[column].tolist() for column in _COLUMNS), strict=True)
    moods = read_moods(home)
    tracks = tuple(replace(_track(row, links), mood=moods.get(row[0])) for row in rows)
    return Metadata(tracks, read_tree(home), detailed=True)


def read_track_genres(table: Path, tree: Path | None, medium: Path | None = None) -> Metadata:
    """Read a table that knows the tags alone.

    Args:
        table: CSV with the columns track_id and genres.
        tree: genres.csv; by default the one beside the table, where there is one.
        medium: CSV with track_id and split of the tracks in fma_medium, where at hand.

    Raises:
        ManifestError: a table is missing, damaged, lacks a column or contradicts itself.
    """
    rows = _read_pairs(table, "genres")
    tracks = tuple(
        FmaTrack(read_number(cell, table.name), read_tags(text, cell, table.name))
        for cell, text in rows
    )
    if medium is not None:
        splits = {read_number(cell, medium.name): read_split(name, cell)
                  for cell, name in _read_pairs(medium, "split")}  # fmt: skip
        tracks = tuple(_in_medium(track, splits) for track in tracks)
    path = tree or (table.parent / TABLE)
    known = read_tree(path.parent, path.name) if tree or path.is_file() else None
    return Metadata(tracks, known, False, Subset.LARGE if medium is None else Subset.MEDIUM)


def _read_pairs(table: Path, column: str) -> Iterable[tuple[str, str]]:
    if not table.is_file():
        raise ManifestError(f"There is no table {table}. Give the path of a CSV file.")
    frame = read_table(table.parent, table.name, ("track_id", column))
    return zip(frame["track_id"].tolist(), frame[column].tolist(), strict=True)


def _in_medium(track: FmaTrack, splits: Mapping[int, str]) -> FmaTrack:
    if track.id not in splits:
        return track
    return replace(track, subset=Subset.MEDIUM, split=splits[track.id])


def _track(row: tuple[str, ...], links: Mapping[str, str]) -> FmaTrack:
    number, tags, title, artist, album, album_id, licence, seconds, split, subset = row
    if subset not in tuple(Subset):
        raise ManifestError(
            f"{TRACKS} puts track {number} into the subset {subset!r}; it is one of "
            f"{', '.join(Subset)}. Mend the row or fetch the table again."
        )
    return FmaTrack(
        id=read_number(number, TRACKS),
        genres=read_tags(tags, number, TRACKS),
        title=title.strip(),
        artist=artist.strip(),
        album=album.strip(),
        # -1 stands for no album.
        album_id=album_id if album_id.isdecimal() else "",
        licence=licence.strip(),
        seconds=read_number(seconds, TRACKS) if seconds else None,
        split=read_split(split, number),
        subset=Subset(subset),
        link=links.get(number, ""),
    )


def _read_links(home: Path) -> dict[str, str]:
    if not has_table(home, LINKS):
        return {}
    frame = read_table(home, LINKS, ("track_id", "track_url"))
    return dict(zip(frame["track_id"].tolist(), frame["track_url"].tolist(), strict=True))
