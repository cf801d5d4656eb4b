"""A model folder that is whole in every respect but skill, made in a tenth of a second.

Its network has random weights: a convolution of 4 x 4 at stride 4, a ReLU (the features) and a
convolution of 1 x 1 (the class activation map). Three genres, pictures of about one second.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from genre_core.calibration import Calibration, save_calibration
from genre_core.card import (
    NETWORK,
    DataSource,
    Layer,
    Metric,
    ModelCard,
    file_hash,
    write_card,
)
from genre_core.classifier import CALIBRATION, GOLDEN
from genre_core.conformal import probabilities
from genre_core.spectrogram import Scale, SpectrogramSpec

GENRES = ("Classical", "Electronic", "Rock")
FEATURES = 6
PATCH = 4
SPEC = SpectrogramSpec(
    sample_rate=8000, n_fft=256, hop=128, bands=16, frames=64,
    scale=Scale.LINEAR, min_hz=0.0, max_hz=4000.0,
)  # fmt: skip


def weights() -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Patches (6, 1, 4, 4), readers (3, 6, 1, 1) and their biases (3,)."""
    random = np.random.default_rng(440)
    patches = random.normal(0.0, 0.02, (FEATURES, 1, PATCH, PATCH))
    readers = random.normal(0.0, 1.0, (len(GENRES), FEATURES, 1, 1))
    biases = np.array([0.3, 0.0, -0.3], np.float32)
    return patches.astype(np.float32), readers.astype(np.float32), biases


def write_network(
    path: Path, outputs: tuple[str, ...] = ("logits", "embedding", "activation")
) -> None:
    """Write the graph; pictures (n, 16, frames, 1) in, ``outputs`` out."""
    names = ("patches", "readers", "bias")
    stored = [numpy_helper.from_array(w, name) for name, w in zip(names, weights(), strict=True)]
    node = helper.make_node
    nodes = [
        node("Transpose", ["decibels"], ["planes"], perm=[0, 3, 1, 2]),
        node("Conv", ["planes", "patches"], ["raised"], strides=[PATCH, PATCH]),
        node("Relu", ["raised"], ["features"]),
        node("Conv", ["features", "readers", "bias"], ["read"]),
        node("Transpose", ["read"], ["activation"], perm=[0, 2, 3, 1]),
        node("ReduceMean", ["read"], ["logits"], axes=[2, 3], keepdims=0),
        node("ReduceMean", ["features"], ["embedding"], axes=[2, 3], keepdims=0),
    ]
    shapes: dict[str, list[str | int | None]] = {
        "logits": ["n", len(GENRES)],
        "embedding": ["n", FEATURES],
        "activation": ["n", SPEC.bands // PATCH, "columns", len(GENRES)],
    }
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "tiny",
        [value("decibels", TensorProto.FLOAT, ["n", SPEC.bands, "frames", 1])],
        [value(name, TensorProto.FLOAT, shapes[name]) for name in outputs],
        stored,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    onnx.save(made, path)


def by_hand(pictures: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the network answers, patch by patch: pictures (n, 16, frames) -> map (n, 4, c, 3)."""
    patches, readers, bias = (x.astype(np.float64) for x in weights())
    rows, columns = SPEC.bands // PATCH, pictures.shape[2] // PATCH
    answer = np.empty((len(pictures), rows, columns, len(GENRES)))
    for n, picture in enumerate(pictures):
        for row in range(rows):
            for column in range(columns):
                patch = picture[row * PATCH :, column * PATCH :][:PATCH, :PATCH]
                features = np.maximum(0.0, (patches[:, 0] * patch).sum(axis=(1, 2)))
                answer[n, row, column] = readers[:, :, 0, 0] @ features + bias
    return answer


def golden_picture() -> NDArray[np.float32]:
    """One picture, (1, 16, 64), without any pattern."""
    noise = np.random.default_rng(7).uniform(-80.0, 0.0, (1, SPEC.bands, SPEC.frames))
    return noise.astype(np.float32)


def honest_answers(per_genre: int = 30) -> Calibration:
    """A calibration in which the true genre tends to win."""
    random = np.random.default_rng(11)
    labels = np.repeat(np.arange(len(GENRES)), per_genre)
    logits = random.normal(size=(len(labels), len(GENRES)))
    logits[np.arange(len(labels)), labels] += 1.5
    return Calibration(GENRES, 1.2, labels, probabilities(logits, 1.2))


def tiny_card(files: dict[str, str]) -> ModelCard:
    """The card of the tiny model."""
    return ModelCard(
        name="tiny",
        version="1",
        title="A tiny model",
        description="Random weights.",
        created="2020-01-01",
        genres=GENRES,
        spec=SPEC,
        crops=3,
        metrics=(Metric("accuracy", "Accuracy", 0.5, 0.4, 0.6, "made up"),),
        data=(DataSource("nowhere", 2, None, "CC0-1.0", "nobody"),),
        layers=(Layer("conv2d", "Conv2D", (None, 4, None, FEATURES), 96),),
        recipe={"epochs": 0},
        intended_use=("To be tested.",),
        limits=("It knows nothing.",),
        files=files,
    )


def write_tiny_model(folder: Path) -> Path:
    """Write the whole folder and return it."""
    folder.mkdir(parents=True)
    write_network(folder / NETWORK)
    save_calibration(folder / CALIBRATION, honest_answers())
    picture = golden_picture()
    logits = by_hand(picture).mean(axis=(1, 2))[0].astype(np.float32)
    np.savez(folder / GOLDEN, pictures=picture, logits=logits)
    sign(folder)
    return folder


def sign(folder: Path) -> None:
    """Write the card anew, with the SHA-256 of every file that is there."""
    files = sorted(path for path in folder.iterdir() if path.name != "card.json")
    write_card(tiny_card({path.name: file_hash(path) for path in files}), folder)
