"""Watches over a fit: stops it at a loss that is no number, keeps what is good, ends it early."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from trainer.checkpoint import Progress, patience_is_over, save_checkpoint, save_weights
from trainer.errors import TrainingError
from trainer.interruption import check
from trainer.logbook import Logbook

BEST = "best.weights.h5"


class Keeper(keras.callbacks.Callback):
    """Checkpoints every epoch; with patience it also keeps the best weights and ends the fit.

    Attributes:
        progress: what is behind the fit.
    """

    def __init__(self, folder: Path | None, done: Progress, patience: int, book: Logbook) -> None:
        """Go on after the epochs that are done; without a folder, only watch.

        Of several processes that train one network, one alone writes.
        """
        super().__init__()
        self.progress = done
        self._folder = folder
        self._patience = patience
        self._book = book

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """End the fit where it was interrupted and a library dropped that."""
        check()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Refuse a loss that is not finite; otherwise write the checkpoint.

        Raises:
            TrainingError: the loss became NaN or infinite, or the disk is full; the last
                checkpoint stays.
        """
        figures = logs or {}
        self._refuse_non_finite(epoch + 1, float(figures["loss"]))
        now = replace(self.progress, epoch=epoch + 1, seconds=self._book.seconds)
        loss = float(figures.get("val_loss", np.inf))
        if loss < now.best_loss:
            now = replace(now, best_epoch=epoch + 1, best_loss=loss)
            if self._patience:
                self._keep_best()
        self.progress = now
        if self._folder:
            save_checkpoint(self._folder, self.model, now)
        if patience_is_over(now, self._patience):
            self.model.stop_training = True

    def _refuse_non_finite(self, epoch: int, loss: float) -> None:
        if not np.isfinite(loss):
            raise TrainingError(
                f"The loss became {loss} in epoch {epoch}; it must stay finite. The checkpoint of "
                f"epoch {self.progress.epoch} is kept. Lower the recipe's learning rate, or "
                "compute in float32."
            )

    def _keep_best(self) -> None:
        """Save the averaged weights, by which the validation loss was measured."""
        # Of several processes all swap, or they would go on with different weights.
        with averaged(self.model):
            if self._folder:
                save_weights(self.model.network, self._folder / BEST)


@contextmanager
def averaged(learner: Any) -> Iterator[None]:
    """While inside, a compiled learner's weights are their moving averages, if it keeps any."""
    # In float16 Keras wraps the optimiser in one that scales the loss and averages nothing.
    inner = getattr(learner.optimizer, "inner_optimizer", learner.optimizer)
    if not inner.use_ema:
        yield
        return
    swap = keras.callbacks.SwapEMAWeights()
    swap.set_model(learner)
    swap.on_test_begin()
    try:
        yield
    finally:
        swap.on_test_end()
