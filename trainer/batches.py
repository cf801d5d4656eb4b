"""Batches of disturbed random crops: the picture store in, Keras inputs and targets out.

Everything is drawn from one seeded generator, so that a fit can be repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.spectrogram import Spectrogram
from trainer.features import FeatureStore, dequantise
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe

BALANCE = 0.7
"""Exponent of class balance: 0 draws every track alike, 1 every genre alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What one training step sees.

    Attributes:
        pictures: float32 (batch, bands, frames, 1), dB.
        targets: float32 (batch, genres), rows sum to 1.
    """

    pictures: NDArray[np.float32]
    targets: NDArray[np.float32]


class CropSampler:
    """Draws endless batches of random crops from a set of tracks."""

    def __init__(
        self, store: FeatureStore, tracks: Sequence[LabelledTrack], recipe: Recipe, seed: int
    ) -> None:
        """Prepare to draw from these tracks, all of which the store must hold."""
        self._random = np.random.default_rng(seed)
        self._recipe = recipe
        self._spec = store.spec
        self._pictures = [store.picture(track.id) for track in tracks]
        self._labels = np.array([recipe.genres.index(track.genre) for track in tracks])
        counts = np.bincount(self._labels, minlength=len(recipe.genres))
        odds = counts[self._labels] ** -BALANCE
        self._odds = odds / odds.sum()

    def draw(self) -> Batch:
        """Return the next batch."""
        recipe = self._recipe
        chosen = self._random.choice(len(self._pictures), recipe.batch, p=self._odds)
        crops = np.stack([self._crop(self._pictures[track]) for track in chosen])
        targets = np.eye(len(recipe.genres), dtype=np.float32)[self._labels[chosen]]
        smoothing = np.float32(recipe.label_smoothing)
        targets = targets * (1 - smoothing) + smoothing / len(recipe.genres)
        return self._mix(crops[..., None], targets)

    def _crop(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return one disturbed crop, float32 (bands, frames)."""
        frames = self._spec.frames
        first = self._random.integers(0, len(picture) - frames + 1)
        crop = dequantise(picture[first : first + frames], self._spec.floor_db).T
        change = self._recipe.augmentation
        crop += np.float32(self._random.uniform(-change.gain_db, change.gain_db))
        knots = self._random.uniform(-change.equaliser_db, change.equaliser_db, 4)
        bands = np.linspace(0, 3, self._spec.bands)
        crop += np.interp(bands, np.arange(4), knots).astype(np.float32)[:, None]
        self._mask(crop, change.frequency_masks, change.frequency_width)
        self._mask(crop.T, change.time_masks, change.time_width)
        return crop

    def _mask(self, rows: NDArray[np.float32], count: int, widest: int) -> None:
        """Blank bars of rows in place with the crop's mean level."""
        level = rows.mean()
        for _ in range(count):
            width = self._random.integers(0, widest + 1)
            first = self._random.integers(0, len(rows) - width + 1)
            rows[first : first + width] = level

    def _mix(self, crops: NDArray[np.float32], targets: NDArray[np.float32]) -> Batch:
        mixup = self._recipe.augmentation.mixup
        if not mixup:
            return Batch(crops, targets)
        share = self._random.beta(mixup, mixup, (len(crops), 1)).astype(np.float32)
        other = self._random.permutation(len(crops))
        wide = share[:, :, None, None]
        return Batch(
            crops * wide + crops[other] * (1 - wide),
            targets * share + targets[other] * (1 - share),
        )


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
