"""A model's answers to its test tracks, read from its folder and checked, for comparing models.

``evaluation.parquet`` has a row a test track, none of which the model was trained on: id,
artist, genre (its label) and a probability a genre, ``p_GENRE``, after temperature. Other columns
are for credits and are left unread.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.calibration import Calibration, load_calibration
from genre_core.card import MEND, ModelCard, read_card, verify_files
from genre_core.classifier import CALIBRATION
from genre_core.errors import ModelError

EVALUATION = "evaluation.parquet"
_ROW_TOLERANCE = 1e-5  # rows may have been computed in float32
# What pandas and pyarrow raise for a file that is no Parquet, broken, or lacks a column.
_DAMAGE = (OSError, ValueError, KeyError, TypeError, RuntimeError)


@dataclass(frozen=True, slots=True, eq=False)
class Contestant:
    """A model's answers to its test tracks.

    Attributes:
        title: name and version, for people.
        genres: K genres.
        rows: a row a track, indexed by its unique id: artist, genre and ``p_GENRE``.
        calibration: of the same model, with the same genres in the same order.
    """

    title: str
    genres: tuple[str, ...]
    rows: pd.DataFrame
    calibration: Calibration

    def chances(self, genres: Sequence[str]) -> NDArray[np.float64]:
        """Return the probabilities (n, K) of the genres in this order."""
        return self.rows[_columns(genres)].to_numpy(np.float64)

    def labels(self, genres: Sequence[str]) -> NDArray[np.int64]:
        """Return the index (n,) of each track's label among the genres."""
        index = {genre: place for place, genre in enumerate(genres)}
        return np.array([index[genre] for genre in self.rows["genre"]], dtype=np.int64)

    def only(self, ids: Sequence[str]) -> "Contestant":
        """Return the same with these tracks alone, in this order."""
        return replace(self, rows=self.rows.loc[list(ids)])

    def shared(self, other: "Contestant") -> list[str]:
        """Return the ids of the tracks of both, under one label, sorted."""
        both = self.rows.index.intersection(other.rows.index)
        same = self.rows.loc[both, "genre"] == other.rows.loc[both, "genre"]
        return sorted(both[same.to_numpy(bool)])


def read_contestant(folder: Path) -> Contestant:
    """Read a model's answers from its folder.

    Raises:
        ModelError: card, answers or calibration are missing, damaged, changed since the
            export, or not of one model.
    """
    card = read_card(folder)
    verify_files(card, folder)
    calibration = load_calibration(folder / CALIBRATION)
    if calibration.genres != card.genres:
        raise ModelError(
            f"The calibration of {card.name} is for {calibration.genres}, its card for "
            f"{card.genres}. {MEND}"
        )
    return Contestant(
        f"{card.name} {card.version}", card.genres, _read_rows(card, folder), calibration
    )


def majority(model: Contestant) -> Contestant:
    """Return who answers the model's tracks without listening: each genre's share of them.

    Its guess is always the commonest genre; it flags nothing, since to it all tracks are alike.
    """
    labels = model.labels(model.genres)
    shares = np.bincount(labels, minlength=len(model.genres)) / len(labels)
    known = model.calibration
    return Contestant(
        title=f"always {model.genres[int(shares.argmax())]}",
        genres=model.genres,
        rows=model.rows.assign(**dict(zip(_columns(model.genres), shares, strict=True))),
        calibration=replace(
            known, probabilities=np.tile(shares, (len(known.labels), 1)), temperature=1.0
        ),
    )


def _columns(genres: Sequence[str]) -> list[str]:
    return [f"p_{genre}" for genre in genres]


def _read_rows(card: ModelCard, folder: Path) -> pd.DataFrame:
    wanted = ["id", "artist", "genre", *_columns(card.genres)]
    try:
        rows = pd.read_parquet(folder / EVALUATION, columns=wanted)
        chances = rows[_columns(card.genres)].to_numpy(np.float64)
    except FileNotFoundError as error:
        raise ModelError(
            f"The model {card.name} has no {EVALUATION}: its test answers are unknown and it "
            "cannot be compared. Run the trainer's steps `evaluate` and `export`."
        ) from error
    except _DAMAGE as error:
        raise _damaged(card.name, str(error)) from error
    if not len(rows) or not rows["id"].is_unique or rows[["id", "artist"]].isna().any(axis=None):
        raise _damaged(card.name, f"{len(rows)} rows; each needs an artist and an id of its own")
    strange = sorted({str(genre) for genre in rows["genre"]} - set(card.genres))
    if strange:
        raise _damaged(card.name, f"the labels {', '.join(strange)} are no genres of its card")
    # Written so that a NaN is a fault.
    whole = np.all(chances >= 0) and np.all(np.abs(chances.sum(axis=1) - 1) <= _ROW_TOLERANCE)
    if not whole:
        raise _damaged(card.name, "a row of probabilities is negative, unknown or not of sum 1")
    return rows.set_index("id")


def _damaged(name: str, why: str) -> ModelError:
    return ModelError(f"The {EVALUATION} of {name} cannot be used: {why}. {MEND}")
