"""Evaluations of any size, as answers and as the folder of a model, for the page of confusions."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.calibration import Calibration, save_calibration
from genre_core.card import file_hash, write_card
from genre_core.classifier import CALIBRATION
from genre_core.conformal import probabilities
from genre_core.evaluation.answers import Answers, answers_of
from genre_core.evaluation.contestant import EVALUATION, Contestant
from genre_core.genres import GENRES
from tests.models import tiny_card

NAMES = tuple(genre.name for genre in GENRES)


def calibration_without(model: Contestant, row: NDArray[np.float64], genre: str) -> Calibration:
    """The calibration less the track of this genre and these probabilities, where it is there.

    The slow definition of what own_findings leaves out for each track.
    """
    known = model.calibration
    near = np.all(np.abs(known.probabilities - row) <= 1e-12, axis=1)
    same = np.flatnonzero(near & (known.labels == known.genres.index(genre)))[:1]
    return replace(
        known,
        labels=np.delete(known.labels, same),
        probabilities=np.delete(known.probabilities, same, axis=0),
    )


def chances_of(labels: NDArray[np.int64], k: int, seed: int, skill: float) -> NDArray[np.float64]:
    """Probabilities (n, k): noise, and ``skill`` for the true genre."""
    logits = np.random.default_rng(seed).normal(size=(len(labels), k)) * 1.5
    logits[np.arange(len(labels)), labels] += skill
    return probabilities(logits, 1.0)


def evaluation_rows(tracks: int, genres: tuple[str, ...], seed: int = 440) -> pd.DataFrame:
    """Rows of an evaluation with credits: some six tracks an artist, genres by lot."""
    chance = np.random.default_rng(seed)
    labels = chance.integers(0, len(genres), tracks)
    chances = chances_of(labels, len(genres), seed, 1.5)
    columns = {
        "id": [f"fma-{number:06}" for number in range(tracks)],
        "artist": [f"artist {n}" for n in chance.integers(0, max(1, tracks // 6), tracks)],
        "title": [f"title {number}" for number in range(tracks)],
        "licence": "CC BY 4.0",
        "link": [f"https://example.org/{number}" for number in range(tracks)],
        "genre": np.array(genres)[labels],
    }
    named = {f"p_{genre}": chances[:, place] for place, genre in enumerate(genres)}
    return pd.DataFrame(columns | named)


def contestant_of(rows: pd.DataFrame, genres: tuple[str, ...]) -> Contestant:
    """The rows' contestant; every third row is a calibration track itself."""
    return Contestant("made 1", genres, rows.set_index("id"), _calibration(rows[::3], genres))


def made_answers(tracks: int, genres: tuple[str, ...] = NAMES, seed: int = 440) -> Answers:
    """Answers to made-up tracks."""
    rows = evaluation_rows(tracks, genres, seed)
    return answers_of(contestant_of(rows, genres), rows)


def write_evaluation(folder: Path, rows: pd.DataFrame, genres: tuple[str, ...]) -> Path:
    """Write a model folder with these answers, without a network, and return it."""
    folder.mkdir(parents=True)
    rows.to_parquet(folder / EVALUATION)
    save_calibration(folder / CALIBRATION, _calibration(rows[::3], genres))
    hashes = {name: file_hash(folder / name) for name in (EVALUATION, CALIBRATION)}
    write_card(replace(tiny_card(hashes), name=folder.name, genres=genres), folder)
    return folder


def _calibration(rows: pd.DataFrame, genres: tuple[str, ...]) -> Calibration:
    chances = rows[[f"p_{genre}" for genre in genres]].to_numpy(np.float64)
    chances = np.nan_to_num(chances, nan=1 / len(genres))
    labels = np.array([genres.index(genre) for genre in rows["genre"]], np.int64)
    return Calibration(genres, 1.0, labels, chances)
