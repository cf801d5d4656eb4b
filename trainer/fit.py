"""One fit: a CNN trained on some tracks, its weights and its history written to a folder.

AdamW with warm-up and cosine decay, soft targets, and an exponential moving average of the
weights, which is what is kept (averaged weights generalise better: P. Izmailov et al.,
UAI 2018). A folder that already holds ``fit.weights.h5`` is not trained again, so that an
interrupted cross-validation goes on with the fold it was in.
"""

import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from trainer.architectures import KerasModel, architecture
from trainer.batches import CropSampler
from trainer.errors import TrainingError
from trainer.features import FeatureStore
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe

WEIGHTS = "fit.weights.h5"
HISTORY = "history.csv"
WARM_UP = 0.1
"""Share of the steps in which the learning rate rises."""


def fit(
    store: FeatureStore, tracks: Sequence[LabelledTrack], recipe: Recipe, folder: Path, seed: int
) -> KerasModel:
    """Train one model, or load it where the folder has it.

    Args:
        store: pictures of all the tracks.
        tracks: what is trained on, and nothing else.
        recipe: how.
        folder: where weights and history go; made where absent.
        seed: of weights, crops and disturbances.

    Returns:
        The Keras model with averaged weights.

    Raises:
        TrainingError: the loss became NaN or infinite; nothing is kept of such a fit.
    """
    import keras

    keras.utils.set_random_seed(seed)
    model = architecture(recipe.architecture).build(len(recipe.genres), recipe.spec)
    if (folder / WEIGHTS).exists():
        model.load_weights(folder / WEIGHTS)
        return model
    folder.mkdir(parents=True, exist_ok=True)
    _compile(model, recipe)
    sampler = CropSampler(store, tracks, recipe, seed)
    with (folder / HISTORY).open("w", newline="", encoding="utf-8") as history:
        _train(model, sampler, recipe, history)
    # Batch norm's own statistics stay those of the last, unaveraged weights: the cosine has by then
    # brought the steps so close to zero that both are one.
    model.optimizer.finalize_variable_values(model.trainable_variables)
    unfinished = folder / f"unfinished-{WEIGHTS}"
    model.save_weights(unfinished)
    unfinished.replace(folder / WEIGHTS)
    return model


def _compile(model: KerasModel, recipe: Recipe) -> None:
    import keras

    steps = recipe.epochs * recipe.steps
    warm_up = max(1, round(WARM_UP * steps))
    rate = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 100,
        max(1, steps - warm_up),
        warmup_target=recipe.learning_rate,
        warmup_steps=warm_up,
    )
    optimizer = keras.optimizers.AdamW(
        rate,
        weight_decay=recipe.weight_decay,
        use_ema=True,
        ema_momentum=recipe.averaging,
        global_clipnorm=5.0,
    )
    # A bias or a batch norm's scale that decays to zero only slows the fit down.
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    # Otherwise the first step makes its variables, and TensorFlow traces that step twice.
    optimizer.build(model.trainable_variables)


def _train(model: KerasModel, sampler: CropSampler, recipe: Recipe, history: TextIO) -> None:
    lines = csv.writer(history)
    lines.writerow(("epoch", "loss", "accuracy", "seconds"))
    begin = time.monotonic()
    logs: dict[str, Any] = {}
    for epoch in range(1, recipe.epochs + 1):
        for _ in range(recipe.steps):
            batch = sampler.draw()
            logs = model.train_on_batch(batch.pictures, batch.targets, return_dict=True)
        # train_on_batch keeps running means; they are of this epoch once reset after each.
        loss, accuracy = float(logs["loss"]), float(logs["accuracy"])
        model.reset_metrics()
        if not np.isfinite(loss):
            raise TrainingError(
                f"The loss became {loss} in epoch {epoch}; it must stay finite. "
                "Lower the recipe's learning rate."
            )
        spent = time.monotonic() - begin
        lines.writerow((epoch, f"{loss:.5f}", f"{accuracy:.5f}", f"{spent:.1f}"))
        history.flush()
        _report(epoch, recipe, loss, spent)


def _report(epoch: int, recipe: Recipe, loss: float, spent: float) -> None:
    rate = epoch * recipe.steps * recipe.batch / spent
    left = spent / epoch * (recipe.epochs - epoch)
    end = "\n" if epoch == recipe.epochs else ""
    sys.stderr.write(
        f"\r  epoch {epoch}/{recipe.epochs}  loss {loss:.3f}  "
        f"{rate:.0f} crops/s  {left:.0f} s left {end}"
    )
    sys.stderr.flush()
