"""A trained network in the formats it leaves in: ONNX, Keras's own, LiteRT.

The serving network is the trained one with more outputs, all computed on the way to the logits:
``embedding``, ``activation`` (the class activation map) and, where it was trained to, ``mood``.
Every file is asked about golden pictures before it is let out, and refused unless it answers as
Keras does.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genre_core.card import NETWORK
from trainer.architectures import ACTIVATION, FEATURES, LOGITS, MOOD, KerasModel
from trainer.errors import TrainingError
from trainer.golden import (
    Golden,
    Picture,
    ask_keras,
    ask_litert,
    ask_onnx,
    compare,
    golden_pictures,
    plain_device,
)
from trainer.onnx_graph import onnx_model

KERAS = "model.keras"
LITERT = "model.tflite"


@dataclass(frozen=True, slots=True, eq=False)
class Serving:
    """A network ready to leave, and what it must answer wherever it goes.

    Attributes:
        network: from pictures in decibels to a dictionary of outputs, in float32.
        golden: pictures with the network's answers.
    """

    network: KerasModel
    golden: Golden


def write_networks(model: KerasModel, picture: Picture, folder: Path) -> tuple[str, ...]:
    """Write a trained network in every format that this machine can write.

    Args:
        model: trained, with layers named ``features``, ``class_activation`` and ``logits``.
        picture: float32 (1, bands, frames, 1), what the files are asked.
        folder: where they go.

    Returns:
        The names of the files. LiteRT's is missing where Keras does not run on TensorFlow,
        whose converter it takes; the same weights can be exported there.

    Raises:
        TrainingError: the network cannot be served, or a file answers differently from Keras.
    """
    import keras

    with plain_device():
        serving = serving_network(model, picture)
        write_onnx(serving, folder / NETWORK)
        write_keras(serving, folder / KERAS)
        if keras.config.backend() != "tensorflow":
            return NETWORK, KERAS
        write_litert(serving, folder / LITERT)
    return NETWORK, KERAS, LITERT


def serving_network(model: KerasModel, picture: Picture) -> Serving:
    """Return a copy of a trained network with all outputs and golden answers.

    Args:
        model: see :func:`write_networks`; it is left as it is.
        picture: float32 (1, bands, frames, 1).

    Raises:
        TrainingError: it has no class activation map.
    """
    network = _with_outputs(model)
    free = network.input.shape[2] is None
    return Serving(
        network, tuple((x, ask_keras(network, x)) for x in golden_pictures(picture, free))
    )


def write_onnx(serving: Serving, path: Path) -> None:
    """Write a network as ONNX.

    Raises:
        TrainingError: it has an unknown layer, or ONNX Runtime answers differently from Keras.
    """
    import onnx

    onnx.save(onnx_model(serving.network), path)
    compare("ONNX Runtime", serving.golden, lambda pictures: ask_onnx(path, pictures))


def write_keras(serving: Serving, path: Path) -> None:
    """Write a network as a .keras file, which answers with a dictionary.

    Raises:
        TrainingError: loaded again, it answers differently.
    """
    import keras

    serving.network.save(path)
    loaded = keras.models.load_model(path)
    compare("The .keras file", serving.golden, lambda pictures: ask_keras(loaded, pictures))


def write_litert(serving: Serving, path: Path) -> None:
    """Write a network for LiteRT; on TensorFlow only.

    Raises:
        TrainingError: LiteRT answers differently from Keras.
    """
    serving.network.export(path, format="litert", verbose=False)
    compare("LiteRT", serving.golden, lambda pictures: ask_litert(path, pictures))


def _with_outputs(model: KerasModel) -> KerasModel:
    """Return a copy with all outputs, in float32 and with nothing that only one backend knows."""
    import keras

    names = {layer.name for layer in model.layers}
    lacking = {FEATURES, ACTIVATION, LOGITS} - names
    if lacking:
        raise TrainingError(
            f"The network has no layer named {' or '.join(sorted(lacking))}. The app shows its "
            "evidence on a class activation map, for recordings of any length, and this network "
            "draws none. It can be evaluated; to serve, train another architecture, say residual."
        )
    copy = keras.models.clone_model(model, clone_function=_plain_layer, recursive=True)
    copy.set_weights(model.get_weights())
    pooling = keras.layers.GlobalAveragePooling2D(name="embedding")
    outputs = {
        "logits": copy.get_layer(LOGITS).output,
        "embedding": pooling(copy.get_layer(FEATURES).output),
        "activation": copy.get_layer(ACTIVATION).output,
    }
    if MOOD in names:
        outputs[MOOD] = copy.get_layer(MOOD).output
    return keras.Model(copy.input, outputs, name="serving")


def _plain_layer(layer: Any) -> Any:
    settings = layer.get_config()
    plain = {"dtype": "float32", "synchronized": False}
    return type(layer).from_config(
        settings | {name: value for name, value in plain.items() if name in settings}
    )
