"""The archive's own genre tree, and where our twenty genres lie in it.

``genres.csv`` has a line a genre: genre_id, #tracks, parent (0 for a root), title, top_level.
The twenty genres and their lineages stand in :mod:`genre_core.genres`; a table that tells
another story is refused, since every label would silently mean something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from genre_core.genres import GENRES, Genre
from trainer.errors import ManifestError
from trainer.fma.tables import read_table

TABLE = "genres.csv"

_OURS = {genre.fma_id: genre for genre in GENRES}


@dataclass(frozen=True, slots=True)
class TreeGenre:
    """One genre of the archive.

    Attributes:
        title: as the archive spells it.
        parent: id of the genre above, 0 for a root.
        tracks: how many tracks of the archive carry it; grows with nothing but the archive.
    """

    title: str
    parent: int
    tracks: int


@dataclass(frozen=True)
class GenreTree:
    """All genres of the archive by id, > 0.

    Raises:
        ManifestError: a parent is missing, the tree runs in a circle, or one of the twenty
            genres is absent or hangs elsewhere than in :mod:`genre_core.genres`.
    """

    genres: Mapping[int, TreeGenre]

    def __post_init__(self) -> None:
        """Check every lineage, and those of the twenty against ours."""
        for number in self.genres:
            self.lineage(number)
        for genre in GENRES:
            known = genre.fma_id in self.genres
            titles = self.titles(self.lineage(genre.fma_id)) if known else ()
            if titles != genre.lineage:
                raise ManifestError(
                    f"{TABLE} puts genre {genre.fma_id} at {' > '.join(titles) or 'no place'}; "
                    f"{genre.name} is {' > '.join(genre.lineage)}. Use the archive's own table."
                )

    def lineage(self, number: int) -> tuple[int, ...]:
        """Return the ids from the root down to a genre, itself last.

        Raises:
            ManifestError: the tree does not know it or one above it, or runs in a circle.
        """
        line = [number]
        while line[0]:
            if line[0] not in self.genres:
                raise ManifestError(
                    f"{TABLE} has no genre {line[0]}, which genre or track tag {number} needs. "
                    "Use the tables of one and the same fma_metadata.zip."
                )
            parent = self.genres[line[0]].parent
            if parent in line:
                raise ManifestError(
                    f"In {TABLE} genre {parent} lies below itself. Mend its parent."
                )
            line.insert(0, parent)
        return tuple(line[1:])

    def titles(self, numbers: tuple[int, ...]) -> tuple[str, ...]:
        """Return the archive's spelling of genres."""
        return tuple(self.genres[number].title for number in numbers)

    def nearest(self, number: int) -> Genre | None:
        """Return the genre itself where it is one of the twenty, else the nearest above it.

        Raises:
            ManifestError: the tree does not know it.
        """
        return self._nearest[number] if number in self._nearest else self._climb(number)

    def is_between(self, number: int) -> bool:
        """Whether a genre is none of the twenty, but lies below one of them and above another."""
        return number in self._between

    @cached_property
    def _nearest(self) -> dict[int, Genre | None]:
        return {number: self._climb(number) for number in self.genres}

    @cached_property
    def _between(self) -> frozenset[int]:
        above = {number for genre in GENRES for number in self.lineage(genre.fma_id)}
        return frozenset(n for n in above - _OURS.keys() if self.nearest(n) is not None)

    def _climb(self, number: int) -> Genre | None:
        above = (_OURS[n] for n in reversed(self.lineage(number)) if n in _OURS)
        return next(above, None)

    def tracks(self, genre: Genre) -> int:
        """Return how many tracks of the archive carry one of the twenty genres."""
        return self.genres[genre.fma_id].tracks


def read_tree(home: Path, name: str = TABLE) -> GenreTree:
    """Read the genre tree out of a folder or fma_metadata.zip.

    Raises:
        ManifestError: the table is missing, damaged, names a genre twice or is not the archive's.
    """
    frame = read_table(home, name, ("genre_id", "#tracks", "parent", "title"))
    genres: dict[int, TreeGenre] = {}
    for row in zip(*(frame[column].tolist() for column in frame.columns), strict=True):
        if not all(cell.isdecimal() for cell in row[:3]):
            raise ManifestError(
                f"{name} has the line {', '.join(row)}; genre_id, #tracks and parent are whole "
                "numbers. Mend it or fetch the table again."
            )
        number = int(row[0])
        if number in genres:
            raise ManifestError(f"The genre {number} stands twice in {name}. Keep one of them.")
        genres[number] = TreeGenre(row[3], int(row[2]), int(row[1]))
    return GenreTree(genres)
