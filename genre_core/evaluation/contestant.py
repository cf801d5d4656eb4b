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
from genre_core.genres import find
from genre_core.outcomes import Outcome, Scope
from genre_core.verdict import examine

EVALUATION = "evaluation.parquet"
LOOSEST = 0.2
"""The largest alpha that a listener is offered: what cannot be tested at it never can be."""
_ROW_TOLERANCE = 1e-5  # rows may have been computed in float32
_SAME = 1e-12  # two machines may round differently; two tracks differ by far more
# What pandas and pyarrow raise for a file that is no Parquet, broken, or lacks a column.
_DAMAGE = (OSError, ValueError, KeyError, TypeError, RuntimeError)


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """What a model makes of the honest claims of n tracks; each bool (n,).

    Attributes:
        testable: whether an upload's same claim can be tested at :data:`LOOSEST`.
        tested: whether it can be at alpha.
        judged: whether the track's own claim could be at alpha, the track itself taken out of
            the calibration.
        flagged: whether that was flagged; no claim is that could not be tested.
    """

    testable: NDArray[np.bool_]
    tested: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    flagged: NDArray[np.bool_]


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

    def claims(self, alpha: float) -> Claims:
        """Return what the model makes of each track's honest claim, by its own calibration.

        Where that comes from a cross-validation its tracks are test rows, too; such a row is
        taken out before it is judged, since of 22 tracks of which it is one itself no track
        could be flagged at 0.05.
        """
        chances, genres = self.chances(self.genres), list(self.rows["genre"])
        findings = [
            examine(row, find(genre), self.calibration_without(row, genre))
            for row, genre in zip(chances, genres, strict=True)
        ]
        # What can be tested is a matter of numbers: any row tells.
        whole = {name: examine(chances[0], find(name), self.calibration) for name in self.genres}
        return Claims(
            testable=np.array([whole[name].scope(LOOSEST) is not Scope.NONE for name in genres]),
            tested=np.array([whole[name].scope(alpha) is not Scope.NONE for name in genres]),
            judged=np.array([each.scope(alpha) is not Scope.NONE for each in findings]),
            flagged=np.array([each.outcome(alpha) is Outcome.MISMATCH for each in findings]),
        )

    def calibration_without(self, row: NDArray[np.float64], genre: str) -> Calibration:
        """Return the calibration less the track of this genre and these probabilities, (K,).

        In a cross-validation the test tracks are calibration tracks, too; with one split there
        is no such track, and the calibration is returned as it is.
        """
        known = self.calibration
        near = np.all(np.abs(known.probabilities - row) <= _SAME, axis=1)
        same = np.flatnonzero(near & (known.labels == known.genres.index(genre)))[:1]
        if not len(same):
            return known
        return replace(
            known,
            labels=np.delete(known.labels, same),
            probabilities=np.delete(known.probabilities, same, axis=0),
        )


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
