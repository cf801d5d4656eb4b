"""The networks: the seed's two, exactly, and the compact residual CNN that we ship.

Each builder takes the number of genres and returns a Keras model from pictures in decibels,
float32 (batch, bands, frames, 1), to logits, (batch, genres). Softmax belongs to the loss
and to the verdict, so the last layer has no activation. Keras is imported inside the
builders: it takes seconds, and most of the trainer does without.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from genre_core.spectrogram import SEED_PICTURE, SEED_WIDE_PICTURE, WIDE_MEL, SpectrogramSpec
from trainer.errors import TrainingError

KerasModel = Any
"""A ``keras.Model``: Keras ships no types."""

FEATURES = "features"
ACTIVATION = "class_activation"
"""Layer names by which export finds the feature map and the class activation map."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network that can be asked for by name.

    Attributes:
        name: what recipes and the command line call it.
        spec: the picture it was designed for.
        build: genres, bands -> untrained Keras model.
    """

    name: str
    spec: SpectrogramSpec
    build: Callable[[int, SpectrogramSpec], KerasModel]


def seed_67m(genres: int, spec: SpectrogramSpec) -> KerasModel:
    """The seed's first model: 67,081,236 parameters for 20 genres on (128, 600, 1)."""
    return _seed_cnn(genres, spec, ((32, 3), (64, 3), (128, 3)), dense=512, dropout=0.0)


def seed_2m(genres: int, spec: SpectrogramSpec) -> KerasModel:
    """The seed's second model: 2,236,164 parameters for 20 genres on (128, 256, 1).

    The slides show a dropout layer but not its rate; half is Keras's customary choice.
    """
    return _seed_cnn(genres, spec, ((16, 4), (32, 4), (64, 3), (128, 3)), dense=256, dropout=0.5)


def residual(genres: int, spec: SpectrogramSpec) -> KerasModel:
    """A residual CNN with batch norm and global average pooling, 309,000 parameters for 5 genres.

    The number of frames is free: a model trained on 5 s crops can slide over a whole track.
    The genres are read off the feature map by a 1 x 1 convolution before pooling, which gives
    the class activation map (B. Zhou et al., CVPR 2016) without a second computation: its mean
    over the map is the logit.
    """
    from keras import Input, Model, layers

    picture = Input((spec.bands, None, 1), name="decibels")
    # Roughly zero mean and unit spread for every floor, so that one learning rate fits.
    x = layers.Rescaling(-4.0 / spec.floor_db, offset=2.5)(picture)
    x = layers.ReLU()(_convolution(x, 16, 3, stride=2))
    for width, stride in ((16, 1), (32, 2), (64, 2), (128, 2)):
        x = _residual_block(x, width, stride)
    x = layers.Activation("linear", name=FEATURES)(x)
    # Dropping whole channels before the convolution equals dropout after the pooling.
    dropped = layers.SpatialDropout2D(0.3)(x)
    activation = layers.Conv2D(genres, 1, name=ACTIVATION)(dropped)
    return Model(picture, layers.GlobalAveragePooling2D(name="logits")(activation))


ARCHITECTURES = {
    architecture.name: architecture
    for architecture in (
        Architecture("seed-67m", SEED_WIDE_PICTURE, seed_67m),
        Architecture("seed-2m", SEED_PICTURE, seed_2m),
        Architecture("residual", WIDE_MEL, residual),
    )
}


def architecture(name: str) -> Architecture:
    """Return the architecture of this name.

    Raises:
        TrainingError: there is none.
    """
    if name not in ARCHITECTURES:
        raise TrainingError(
            f"There is no architecture {name!r}. Choose one of {', '.join(ARCHITECTURES)}."
        )
    return ARCHITECTURES[name]


def _seed_cnn(
    genres: int,
    spec: SpectrogramSpec,
    convolutions: tuple[tuple[int, int], ...],
    *,
    dense: int,
    dropout: float,
) -> KerasModel:
    from keras import Input, Sequential, layers

    stack = [Input((spec.bands, spec.frames, 1), name="decibels")]
    for filters, size in convolutions:
        stack += [layers.Conv2D(filters, size, activation="relu"), layers.MaxPooling2D(2)]
    if dropout:
        stack.append(layers.Dropout(dropout))
    stack += [layers.Flatten(), layers.Dense(dense, activation="relu"), layers.Dense(genres)]
    return Sequential(stack)


def _convolution(x: Any, width: int, size: int, stride: int = 1) -> Any:
    """Convolve and normalise: (batch, h, w, c) -> (batch, h / stride, w / stride, width)."""
    from keras import layers

    x = layers.Conv2D(width, size, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def _residual_block(x: Any, width: int, stride: int) -> Any:
    from keras import layers

    shortcut = x
    if stride > 1:
        shortcut = _convolution(layers.AveragePooling2D(stride, padding="same")(x), width, 1)
    x = layers.ReLU()(_convolution(x, width, 3, stride))
    return layers.ReLU()(layers.Add()([shortcut, _convolution(x, width, 3)]))
