"""Disturbances of the crops as Keras layers: the accelerator draws them, a whole batch at once.

Windows of the feature store come in as bytes, a quarter of the size of floats, and leave as
disturbed decibels. Outside training every layer passes on what it was given; only
:class:`RandomCrop` still cuts, in the middle, and :class:`Decibels` always converts.

This module imports Keras, which takes seconds: import it where it is needed.
"""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops

from genre_core.spectrogram import SpectrogramSpec
from trainer.disturbance import BANDS, FRAMES, Disturbance, Tensor, take_rows
from trainer.effects import RandomEqualiser, RandomGain, RandomMasks, RandomPitch
from trainer.errors import TrainingError
from trainer.recipe import Augmentation


def disturbances(spec: SpectrogramSpec, change: Augmentation, seed: int) -> keras.layers.Layer:
    """Return one layer from windows to disturbed pictures; effects of no strength are left out.

    Mixup is not among them: it needs the targets (:mod:`trainer.mixup`).

    Args:
        spec: the picture to train on.
        change: which effects, and how strong.
        seed: of all draws. An effect's draws do not depend on which others there are.

    Returns:
        A layer from uint8 (batch, spec.frames + change.slack_frames, bands) to float32
        (batch, bands, spec.frames, 1), dB.
    """
    seeds = [int(word) >> 1 for word in np.random.SeedSequence(seed).generate_state(6)]
    effects = (
        (change.slack_frames, RandomCrop(spec.frames, seeds[0])),
        (True, Decibels(spec.floor_db)),
        (change.pitch_bands, RandomPitch(change.pitch_bands, seeds[1])),
        (change.gain_db, RandomGain(change.gain_db, seeds[2])),
        (change.equaliser_db, RandomEqualiser(change.equaliser_db, seeds[3])),
        (
            change.frequency_masks and change.frequency_width,
            RandomMasks(change.frequency_masks, change.frequency_width, BANDS, seeds[4]),
        ),
        (
            change.time_masks and change.time_width,
            RandomMasks(change.time_masks, change.time_width, FRAMES, seeds[5]),
        ),
    )
    return InOrder([layer for strength, layer in effects if strength])


class InOrder(keras.layers.Layer):
    """Layers one after the other. A Sequential would turn the bytes to floats at its door."""

    def __init__(self, effects: Sequence[keras.layers.Layer]) -> None:
        super().__init__(dtype="float32")
        self.built = True
        self.effects = list(effects)

    def call(self, pictures: Tensor, training: bool | None = None) -> Tensor:
        """Pass the pictures through all the layers."""
        for effect in self.effects:
            pictures = effect(pictures, training=training)
        return pictures


class Decibels(keras.layers.Layer):
    """Bytes of the feature store -> pictures, as :func:`trainer.features.dequantise` has them.

    uint8 (batch, frames, bands) -> float32 (batch, bands, frames, 1), ``floor_db`` to 0 dB.
    """

    def __init__(self, floor_db: float) -> None:
        super().__init__(dtype="float32")
        self.built = True
        self._floor = floor_db

    def call(self, levels: Tensor) -> Tensor:
        """Turn and convert; turning bytes moves less memory than turning floats."""
        turned = ops.cast(ops.transpose(levels, (0, 2, 1)), "float32")
        return ops.expand_dims(turned * (-self._floor / 255.0) + self._floor, -1)


class RandomCrop(Disturbance):
    """Each crop cut out of its longer window at a random frame: a shift in time.

    uint8 (batch, frames + slack, bands) -> uint8 (batch, frames, bands). In training every
    first frame from 0 to slack is as likely; otherwise the crop is the window's middle.

    Raises:
        TrainingError: when called, if the windows are shorter than a crop.
    """

    def __init__(self, frames: int, seed: int) -> None:
        super().__init__(seed)
        self._frames = frames

    def call(self, windows: Tensor, training: bool | None = None) -> Tensor:
        """Cut the crops."""
        slack = windows.shape[1] - self._frames
        if slack < 0:
            raise TrainingError(
                f"The windows have {windows.shape[1]} frames; a crop has {self._frames}. Send "
                "windows as long as a crop and its slack."
            )
        if not slack:
            return windows
        if not training:
            return windows[:, slack // 2 : slack // 2 + self._frames]
        first = self.count((ops.shape(windows)[0], 1), slack + 1)
        return take_rows(windows, first + ops.arange(self._frames, dtype="float32"))
