"""The networks: the seed's two, exactly, our residual CNNs, and two that were made for photographs.

Each builder takes the number of genres, the picture's spec and the dropout, and returns a Keras
model from pictures in decibels, float32 (batch, bands, frames, 1), to logits, (batch, genres).
Softmax belongs to the loss and to the verdict, so the last layer has no activation. Keras is
imported inside the builders: it takes seconds, and most of the trainer does without.

All but the seed's end alike: a 1 x 1 convolution reads the genres off the feature map before it
is pooled, which gives the class activation map (B. Zhou et al., CVPR 2016) without a second
computation: its mean over the map is the logit. Their number of frames is free: a model trained
on 5 s crops can slide over a whole track.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from genre_core.spectrogram import SEED_PICTURE, SEED_WIDE_PICTURE, WIDE_MEL, SpectrogramSpec
from trainer.errors import TrainingError
from trainer.imagenet import build_backbone, norms_need_synchronising

KerasModel = Any
"""A ``keras.Model``: Keras ships no types."""

FEATURES = "features"
ACTIVATION = "class_activation"
LOGITS = "logits"
MOOD = "mood"
"""Names of the layers with the feature map, the class activation map, its mean, and the mood."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network that can be asked for by name.

    Attributes:
        name: what recipes and the command line call it.
        spec: the picture it was designed for.
        dropout: the share that it drops before the answer unless it is told another.
        builder: genres, spec, dropout -> untrained Keras model.
        served: whether it has the class activation map that the app shows; the seed's have not.
    """

    name: str
    spec: SpectrogramSpec
    dropout: float
    builder: Callable[[int, SpectrogramSpec, float], KerasModel]
    served: bool = True

    def build(self, genres: int, spec: SpectrogramSpec, dropout: float | None = None) -> KerasModel:
        """Return an untrained network; a dropout, 0 <= share < 1, takes the place of its own."""
        return self.builder(genres, spec, self.dropout if dropout is None else dropout)


def seed_67m(genres: int, spec: SpectrogramSpec, dropout: float) -> KerasModel:
    """The seed's first model: 67,081,236 parameters for 20 genres on (128, 600, 1)."""
    return _seed_cnn(genres, spec, ((32, 3), (64, 3), (128, 3)), dense=512, dropout=dropout)


def seed_2m(genres: int, spec: SpectrogramSpec, dropout: float) -> KerasModel:
    """The seed's second model: 2,236,164 parameters for 20 genres on (128, 256, 1).

    The slides show a dropout layer but not its rate; half is Keras's customary choice.
    """
    convolutions = ((16, 4), (32, 4), (64, 3), (128, 3))
    return _seed_cnn(genres, spec, convolutions, dense=256, dropout=dropout)


def residual(genres: int, spec: SpectrogramSpec, dropout: float) -> KerasModel:
    """A residual CNN with batch norm, 309,000 parameters for 5 genres."""
    return residual_cnn(genres, spec, ((16, 1), (32, 2), (64, 2), (128, 2)), dropout=dropout)


def residual_wide(genres: int, spec: SpectrogramSpec, dropout: float) -> KerasModel:
    """Twice as wide and twice as deep, 2,800,000 parameters: for a thousand tracks a genre."""
    stages = ((32, 1), (64, 2), (128, 2), (256, 2))
    blocks = tuple(block for width, stride in stages for block in ((width, stride), (width, 1)))
    return residual_cnn(genres, spec, blocks, dropout=dropout)


def efficientnet_v2_b0(genres: int, spec: SpectrogramSpec, dropout: float) -> KerasModel:
    """The smallest EfficientNetV2, 5,900,000 parameters (M. Tan and Q. V. Le, ICML 2021)."""
    return _on_backbone("efficientnet-v2-b0", genres, spec, dropout)


def mobilenet_v3(genres: int, spec: SpectrogramSpec, dropout: float) -> KerasModel:
    """MobileNetV3, 3,000,000 parameters (A. Howard et al., ICCV 2019).

    The large one: with ImageNet's weights it was shown to hear (F. Schmid et al., ICASSP 2023).
    """
    return _on_backbone("mobilenet-v3", genres, spec, dropout)


ARCHITECTURES = {
    architecture.name: architecture
    for architecture in (
        Architecture("seed-67m", SEED_WIDE_PICTURE, 0.0, seed_67m, served=False),
        Architecture("seed-2m", SEED_PICTURE, 0.5, seed_2m, served=False),
        Architecture("residual", WIDE_MEL, 0.3, residual),
        Architecture("residual-wide", WIDE_MEL, 0.3, residual_wide),
        Architecture("efficientnet-v2-b0", WIDE_MEL, 0.2, efficientnet_v2_b0),
        Architecture("mobilenet-v3", WIDE_MEL, 0.2, mobilenet_v3),
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
    stack += [layers.Flatten(), layers.Dense(dense, activation="relu")]
    return Sequential([*stack, layers.Dense(genres, dtype="float32")])


def residual_cnn(
    genres: int,
    spec: SpectrogramSpec,
    blocks: tuple[tuple[int, int], ...],
    *,
    dropout: float,
) -> KerasModel:
    """Build a residual CNN from its blocks' widths and strides; the first is the stem's width."""
    from keras import Input, layers

    picture = Input((spec.bands, None, 1), name="decibels")
    x = layers.ReLU()(_convolution(_standardised(picture, spec), blocks[0][0], 3, stride=2))
    for width, stride in blocks:
        x = _residual_block(x, width, stride)
    return _answer(picture, x, genres, dropout)


def _on_backbone(name: str, genres: int, spec: SpectrogramSpec, dropout: float) -> KerasModel:
    from keras import Input, layers

    picture = Input((spec.bands, None, 1), name="decibels")
    x = _standardised(picture, spec)
    # Red, green and blue of a grey picture, of about the mean and spread of ImageNet's.
    x = layers.Concatenate()([x, x, x])
    return _answer(picture, build_backbone(name, spec.bands)(x), genres, dropout)


def _standardised(picture: Any, spec: SpectrogramSpec) -> Any:
    """Bring decibels of any floor to roughly zero mean and unit spread, for one learning rate."""
    from keras import layers

    # In float32 under every policy: bfloat16 knows -90 dB only to half a decibel.
    return layers.Rescaling(-4.0 / spec.floor_db, offset=2.5, dtype="float32")(picture)


def _answer(picture: Any, x: Any, genres: int, dropout: float) -> KerasModel:
    """End a network: feature map, class activation map, logits."""
    from keras import Model, layers

    x = layers.Activation("linear", name=FEATURES)(x)
    # Dropping whole channels before the convolution equals dropout after the pooling.
    dropped = layers.SpatialDropout2D(dropout)(x)
    activation = layers.Conv2D(genres, 1, name=ACTIVATION)(dropped)
    pooled = layers.GlobalAveragePooling2D(name=LOGITS, dtype="float32")(activation)
    return Model(picture, pooled)


def _convolution(x: Any, width: int, size: int, stride: int = 1) -> Any:
    """Convolve and normalise: (batch, h, w, c) -> (batch, h / stride, w / stride, width)."""
    from keras import layers

    x = layers.Conv2D(width, size, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization(synchronized=norms_need_synchronising())(x)


def _residual_block(x: Any, width: int, stride: int) -> Any:
    from keras import layers

    shortcut = x
    if stride > 1:
        shortcut = _convolution(layers.AveragePooling2D(stride, padding="same")(x), width, 1)
    x = layers.ReLU()(_convolution(x, width, 3, stride))
    return layers.ReLU()(layers.Add()([shortcut, _convolution(x, width, 3)]))
