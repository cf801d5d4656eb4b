"""Batches on their way into Keras, drawn in a thread of their own while the device computes.

The batches of all epochs stand in one row, so that nothing waits between two epochs; a fit
that resumes begins further down the row.
"""

import math
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import keras
import numpy as np

from trainer.batches import Batch, WindowSampler, even_windows
from trainer.devices import Devices, own_share
from trainer.errors import TrainingError
from trainer.features import FeatureStore
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe


class TrainingFeed(keras.utils.PyDataset):
    """Random batches from one epoch to another."""

    def __init__(
        self, sampler: WindowSampler, recipe: Recipe, epochs: range, rows: slice = slice(None)
    ) -> None:
        """Feed these epochs; ``rows`` are those of each batch that this process computes."""
        super().__init__(workers=1, max_queue_size=8)
        self._sampler = sampler
        self._steps = recipe.steps
        self._epochs = epochs
        self._rows = rows

    def __len__(self) -> int:
        return len(self._epochs) * self._steps

    def __getitem__(self, index: int) -> tuple[dict[str, Any]]:
        epoch, step = divmod(index, self._steps)
        return (as_inputs(self._sampler.draw(self._epochs[epoch], step, self._rows)),)


class EvenFeed(keras.utils.PyDataset):
    """Tracks' evenly spread windows, each track at most once, for the validation loss.

    A last batch that is smaller would be another shape to compile, and on several devices none
    that can be dealt out evenly: as few tracks as possible, drawn by hash, are left out.
    """

    def __init__(
        self,
        store: FeatureStore,
        tracks: Sequence[LabelledTrack],
        recipe: Recipe,
        devices: Devices,
    ) -> None:
        """Feed so many tracks at once that their windows make about one training batch.

        Raises:
            TrainingError: there are fewer tracks than it takes to give each device a window.
        """
        super().__init__(workers=1, max_queue_size=2)
        self._store = store
        self._tracks = sorted(tracks, key=lambda track: sha256(track.id.encode()).digest())
        self._recipe = recipe
        self._each = _tracks_at_once(recipe, devices, len(tracks))
        self._rows = own_share(devices, self._each * recipe.crops)

    def __len__(self) -> int:
        return len(self._tracks) // self._each

    def __getitem__(self, index: int) -> tuple[dict[str, Any]]:
        tracks = self._tracks[index * self._each : (index + 1) * self._each]
        crops = self._recipe.crops
        levels = [even_windows(self._store.picture(track.id), self._recipe) for track in tracks]
        labels = [self._recipe.genres.index(track.genre) for track in tracks]
        targets = np.eye(len(self._recipe.genres), dtype=np.float32)[labels]
        unknown = np.zeros((len(tracks) * crops, 2), np.float32)
        batch = Batch(np.concatenate(levels), np.repeat(targets, crops, axis=0), unknown, unknown)
        return ({name: array[self._rows] for name, array in as_inputs(batch).items()},)


def _tracks_at_once(recipe: Recipe, devices: Devices, tracks: int) -> int:
    """Tracks whose windows fit a batch, share out evenly to the devices, and leave out fewest."""
    count = len(devices.names)
    step = count // math.gcd(count, recipe.crops)
    if step > tracks:
        raise TrainingError(
            f"The validation part has {tracks} tracks; {devices.describe()} need {step} or more to "
            "share them evenly. Add artists, or train on fewer devices."
        )
    most = max(step, min(tracks, recipe.batch // recipe.crops))
    # Half a batch at least, since small ones take longer in all.
    sizes = [size for size in range(step, most + 1, step) if 2 * size >= most] or [step]
    return min(sizes, key=lambda size: (tracks % size, -size))


def as_inputs(batch: Batch) -> dict[str, Any]:
    """Return a batch as the dictionary that :class:`trainer.learner.Learner` reads."""
    return {
        "levels": batch.levels,
        "targets": batch.targets,
        "mood": batch.mood,
        "known": batch.known,
    }
