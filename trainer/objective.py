"""What a fit makes small: cross-entropy on the genre, on its root, and the error of the mood.

The genre tree knows that Punk taken for Rock is a smaller mistake than Punk taken for Jazz. The
probability of a root is the sum of its genres' probabilities, so the cross-entropy on roots
needs no second output (cf. L. Bertinetto et al., "Making Better Mistakes", CVPR 2020).
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from genre_core.genres import find

LEAST = 1e-7
"""Probabilities of a root are not taken to be smaller, so that their logarithm stays finite."""


class GenreLoss(keras.losses.Loss):
    """Cross-entropy on the genre plus a weight times that on the root, in nats."""

    def __init__(self, genres: Sequence[str], smoothing: float, root_weight: float) -> None:
        """Give the outputs' genres, the share of a label spread over all, and the roots' weight."""
        super().__init__(name="genre_loss", dtype="float32")
        self._smoothing = smoothing
        self._root_weight = root_weight
        self._membership = root_membership(genres)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each row.

        Args:
            y_true: float32 (batch, genres), rows sum to 1.
            y_pred: float32 (batch, genres), logits.

        Returns:
            float32 (batch,), nats.
        """
        count = len(self._membership)
        targets = y_true * (1 - self._smoothing) + self._smoothing / count
        loss = -ops.sum(targets * ops.log_softmax(y_pred), axis=-1)
        if not self._root_weight:
            return loss
        of_roots = ops.matmul(ops.softmax(y_pred), self._membership)
        root_targets = ops.matmul(targets, self._membership)
        on_roots = -ops.sum(root_targets * ops.log(ops.maximum(of_roots, LEAST)), axis=-1)
        return loss + self._root_weight * on_roots


class MoodLoss(keras.losses.Loss):
    """Squared error of valence and energy, over those that are known."""

    def __init__(self, weight: float) -> None:
        """Give the weight beside the genre's cross-entropy."""
        super().__init__(name="mood_loss", dtype="float32")
        self._weight = weight

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the weighted loss of each row, float32 (batch,).

        Args:
            y_true: float32 (batch, 4), valence and energy times how far each is known, 0 ... 1,
                and then how far that is.
            y_pred: float32 (batch, 2), both in 0 ... 1.
        """
        known = y_true[:, 2:]
        mood = y_true[:, :2] / ops.maximum(known, LEAST)
        return self._weight * ops.sum(known * ops.square(mood - y_pred), axis=-1)


def root_membership(genres: Sequence[str]) -> NDArray[np.float32]:
    """Return float32 (genres, roots): 1 where a genre belongs to a root, roots as they come."""
    of = [find(genre).root for genre in genres]
    roots = list(dict.fromkeys(of))
    return np.eye(len(roots), dtype=np.float32)[[roots.index(root) for root in of]]
