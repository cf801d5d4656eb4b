"""How a model's tracks were dealt: what was asked, in which fold, and what claims are held against.

Read from the test answers and the calibration; how many tracks were trained on stands in the card.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet

from genre_core.evaluation.contestant import EVALUATION, Contestant

FOLD = "fold"


@dataclass(frozen=True, slots=True)
class GenreDeal:
    """The tracks of one genre.

    Attributes:
        genre: its name; "" for all genres.
        tracks, artists: of the test.
        folds: tracks in each fold; empty where there was one split.
        calibration: tracks, one an artist, that claims are held against.
    """

    genre: str
    tracks: int
    artists: int
    folds: tuple[int, ...]
    calibration: int


@dataclass(frozen=True, slots=True)
class Deal:
    """The tracks of every genre, and of all together; ``folds`` is 0 where there was one split."""

    genres: tuple[GenreDeal, ...]
    whole: GenreDeal
    folds: int


def read_folds(folder: Path) -> pd.Series | None:
    """Return the fold of each test track by its id; None where there was one split.

    The folder's answers must have been read and checked before, see
    :func:`genre_core.evaluation.contestant.read_contestant`.
    """
    path = folder / EVALUATION
    if FOLD not in pyarrow.parquet.read_schema(path).names:
        return None
    return pd.read_parquet(path, columns=["id", FOLD]).set_index("id")[FOLD]


def deal(model: Contestant, folds: pd.Series | None) -> Deal:
    """Count a model's tracks; ``folds`` as :func:`read_folds` returns them."""
    rows = model.rows
    names = [] if folds is None else sorted(folds.unique())
    fold_of = None if folds is None else folds.reindex(rows.index)

    def count(genre: str, place: int | None) -> GenreDeal:
        own = rows["genre"] == genre if genre else pd.Series(True, rows.index)
        known = model.calibration.labels
        return GenreDeal(
            genre,
            int(own.sum()),
            int(rows.loc[own, "artist"].nunique()),
            tuple(int((fold_of[own] == name).sum()) for name in names)
            if fold_of is not None
            else (),
            len(known) if place is None else int((known == place).sum()),
        )

    genres = tuple(count(genre, place) for place, genre in enumerate(model.genres))
    return Deal(genres, count("", None), len(names))
