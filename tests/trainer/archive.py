"""A Free Music Archive for tests: its genre tree, tracks.csv with three header rows, and a zip."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from genre_core.genres import GENRES
from trainer.fma.metadata import FmaTrack, Metadata
from trainer.fma.tree import GenreTree, TreeGenre

CHIP_MUSIC, COMPILATION, TECHNO, SPACE_ROCK, INSTRUMENTAL, SPOKEN = 297, 538, 181, 113, 1235, 20
BLACK_METAL = 167

IDS = {genre.name: genre.fma_id for genre in GENRES}

_OTHERS = {
    CHIP_MUSIC: TreeGenre("Chip Music", 15, 2208),
    COMPILATION: TreeGenre("Compilation", 18, 338),
    TECHNO: TreeGenre("Techno", 15, 2140),
    SPACE_ROCK: TreeGenre("Space-Rock", 26, 484),
    INSTRUMENTAL: TreeGenre("Instrumental", 0, 14938),
    SPOKEN: TreeGenre("Spoken", 0, 1876),
    BLACK_METAL: TreeGenre("Black-Metal", 31, 152),
}

_BY_TITLE = {genre.lineage[-1]: genre.fma_id for genre in GENRES} | {
    genre.title: number for number, genre in _OTHERS.items()
}
_COUNTS = {"Rock": 32923, "Punk": 9261, "Metal": 1498, "Electronic": 34413}

TREE = GenreTree(
    _OTHERS
    | {
        genre.fma_id: TreeGenre(
            genre.lineage[-1],
            _BY_TITLE[genre.lineage[-2]] if genre.depth else 0,
            _COUNTS.get(genre.name, 2000),
        )
        for genre in GENRES
    }
)

FIELDS = (
    "album/comments", "album/id", "album/title", "artist/bio", "artist/id", "artist/name",
    "set/split", "set/subset", "track/bit_rate", "track/duration", "track/genre_top",
    "track/genres", "track/genres_all", "track/license", "track/title",
)  # fmt: skip

BIO = 'She said "no",\n\nthen sang.'


def tags(*names: str | int) -> tuple[int, ...]:
    """The archive's ids of genres given by our names or by number."""
    return tuple(IDS[name] if isinstance(name, str) else name for name in names)


def fma_track(number: int, *names: str | int, artist: str = "", album: str = "") -> FmaTrack:
    """A track of 200 s under a Creative Commons licence, by an artist of its own."""
    return FmaTrack(
        number,
        tags(*names),
        title=f"Title {number}",
        artist=artist or f"Artist {number}",
        album=album,
        licence="Attribution",
        seconds=200,
    )


def metadata(tracks: Iterable[FmaTrack], detailed: bool = True) -> Metadata:
    return Metadata(tuple(tracks), TREE, detailed)


def row(number: int | str, **cells: str) -> dict[str, str]:
    """A line of tracks.csv; ``cells`` are named "artist__name"."""
    given = {name.replace("__", "/"): text for name, text in cells.items()}
    plain = {
        "artist/bio": BIO, "artist/name": f"Artist {number}", "set/split": "training",
        "set/subset": "large", "track/duration": "200", "track/genres": "[12]",
        "track/license": "Attribution", "track/title": f"Title {number}",
    }  # fmt: skip
    return {"track_id": str(number)} | plain | given


def tracks_csv(rows: Sequence[dict[str, str]], fields: Sequence[str] = FIELDS) -> str:
    """The text of tracks.csv in the archive's own layout."""
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(["", *(field.partition("/")[0] for field in fields)])
    lines.writerow(["", *(field.partition("/")[2] for field in fields)])
    lines.writerow(["track_id", *("" for _ in fields)])
    lines.writerows([line["track_id"], *(line.get(field, "") for field in fields)] for line in rows)
    return file.getvalue()


def echonest_csv(moods: Mapping[int | str, tuple[str, str]]) -> str:
    """The text of echonest.csv, {track: (valence, energy)}, in the archive's own layout."""
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\n")
    fields = ("acousticness", "energy", "valence", "artist_name")
    lines.writerow(["", *("echonest" for _ in fields)])
    lines.writerow(["", "audio_features", "audio_features", "audio_features", "metadata"])
    lines.writerow(["", *fields])
    lines.writerow(["track_id", *("" for _ in fields)])
    lines.writerows([n, "0.5", energy, valence, "NA"] for n, (valence, energy) in moods.items())
    return file.getvalue()


def genres_csv(tree: GenreTree = TREE) -> str:
    lines = [f"{n},{g.tracks},{g.parent},{g.title},0" for n, g in sorted(tree.genres.items())]
    return "\n".join(["genre_id,#tracks,parent,title,top_level", *lines]) + "\n"


def write_archive(folder: Path, tracks: str, **others: str) -> Path:
    """A folder with tracks.csv, genres.csv and other tables, given by stem."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in ({"genres": genres_csv(), "tracks": tracks} | others).items():
        (folder / f"{stem}.csv").write_text(text, "utf-8")
    return folder


def zipped(folder: Path) -> Path:
    """The folder's tables as fma_metadata.zip beside it."""
    path = folder.with_name("fma_metadata.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in sorted(folder.glob("*.csv")):
            archive.write(table, f"fma_metadata/{table.name}")
    return path
