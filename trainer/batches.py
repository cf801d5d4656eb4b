"""Crops out of the picture store: random windows to train on, even ones to be asked about.

A batch is a pure function of seed, epoch and step. A fit that resumes therefore draws what it
would have drawn unbroken, and of several processes each can cut its own rows out of the batch
that all of them know. Windows stay bytes until they lie in the accelerator's memory, where
:mod:`trainer.augment` disturbs them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.spectrogram import Spectrogram
from trainer.features import FeatureStore, dequantise
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What one training step is sent.

    Attributes:
        levels: uint8 (batch, frames + slack, bands), windows of the store's pictures.
        targets: float32 (batch, genres), 1 at the label and 0 elsewhere.
        mood: float32 (batch, 2), valence and energy in 0 ... 1; 0.5 where unknown.
        known: float32 (batch, 2), 1 where the mood is known and 0 elsewhere.
    """

    levels: NDArray[np.uint8]
    targets: NDArray[np.float32]
    mood: NDArray[np.float32]
    known: NDArray[np.float32]


class WindowSampler:
    """Draws random windows of a set of tracks, scarce genres more often than their share."""

    def __init__(
        self, store: FeatureStore, tracks: Sequence[LabelledTrack], recipe: Recipe, seed: int
    ) -> None:
        """Prepare to draw from these tracks, all of which the store must hold."""
        self._seed = seed
        self._batch = recipe.batch
        self._frames = store.spec.frames + recipe.augmentation.slack_frames
        self._pictures = [store.picture(track.id) for track in tracks]
        labels = np.array([recipe.genres.index(track.genre) for track in tracks])
        self._targets = np.eye(len(recipe.genres), dtype=np.float32)[labels]
        moods = np.array([(track.valence, track.energy) for track in tracks], np.float32)
        self._known = np.isfinite(moods).astype(np.float32)
        self._moods = np.where(np.isfinite(moods), moods, np.float32(0.5))
        counts = np.bincount(labels, minlength=len(recipe.genres))
        odds = counts[labels] ** -recipe.balance
        self._odds = odds / odds.sum()

    def draw(self, epoch: int, step: int, rows: slice = slice(None)) -> Batch:
        """Return rows of the batch of one step.

        Args:
            epoch: from 0.
            step: of the epoch, from 0.
            rows: which part of it; every process of several draws alike and keeps its own.
        """
        random = np.random.default_rng((self._seed, epoch, step))
        chosen = random.choice(len(self._pictures), self._batch, p=self._odds)
        places = random.random(self._batch)
        kept = chosen[rows]
        windows = [
            window(self._pictures[track], self._frames, float(place))
            for track, place in zip(kept, places[rows], strict=True)
        ]
        return Batch(np.stack(windows), self._targets[kept], self._moods[kept], self._known[kept])


def window(picture: NDArray[np.uint8], frames: int, place: float) -> NDArray[np.uint8]:
    """Cut a window out of a picture.

    Args:
        picture: uint8 (all frames, bands); where it is too short, its last frame is repeated.
        frames: length of the window.
        place: 0 for the first possible one, just below 1 for the last.

    Returns:
        uint8 (frames, bands).
    """
    first = int(place * max(1, len(picture) - frames + 1))
    cut = picture[first : first + frames]
    return np.pad(cut, ((0, frames - len(cut)), (0, 0)), "edge") if len(cut) < frames else cut


def even_windows(picture: NDArray[np.uint8], recipe: Recipe) -> NDArray[np.uint8]:
    """Cut windows as long as in training, spread over the track as test crops are.

    Args:
        picture: uint8 (all frames, bands), at least one training crop long.
        recipe: tells their number and the spec.

    Returns:
        uint8 (crops, frames + slack, bands).
    """
    frames = recipe.spec.frames + recipe.augmentation.slack_frames
    starts = recipe.spec.spread(len(picture), recipe.crops)
    room = max(1, len(picture) - frames + 1)
    return np.stack([window(picture, frames, min(first / room, 1 - 1e-9)) for first in starts])


def even_crops(picture: NDArray[np.uint8], recipe: Recipe) -> NDArray[np.float32]:
    """Cut the crops of a test as serving does: spread over the track, silent ones left out.

    Args:
        picture: uint8 (frames, bands), at least one crop long.
        recipe: tells the number of crops and the spec.

    Returns:
        float32 (crops, bands, frames, 1), dB; all crops of a track that is silent throughout.
    """
    spec = recipe.test_spec
    starts = spec.spread(len(picture), recipe.crops)
    crops = [
        Spectrogram(dequantise(picture[first : first + spec.frames], spec.floor_db).T, spec)
        for first in starts
    ]
    sounding = [crop for crop in crops if not crop.silent] or crops
    return np.stack([crop.decibels for crop in sounding])[..., None]
