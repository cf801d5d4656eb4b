"""Mixup as a Keras layer: each crop is mixed with another one, and so are their targets.

H. Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018. Every example has a
share of its own, as in :mod:`trainer.augment` drawn on the accelerator.

An example's partner is the one before it in the batch. A batch is drawn at random, so its
neighbours are as random a pair as a permutation makes, and nobody is its own partner. On
several accelerators only the one example at each border has to travel; a permutation would
send the whole batch to each.
"""

import math
from functools import partial
from typing import Any

import keras
from keras import ops

from trainer.errors import TrainingError

Tensor = Any


class Mixup(keras.layers.Layer):
    """Pictures and targets, each example mixed with the one before it, in training only.

    Args:
        beta: above 0; the share of the example itself is drawn from Beta(beta, beta).
        seed: of all draws; their state is among the layer's ``variables``.

    Raises:
        TrainingError: beta is not above 0; or, when called, something holds no floats.
    """

    def __init__(self, beta: float, seed: int) -> None:
        super().__init__(dtype="float32")
        self.built = True
        if not beta > 0:
            raise TrainingError(f"Mixup has the beta {beta}; it must be above 0. Leave it out.")
        self._beta = beta
        self.chance = keras.random.SeedGenerator(seed)

    def call(self, pictures: Tensor, targets: Tensor, training: bool | None = None) -> Tensor:
        """Mix.

        Args:
            pictures: float (batch, ...).
            targets: float (batch, ...), or a tuple, list or dict of such.
            training: without it, both return as they are.

        Returns:
            Pictures and targets, in the same shapes. What is NaN in one of the two stays NaN.
        """
        if not training:
            return pictures, targets
        share = self._draw_shares(ops.shape(pictures)[0])
        return keras.tree.map_structure(partial(_mix, share), (pictures, targets))

    def _draw_shares(self, count: Tensor) -> Tensor:
        """Draw float32 (count,), 0 to 1, from the symmetric Beta distribution.

        Student's t with 2 beta degrees of freedom has a closed form (R. W. Bailey, Mathematics
        of Computation 62, 1994), and t / sqrt(2 beta + t^2) is the symmetric Beta stretched to
        -1 ... 1 (L. Devroye, "Random variate generation in one line of code", WSC 1996).
        ``keras.random.beta`` divides gammas, which XLA cannot compile on TensorFlow.
        """
        uniform = keras.random.uniform((2, count), dtype="float32", seed=self.chance)
        rest = ops.power(uniform[0], 1 / self._beta)
        cosine = ops.cos(2 * math.pi * uniform[1])
        wide = 1 - rest
        stretched = cosine * ops.sqrt(wide / (rest + wide * ops.square(cosine)))
        return ops.clip(0.5 + 0.5 * stretched, 0, 1)


def _mix(share: Tensor, values: Tensor) -> Tensor:
    if "float" not in keras.backend.standardize_dtype(values.dtype):
        raise TrainingError(
            f"Mixup was given numbers of type {values.dtype}, which have no mean. Give pictures in "
            "decibels and targets as shares, both of them floats."
        )
    own = ops.reshape(share, (-1,) + (1,) * (len(values.shape) - 1))
    return values * own + ops.roll(values, 1, axis=0) * (1 - own)
