"""One fit: a network trained on some tracks, its weights and its history written to a folder.

AdamW with warm-up and cosine decay, and an exponential moving average of the weights, which is
what is kept (averaged weights generalise better: P. Izmailov et al., UAI 2018). A network that
was trained before has its new part trained first while the old one is frozen, then all of it.

A folder that already holds ``fit.weights.h5`` is not trained again; one that holds a checkpoint
goes on from it and comes to the same losses as a fit that nobody stopped, up to the order in
which threads add.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trainer.architectures import KerasModel
from trainer.batches import WindowSampler
from trainer.checkpoint import (
    CHECKPOINT,
    Progress,
    kept_by,
    load_checkpoint,
    patience_is_over,
    read_progress,
    save_weights,
)
from trainer.devices import Devices, choose_devices, faults_told, own_share, placed
from trainer.lesson import Lesson
from trainer.provenance import claim_fit
from trainer.recipe import Recipe

WEIGHTS = "fit.weights.h5"


def fit(lesson: Lesson, folder: Path, devices: Devices | None = None) -> KerasModel:
    """Train one network, go on with it, or load it where the folder has it.

    Args:
        lesson: what to train, and on what.
        folder: where weights, history and checkpoint go; made where absent.
        devices: what to train on; all that the backend has where None.

    Returns:
        The Keras network with averaged weights, in float32: decibels -> logits [, mood].

    Raises:
        TrainingError: the loss became NaN or infinite, or a device failed; the last checkpoint
            is kept.
    """
    import keras

    from trainer.learner import build_network

    train(lesson, folder, devices)
    with faults_told(devices, lambda: "The trained weights are kept; the same command goes on."):
        keras.utils.set_random_seed(lesson.seed)
        network = build_network(replace(lesson.recipe, weights=""))
        network.load_weights(folder / WEIGHTS)
    return network


def train(lesson: Lesson, folder: Path, devices: Devices | None = None) -> None:
    """Do what :func:`fit` does and load nothing: all that one of several processes can do.

    Raises:
        TrainingError: see :func:`fit`.
    """
    with kept_by(folder):
        folder.mkdir(parents=True, exist_ok=True)
        claim_fit(folder, lesson)
    if (folder / WEIGHTS).exists():
        return
    used = devices or choose_devices()
    with faults_told(used, lambda: _kept(folder)), placed(used):
        _train_phases(lesson, folder, used)


def _kept(folder: Path) -> str:
    """What a device that failed leaves of a fit, and what to do."""
    done = read_progress(folder).epoch
    kept = f"The checkpoint of epoch {done} is kept; the same command goes on from there."
    if not done:
        kept = "No epoch was whole yet; the same command begins this fit anew."
    return f"{kept} Where memory ran out, halve the recipe's batch."


def _train_phases(lesson: Lesson, folder: Path, devices: Devices) -> None:
    import keras

    from trainer.learner import build_learner

    keras.utils.set_random_seed(lesson.seed)
    training = _Training(build_learner(lesson.recipe, lesson.seed), lesson, folder, devices)
    done = read_progress(folder)
    for phase in _phases(lesson.recipe):
        if done.epoch <= phase.last:
            done = training.go_through(phase, done)
    if devices.process == 0:
        training.finish()


@dataclass(frozen=True, slots=True)
class _Phase:
    """Epochs ``first ... last - 1``, in which a part trained before is frozen or not."""

    first: int
    last: int
    frozen: bool
    patience: int


def _phases(recipe: Recipe) -> Iterator[_Phase]:
    frozen = recipe.frozen_epochs
    if frozen:
        yield _Phase(0, frozen, frozen=True, patience=0)
    yield _Phase(frozen, frozen + recipe.epochs, frozen=False, patience=recipe.patience)


@dataclass(frozen=True, slots=True, eq=False)
class _Training:
    """A learner on its way through the phases of a lesson."""

    learner: Any
    lesson: Lesson
    folder: Path
    devices: Devices

    def go_through(self, phase: _Phase, done: Progress) -> Progress:
        """Train a phase, or what is left of it; the weights are then the averaged ones."""
        from trainer.optimisation import compile_learner

        if self.lesson.recipe.frozen_epochs:
            from trainer.imagenet import set_frozen

            set_frozen(self.learner.network, phase.frozen)
        epochs = phase.last - phase.first
        compile_learner(self.learner, self.lesson.recipe, epochs, self.devices)
        if done.epoch > phase.first:
            load_checkpoint(self.folder, self.learner)
        else:
            done = replace(done, best_epoch=done.epoch, best_loss=float("inf"))
        if done.epoch == phase.last or patience_is_over(done, phase.patience):
            self.learner.optimizer.finalize_variable_values(self.learner.trainable_variables)
            return replace(done, epoch=phase.last)
        return replace(self._fit(phase, done), epoch=phase.last)

    def _fit(self, phase: _Phase, done: Progress) -> Progress:
        import keras

        from trainer.feed import EvenFeed, TrainingFeed
        from trainer.keeper import Keeper
        from trainer.logbook import Logbook

        recipe, store = self.lesson.recipe, self.lesson.store
        sampler = WindowSampler(store, self.lesson.train, recipe, self.lesson.seed)
        rows = own_share(self.devices, recipe.batch)
        first = self.devices.process == 0
        book = Logbook(self.folder, self.lesson, done, phase.last)
        keeper = Keeper(self.folder if first else None, done, phase.patience, book)
        averages = [keras.callbacks.SwapEMAWeights()] if recipe.averaging else []
        even = None
        if self.lesson.validation:
            even = EvenFeed(store, self.lesson.validation, recipe, self.devices)
        self.learner.fit(
            TrainingFeed(sampler, recipe, range(done.epoch, phase.last), rows),
            epochs=phase.last,
            initial_epoch=done.epoch,
            steps_per_epoch=recipe.steps,
            validation_data=even,
            shuffle=False,
            verbose=0,
            callbacks=[*averages, *([book] if first else []), keeper],
        )
        return keeper.progress

    def finish(self) -> None:
        """Write the weights that are kept; the checkpoint has then done its duty."""
        from trainer.keeper import BEST

        with kept_by(self.folder):
            if (self.folder / BEST).exists():
                (self.folder / BEST).replace(self.folder / WEIGHTS)
            else:
                save_weights(self.learner.network, self.folder / WEIGHTS)
            (self.folder / CHECKPOINT).unlink(missing_ok=True)
