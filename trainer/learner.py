"""The network in training: bytes and labels in, disturbed on the accelerator, loss out.

One Keras model for both backends: what differs between TensorFlow and JAX, and between one
device and many, is Keras's business. :func:`network_of` gives back the network alone.
"""

from typing import Any

import keras
from keras import layers, ops

from trainer.architectures import FEATURES, LOGITS, MOOD, KerasModel, architecture
from trainer.augment import disturbances
from trainer.errors import TrainingError
from trainer.imagenet import load_pretrained
from trainer.mixup import Mixup
from trainer.objective import GenreLoss, MoodLoss
from trainer.recipe import Recipe


class Learner(keras.Model):
    """Disturbs windows, asks the network about them and knows what it should have said.

    Its input is a dictionary with the arrays of :class:`trainer.batches.Batch`.
    """

    def __init__(self, network: KerasModel, recipe: Recipe, seed: int) -> None:
        """Wrap a network that is to be trained by a recipe."""
        super().__init__(name="learner")
        # Targets and moods stay float32 in half precision; the network casts what it computes.
        self.autocast = False
        self.network = network
        self._disturb = disturbances(recipe.spec, recipe.augmentation, seed)
        beta = recipe.augmentation.mixup
        self._mixup = Mixup(beta, seed + 1) if beta else None
        self._genre_loss = GenreLoss(recipe.genres, recipe.label_smoothing, recipe.root_weight)
        self._mood_loss = MoodLoss(recipe.mood_weight) if recipe.mood_weight else None
        self._accuracy = keras.metrics.Mean("accuracy", dtype="float32")

    def call(self, inputs: dict[str, Any], training: bool = False) -> dict[str, Any]:
        """Return what the network says, beside what it should say, both float32."""
        pictures = self._disturb(inputs["levels"], training=training)
        known = inputs["known"]
        # Mixed with their weights, an unknown mood takes no part in a mixture's.
        mood = ops.concatenate([inputs["mood"] * known, known], axis=-1)
        wanted = (inputs["targets"], mood)
        if self._mixup is not None:
            pictures, wanted = self._mixup(pictures, wanted, training=training)
        said = self.network(pictures, training=training)
        answers = said if isinstance(said, list) else [said]
        named = dict(zip((LOGITS, MOOD), answers, strict=False))
        return {name: ops.cast(answer, "float32") for name, answer in named.items()} | {
            "targets": wanted[0],
            "mood_targets": wanted[1],
        }

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Return the loss of a batch, a scalar in nats."""
        loss = self._genre_loss(y_pred["targets"], y_pred[LOGITS])
        if self._mood_loss is not None:
            loss += self._mood_loss(y_pred["mood_targets"], y_pred[MOOD])
        return loss

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Add a batch to the epoch's accuracy; return the epoch's figures so far."""
        right = ops.argmax(y_pred[LOGITS], axis=-1) == ops.argmax(y_pred["targets"], axis=-1)
        self._accuracy.update_state(ops.cast(right, "float32"))
        return self.get_metrics_result()


def build_network(recipe: Recipe) -> KerasModel:
    """Return a recipe's untrained network: decibels -> logits, or [logits, mood].

    Weights of before are loaded where the recipe names them. The network's variables are
    float32 whatever the precision it computes in.

    Raises:
        TrainingError: no such architecture, or one that cannot have what the recipe asks for.
    """
    chosen = architecture(recipe.architecture)
    network = chosen.build(len(recipe.genres), recipe.spec, recipe.dropout)
    if recipe.weights:
        load_pretrained(network, recipe.weights)
    return _with_mood(network, recipe) if recipe.mood_weight else network


def build_learner(recipe: Recipe, seed: int) -> Learner:
    """Return a recipe's learner, computing in the recipe's precision.

    Raises:
        TrainingError: see :func:`build_network`; or the precision is unknown to Keras.
    """
    before = keras.config.dtype_policy()
    try:
        keras.config.set_dtype_policy(recipe.precision)
        return Learner(build_network(recipe), recipe, seed)
    finally:
        keras.config.set_dtype_policy(before)


def _with_mood(network: KerasModel, recipe: Recipe) -> KerasModel:
    if FEATURES not in {layer.name for layer in network.layers}:
        raise TrainingError(
            f"The architecture {recipe.architecture} has no feature map to read a mood from. "
            "Set mood_weight=0 or take another architecture."
        )
    pooled = layers.GlobalAveragePooling2D()(network.get_layer(FEATURES).output)
    mood = layers.Dense(2, activation="sigmoid", name=MOOD, dtype="float32")(pooled)
    return keras.Model(network.input, [network.output, mood])
