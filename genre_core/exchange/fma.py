"""``tracks.csv`` of the Free Music Archive's fma_metadata, known by its three rows of header.

Defferrard et al., "FMA: A Dataset For Music Analysis", ISMIR 2017. An artist's tags are numbers of
the archive's tree, ``genres.csv``, which is read where it lies beside. A tag that is none of the
twenty counts as the one that its title names or else as the nearest above it, and of a genre and
one above it the lower remains: one genre left is the claim. Otherwise the claim is the titles of
all tags, and names none.

A clip is expected where the archive's zips put it, FOLDER/AAA/AAABBB.mp3.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from genre_core.errors import ExchangeError
from genre_core.exchange import cells
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Refused
from genre_core.exchange.places import Place
from genre_core.genres import GENRES, Genre, read_claim

TREE = "genres.csv"

_OURS = {genre.fma_id: genre for genre in GENRES}
_MUTE = {538}  # Compilation says how an album was put together, not how it sounds
_NEEDED = ("track/genres", "track/title", "artist/name", "album/title")
_LEVELS = 3  # rows of header


@dataclass(frozen=True, slots=True)
class _Tree:
    """Titles and parents by number; empty where genres.csv was not at hand."""

    titles: Mapping[int, str] = field(default_factory=dict)
    parents: Mapping[int, int] = field(default_factory=dict)

    def line(self, number: int) -> tuple[int, ...]:
        """Return a genre and all above it, itself first."""
        line: list[int] = []
        while number and number not in line:
            line.append(number)
            number = self.parents.get(number, 0)
        return tuple(line)

    def title(self, number: int) -> str:
        ours = _OURS.get(number)
        return self.titles.get(number) or (ours.name if ours else f"genre {number}")

    def claim(self, numbers: tuple[int, ...]) -> str:
        """Return the one genre of ours that tags come down to, or all their titles."""
        named = {genre for number in numbers if (genre := self._nearest(number))}
        lowest = [genre for genre in named if not any(_above(genre, other) for other in named)]
        return lowest[0].name if len(lowest) == 1 else "; ".join(map(self.title, numbers))

    def _nearest(self, number: int) -> Genre | None:
        if number in _MUTE:
            return None
        # Before what lies above: Chip Music is below Electronic, and means Chiptune.
        titled = read_claim(self.titles.get(number, "")).genre
        above = (_OURS[each] for each in self.line(number) if each in _OURS)
        return _OURS.get(number) or titled or next(above, None)


def _above(genre: Genre, other: Genre) -> bool:
    return genre != other and other.lineage[: len(genre.lineage)] == genre.lineage


def is_fma(path: Path) -> bool:
    """Whether a file begins as the archive's tracks.csv does."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            return "track/genres" in _columns(csv.reader(lines))
    except (UnicodeDecodeError, csv.Error):
        return False


def fma_rows(path: Path, place: Place) -> Iterator[CatalogueRow | Refused]:
    """Return the archive's tracks.

    Raises:
        ExchangeError: at once: a column is missing.
    """
    with path.open(newline="", encoding="utf-8-sig") as lines:
        columns = _columns(csv.reader(lines))
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise ExchangeError(
            f"{path.name} has no column {', '.join(missing)}. Use the archive's own tracks.csv."
        )
    return _rows(path, columns, place)


def _columns(reader: Iterator[list[str]]) -> list[str]:
    groups, names, index = (next(reader, []) for _ in range(_LEVELS))
    if groups[:1] != [""] or names[:1] != [""] or index[:1] != ["track_id"]:
        return []
    return ["track_id", *map("/".join, zip(groups[1:], names[1:], strict=False))]


def _rows(path: Path, columns: list[str], place: Place) -> Iterator[CatalogueRow | Refused]:
    tree = _read_tree(path.with_name(TREE))
    with path.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as lines:
        reader = csv.reader(lines)
        for _ in range(_LEVELS):
            next(reader)
        while True:
            line = reader.line_num + 1
            try:
                row = dict(zip(columns, next(reader), strict=True))
                yield CatalogueRow(line, _track(row, tree, place))
            except StopIteration:
                return
            except (csv.Error, ValueError) as error:
                yield Refused(line, str(error))


def _track(row: Mapping[str, str], tree: _Tree, place: Place) -> CatalogueTrack:
    number = cells.whole(row["track_id"], "track_id")
    if number is None or number <= 0:
        raise ValueError(f"track_id is {row['track_id']!r}, where a number above 0 was needed")
    tags = tuple(int(digits) for digits in re.findall(r"\d+", row["track/genres"]))
    titles = "; ".join(map(tree.title, tags))
    name = f"{number:06}"
    return CatalogueTrack(
        key=f"fma-{name}",
        location=place.located(f"{name[:3]}/{name}.mp3"),
        title=cells.word(row["track/title"], "title"),
        artist=cells.word(row["artist/name"], "artist"),
        album=cells.word(row["album/title"], "album"),
        claimed=tree.claim(tags) or cells.word(row.get("track/genre_top"), "genre_top"),
        tags={"genres": titles} if titles else {},
        duration=cells.seconds(row.get("track/duration"), "duration"),
        plays=cells.whole(row.get("track/listens"), "listens"),
        licence=cells.word(row.get("track/license"), "license"),
        uploaded_at=cells.in_utc(row.get("track/date_created"), "date_created"),
    )


def _read_tree(path: Path) -> _Tree:
    if not path.is_file():
        return _Tree()
    titles: dict[int, str] = {}
    parents: dict[int, int] = {}
    with path.open(newline="", encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            try:
                number = int(row["genre_id"])
                parents[number], titles[number] = int(row["parent"]), row["title"]
            except (KeyError, TypeError, ValueError) as error:
                raise ExchangeError(
                    f"{path} is not the archive's table of genres ({error}). Put the real one "
                    "beside tracks.csv, or take this one away."
                ) from error
    return _Tree(titles, parents)
