"""A map of music: each test track a point, tracks alike to a network near one another.

The trainer writes ``map.npz``: principal components of the embeddings that the network which
ships has of the test tracks. Of a model without it the answers are mapped instead, centred logs of
the probabilities (J. Aitchison, "The Statistical Analysis of Compositional Data", 1986): what a
network says, not what it sees. Both are principal components (K. Pearson, 1901), since they are
the same on every machine and an axis has a meaning; distances on the map are part of the whole.
"""

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.card import MEND, ModelCard, verify_files
from genre_core.errors import ModelError

MAP = "map.npz"
_DAMAGE = (OSError, EOFError, KeyError, ValueError, TypeError, RuntimeError, zipfile.BadZipFile)
_TINY = 1e-6  # a probability below it is as good as none, and must not stretch the map


class Mapped(StrEnum):
    """What was mapped."""

    EMBEDDINGS = "embeddings"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True, eq=False)
class MusicMap:
    """n tracks on a plane.

    Attributes:
        ids: (n,) of the tracks.
        points: float64 (n, 2).
        explained: share of all variance along either axis.
        mapped: what was.
        learnt: whether the network had been trained on these very tracks.

    Raises:
        ModelError: these do not fit together, or a point is nowhere.
    """

    ids: tuple[str, ...]
    points: NDArray[np.float64]
    explained: tuple[float, float]
    mapped: Mapped
    learnt: bool

    def __post_init__(self) -> None:
        n = len(self.ids)
        if self.points.shape != (n, 2) or len(set(self.ids)) < n:
            raise ModelError(
                f"A map of {n} tracks, {len(set(self.ids))} of them different, has points of shape "
                f"{self.points.shape}; one point a track was needed. Export the model again."
            )
        if not np.isfinite(self.points).all():
            raise ModelError("A point of the map is no number. Export the model again.")


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The two principal components of n rows: points (n, 2), and their shares of all variance."""

    points: NDArray[np.float64]
    explained: tuple[float, float]


def principal_plane(features: NDArray[np.float64]) -> Plane:
    """Return the first two principal components of features (n, D), n >= 1.

    A component points to where its largest weight is positive, so that it is the same everywhere.
    """
    centred = features - features.mean(axis=0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    axes, spread = axes[:2], spread**2
    turn = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    points = np.zeros((len(features), 2))
    points[:, : len(axes)] = centred @ (axes * turn[:, None]).T
    shares = np.zeros(2)
    shares[: len(axes)] = spread[:2] / spread.sum() if spread.sum() > 0 else 0.0
    return Plane(points, (float(shares[0]), float(shares[1])))


def map_answers(ids: Sequence[str], chances: NDArray[np.float64]) -> MusicMap:
    """Return the map of n tracks by what a model answered, probabilities (n, K)."""
    logs = np.log(np.maximum(chances, _TINY))
    plane = principal_plane(logs - logs.mean(axis=1, keepdims=True))
    return MusicMap(tuple(ids), plane.points, plane.explained, Mapped.ANSWERS, learnt=False)


def map_embeddings(ids: Sequence[str], embeddings: NDArray[np.float32], learnt: bool) -> MusicMap:
    """Return the map of n tracks by the embeddings (n, D) of one network.

    ``learnt`` says whether that network was trained on these tracks.
    """
    plane = principal_plane(embeddings.astype(np.float64))
    return MusicMap(tuple(ids), plane.points, plane.explained, Mapped.EMBEDDINGS, learnt)


def write_map(path: Path, made: MusicMap) -> None:
    """Write a map of embeddings as plain arrays, no pickles."""
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            ids=np.array(made.ids, dtype=np.str_),
            points=made.points.astype(np.float32),
            explained=np.array(made.explained),
            learnt=np.bool_(made.learnt),
        )


def read_map(card: ModelCard, folder: Path) -> MusicMap | None:
    """Read the map of a model's embeddings; None where it was exported without.

    Raises:
        ModelError: it is damaged, or not the file that was exported.
    """
    if MAP not in card.files:
        return None
    verify_files(card, folder)
    path = folder / MAP
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            first, second = arrays["explained"].tolist()
            return MusicMap(
                tuple(str(name) for name in arrays["ids"].ravel()),
                arrays["points"].astype(np.float64),
                (first, second),
                Mapped.EMBEDDINGS,
                bool(arrays["learnt"]),
            )
    except (*_DAMAGE, zlib.error) as error:
        raise ModelError(f"The {MAP} of {card.name} cannot be used: {error}. {MEND}") from error


def spread_out(genres: pd.Series, most: int, seed: int = 440) -> NDArray[np.int64]:
    """Return at most ``most`` rows to draw, every genre with its share, in the order of the rows.

    Args:
        genres: one a row.
        most: points that a browser draws fluidly.
        seed: of the drawing.
    """
    if len(genres) <= most:
        return np.arange(len(genres))
    random = np.random.default_rng(seed)
    places = pd.Series(np.arange(len(genres)))
    kept = []
    for _, rows in places.groupby(genres.to_numpy()):
        wanted = max(1, most * len(rows) // len(genres))
        kept.append(random.permutation(rows.to_numpy())[:wanted])
    return np.sort(np.concatenate(kept))[:most]
