"""The effects of training: pitch, level, colour and gaps, each one a small Keras layer.

All of them take and return pictures, float32 (batch, bands, frames, 1), dB, and disturb every
example in its own way; outside training they do nothing.
"""

import numpy as np
from keras import ops

from trainer.disturbance import BANDS, Disturbance, Tensor, take_rows
from trainer.errors import TrainingError

KNOTS = 4
"""Points over frequency between which the equaliser's curve is straight."""


class RandomPitch(Disturbance):
    """The picture moved up or down by a whole number of bands, up to ``bands``.

    On a mel scale that is about a change of pitch (on a linear one it is a shift in Hz). What
    moves in from beyond the edge is the edge band again: the floor would be a silent bar that
    tells the shift.
    """

    def __init__(self, bands: int, seed: int) -> None:
        super().__init__(seed)
        self._bands = bands

    def disturb(self, pictures: Tensor) -> Tensor:
        """Move every picture by its own number of bands."""
        up = self.count((ops.shape(pictures)[0], 1), 2 * self._bands + 1) - self._bands
        highest = pictures.shape[BANDS] - 1
        return take_rows(
            pictures, ops.clip(ops.arange(highest + 1, dtype="float32") - up, 0, highest)
        )


class RandomGain(Disturbance):
    """The level shifted by up to ``db`` dB, up or down."""

    def __init__(self, db: float, seed: int) -> None:
        super().__init__(seed)
        self._db = db

    def disturb(self, pictures: Tensor) -> Tensor:
        """Add one number to every picture."""
        return pictures + self.draw((ops.shape(pictures)[0], 1, 1, 1), self._db)


class RandomEqualiser(Disturbance):
    """A curve over frequency added, straight between four knots of up to ``db`` dB each way."""

    def __init__(self, db: float, seed: int) -> None:
        super().__init__(seed)
        self._db = db

    def disturb(self, pictures: Tensor) -> Tensor:
        """Add one curve to every picture, the same at every frame."""
        knots = self.draw((ops.shape(pictures)[0], KNOTS), self._db)
        places = np.linspace(0, KNOTS - 1, pictures.shape[BANDS])
        # A knot's share in each band is a hat: 1 at the knot, 0 from its neighbours on.
        hats = np.maximum(0, 1 - np.abs(places - np.arange(KNOTS)[:, None])).astype(np.float32)
        # Not a matrix product, which accelerators may round to bfloat16.
        curve = ops.sum(knots[:, :, None] * hats, axis=1)
        return pictures + curve[:, :, None, None]


class RandomMasks(Disturbance):
    """``count`` bars of bands or frames blanked with the crop's mean level.

    A bar's width is 0 to ``widest`` rows, all as likely, and so is its place (D. S. Park et
    al., "SpecAugment", Interspeech 2019). Bars may overlap.

    Raises:
        TrainingError: when called, if the widest bar does not fit into the picture.
    """

    def __init__(self, count: int, widest: int, axis: int, seed: int) -> None:
        super().__init__(seed)
        self._count = count
        self._widest = widest
        self._axis = axis

    def disturb(self, pictures: Tensor) -> Tensor:
        """Blank every picture's own bars."""
        rows = pictures.shape[self._axis]
        if self._widest > rows:
            raise TrainingError(
                f"A mask is up to {self._widest} wide; the picture has {rows} such rows or "
                "columns. Give the recipe's augmentation narrower masks."
            )
        shape = (ops.shape(pictures)[0], self._count, 1)
        width = self.count(shape, self._widest + 1)
        first = self.count(shape, rows - width + 1)
        place = ops.arange(rows, dtype="float32")
        blank = ops.any((place >= first) & (place < first + width), axis=1)
        blank = ops.expand_dims(blank, (2, 3) if self._axis == BANDS else (1, 3))
        level = ops.mean(pictures, axis=(1, 2, 3), keepdims=True)
        return ops.where(blank, level, pictures)
