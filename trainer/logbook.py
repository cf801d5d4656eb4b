"""A fit's diary: history.csv, TensorBoard and a line in the terminal, epoch by epoch.

A fit that resumes first cuts off what lies behind its checkpoint.
"""

import csv
import time
from pathlib import Path
from typing import Any

import keras

from trainer.checkpoint import Progress, kept_by
from trainer.events import EventFile
from trainer.history import COLUMNS, HISTORY, keep_history
from trainer.lesson import Lesson
from trainer.meter import Meter

TENSORBOARD = "tensorboard"


class Logbook(keras.callbacks.Callback):
    """Writes what an epoch came to into a folder, and says how the fit comes along."""

    def __init__(self, folder: Path, lesson: Lesson, done: Progress, epochs: int) -> None:
        """Go on after the epochs that are done; ``epochs`` is what the whole fit may take."""
        super().__init__()
        self._history = folder / HISTORY
        self._tensorboard = folder / TENSORBOARD
        self._done = done
        self._epochs = epochs
        self._batch = lesson.recipe.batch
        self._examples = lesson.recipe.steps * self._batch
        self._begin = self._epoch_begin = time.monotonic()
        self._meter = Meter("crops", start=done.epoch * self._examples, name=lesson.name)
        self._note = ""
        self._epoch = done.epoch
        self._events: EventFile | None = None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Keep the lines of the epochs that are done, and open TensorBoard's file."""
        with kept_by(self._history.parent):
            keep_history(self._history, self._done.epoch)
            self._events = EventFile(self._tensorboard, self._done.epoch)
        self._begin = time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's clock."""
        self._epoch = epoch
        self._epoch_begin = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Say how far the epoch is; the loss stays on the device, which need not wait for us."""
        self._show(self._epoch * self._examples + (batch + 1) * self._batch)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the epoch's line everywhere."""
        figures = {name: float(value) for name, value in (logs or {}).items()} | {
            "learning_rate": float(self.model.optimizer.learning_rate),
            "examples_per_second": self._examples / (time.monotonic() - self._epoch_begin),
            "seconds": self.seconds,
        }
        with kept_by(self._history.parent):
            self._write(epoch + 1, figures)
        validation = f"  validation {figures['val_loss']:.3f}" if "val_loss" in figures else ""
        self._note = f"epoch {epoch + 1} of {self._epochs}  loss {figures['loss']:.3f}{validation}"
        self._show((epoch + 1) * self._examples)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Leave the last line standing."""
        self._meter.__exit__()

    @property
    def seconds(self) -> float:
        """Seconds of training, those before the last interruption included."""
        return self._done.seconds + time.monotonic() - self._begin

    def _write(self, epoch: int, figures: dict[str, float]) -> None:
        with self._history.open("a", newline="", encoding="utf-8") as file:
            row = (f"{figures[name]:.6g}" if name in figures else "" for name in COLUMNS[1:])
            csv.writer(file).writerow((epoch, *row))
        if self._events:
            self._events.write(epoch, figures)

    def _show(self, examples: int) -> None:
        self._meter.show(examples, self._epochs * self._examples, self._note)
