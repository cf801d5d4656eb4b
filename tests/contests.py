"""Models that were asked about the same tracks, with a skill that is known: rows and folders."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.calibration import Calibration, save_calibration
from genre_core.card import read_card, write_card
from genre_core.classifier import CALIBRATION
from genre_core.conformal import probabilities
from genre_core.evaluation.contestant import EVALUATION, Contestant
from tests.models import GENRES, sign, write_tiny_model


def answered(
    labels: NDArray[np.int64], skill: float, seed: int, k: int = len(GENRES)
) -> NDArray[np.float64]:
    """Probabilities (n, k): noise, plus ``skill`` for the true genre."""
    logits = np.random.default_rng(seed).normal(size=(len(labels), k))
    logits[np.arange(len(labels)), labels] += skill
    return probabilities(logits, 1.0)


def answer_rows(
    tracks: int, skill: float, seed: int = 1, genres: tuple[str, ...] = GENRES
) -> pd.DataFrame:
    """Rows of an evaluation: two tracks an artist, genres in turn."""
    number = np.arange(tracks)
    labels = number // 2 % len(genres)
    rows = pd.DataFrame(
        {
            "id": [f"t{row:03d}" for row in number],
            "artist": [f"artist {row // 2}" for row in number],
            "title": "untitled",
            "genre": [genres[label] for label in labels],
        }
    )
    chances = answered(labels, skill, seed, len(genres))
    return rows.assign(**{f"p_{genre}": chances[:, i] for i, genre in enumerate(genres)})


def calibration_of(skill: float, genres: tuple[str, ...] = GENRES) -> Calibration:
    """A calibration by the same skill, 60 tracks a genre."""
    labels = np.repeat(np.arange(len(genres)), 60)
    return Calibration(genres, 1.0, labels, answered(labels, skill, 99, len(genres)))


def contestant(
    tracks: int = 200, skill: float = 2.0, seed: int = 1, title: str = "a"
) -> Contestant:
    return Contestant(
        title, GENRES, answer_rows(tracks, skill, seed).set_index("id"), calibration_of(skill)
    )


def write_contestant(
    folder: Path, skill: float = 2.0, tracks: int = 200, version: str = "1", seed: int = 1
) -> Path:
    """Write a model's folder whose answers have this skill; the network itself has none."""
    write_tiny_model(folder)
    answer_rows(tracks, skill, seed).to_parquet(folder / EVALUATION, index=False)
    save_calibration(folder / CALIBRATION, calibration_of(skill))
    return renew(folder, version)


def renew(folder: Path, version: str = "1") -> Path:
    """Sign what is in the folder, so that only what it says can be wrong."""
    sign(folder)
    write_card(replace(read_card(folder), version=version), folder)
    return folder
