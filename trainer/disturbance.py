"""What the layers of :mod:`trainer.augment` have in common: when they act, and how they draw.

Each layer draws from a generator of its own, whose state is among the layer's ``variables``:
a checkpoint that keeps those goes on with the same draws (Keras's files of weights do not).
The layers compute in float32 under every dtype policy, since decibels in bfloat16 have steps
of half a decibel.

Data parallelism on JAX draws for the global batch. On TensorFlow's MirroredStrategy every
replica disturbs its own examples with the same numbers: disturbances are repeated then,
pictures never. TensorFlow draws other numbers when XLA compiles a step than when it does not,
and JAX yet others: the same draws follow on the same kind of device and backend only.
"""

from typing import Any

import keras
from keras import ops

Tensor = Any
"""What the backend computes with: Keras ships no types."""

BANDS, FRAMES = 1, 2
"""The axes of pictures, (batch, bands, frames, 1)."""


class Disturbance(keras.layers.Layer):
    """A layer that disturbs in training, by :meth:`disturb`, and is the identity otherwise.

    Pictures, float32 (batch, bands, frames, 1), dB, unless the layer says otherwise.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(dtype="float32")
        self.built = True
        self.chance = keras.random.SeedGenerator(seed)

    def call(self, pictures: Tensor, training: bool | None = None) -> Tensor:
        """Disturb every example in its own way."""
        return self.disturb(pictures) if training else pictures

    def disturb(self, pictures: Tensor) -> Tensor:
        """Return the pictures disturbed, in the same shape; every effect has its own way.

        Not abstract: a layer that acts outside training, too, has its own ``call`` instead.
        """
        raise NotImplementedError

    def draw(self, shape: tuple[Tensor | int, ...], limit: float) -> Tensor:
        """Draw float32 numbers of this shape, uniform from ``-limit`` to ``limit``."""
        return keras.random.uniform(shape, -limit, limit, dtype="float32", seed=self.chance)

    def count(self, shape: tuple[Tensor | int, ...], below: Tensor | float) -> Tensor:
        """Draw whole numbers from 0 on and below ``below``, all alike, as float32.

        The limit may be a tensor, which :func:`keras.random.randint` does not take alike in
        both backends.
        """
        uniform = keras.random.uniform(shape, dtype="float32", seed=self.chance)
        return ops.floor(uniform * below)


def take_rows(pictures: Tensor, rows: Tensor) -> Tensor:
    """Take rows of each picture: (batch, rows, ...), whole float32 (batch, taken) -> as taken.

    A vectorised map compiles to one gather that copies whole rows, 30 times as fast as
    ``take_along_axis`` on TensorFlow, and one that JAX keeps on each device: a gather from the
    flattened batch would send every device the whole of it.
    """
    numbers = ops.cast(rows, "int32")
    return ops.vectorized_map(lambda one: ops.take(one[0], one[1], axis=0), (pictures, numbers))
