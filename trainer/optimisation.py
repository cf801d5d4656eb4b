"""How a learner's weights are moved: AdamW, warm-up, cosine decay, clipped gradients, averages.

I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019. The averages are
exponential and of the weights, see P. Izmailov et al., UAI 2018.
"""

from typing import Any

import keras

from trainer.clipping import ClippedAdamW
from trainer.devices import Devices
from trainer.recipe import Recipe

WARM_UP = 0.1
"""Share of the steps in which the learning rate rises."""


def compile_learner(learner: Any, recipe: Recipe, epochs: int, devices: Devices) -> None:
    """Give a learner the optimiser for so many epochs, variables and all."""
    steps = epochs * recipe.steps
    warm_up = max(1, round(WARM_UP * steps))
    rate = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 100,
        max(1, steps - warm_up),
        warmup_target=recipe.learning_rate,
        warmup_steps=warm_up,
    )
    optimizer = ClippedAdamW(
        rate,
        weight_decay=recipe.weight_decay,
        use_ema=bool(recipe.averaging),
        ema_momentum=recipe.averaging,
        global_clipnorm=recipe.clip,
    )
    # A bias or a batch norm's scale that decays to zero only slows the fit down.
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    # XLA makes TensorFlow's steps on a CPU take twice as long, and five times as long to compile.
    plain = devices.backend == "tensorflow" and devices.kind == "cpu"
    learner.compile(optimizer, jit_compile=False if plain else "auto")
    # Otherwise the first step makes its variables, and TensorFlow traces that step twice; and a
    # checkpoint could not be loaded before it.
    learner.optimizer.build(learner.trainable_variables)
