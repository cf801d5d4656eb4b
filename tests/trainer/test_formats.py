"""A network answers alike in every format, and a file that does not is not let out."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.architectures import ACTIVATION, FEATURES, MOOD, architecture
from trainer.errors import TrainingError
from trainer.formats import serving_network, write_networks, write_onnx
from trainer.golden import ask_litert, ask_onnx, compare

ON_JAX = """
import sys
from pathlib import Path

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("tensorflow", "tf2onnx"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import numpy as np
from tests.trainer.test_formats import small_network
from trainer.formats import write_networks
folder = Path(sys.argv[1])
model = small_network()
model.load_weights(folder / "trained.weights.h5")
print(*write_networks(model, np.load(folder / "picture.npy"), folder))
"""


def small_network() -> Any:
    """A network of the shape that export needs, in mixed precision, with a mood."""
    from keras import Input, Model, layers

    picture = Input((16, None, 1), name="decibels")
    x = layers.Rescaling(0.05, offset=2.5, dtype="float32")(picture)
    policy = "mixed_bfloat16"
    x = layers.Conv2D(4, 3, strides=2, padding="same", dtype=policy)(x)
    x = layers.BatchNormalization(dtype=policy)(x)
    x = layers.ReLU(dtype=policy, name=FEATURES)(x)
    activation = layers.Conv2D(3, 1, name=ACTIVATION, dtype=policy)(x)
    logits = layers.GlobalAveragePooling2D(name="logits", dtype="float32")(activation)
    pooled = layers.GlobalAveragePooling2D(dtype=policy)(x)
    mood = layers.Dense(2, activation="sigmoid", name=MOOD, dtype=policy)(pooled)
    return Model(picture, [logits, mood])


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were made of a network, the network, and what they are asked."""

    folder: Path
    names: tuple[str, ...]
    model: Any
    picture: NDArray[np.float32]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("written")
    random = np.random.default_rng(13)
    model = small_network()
    model.set_weights([x + random.uniform(0.0, 0.4, x.shape) for x in model.get_weights()])
    picture = random.uniform(-90.0, 0.0, (1, 16, 41, 1)).astype(np.float32)
    return Written(folder, write_networks(model, picture, folder), model, picture)


def test_every_format_is_written(written: Written) -> None:
    assert written.names == ("model.onnx", "model.keras", "model.tflite")
    assert {path.name for path in written.folder.iterdir()} >= set(written.names)


def test_every_format_answers_alike_for_any_batch_and_length(written: Written) -> None:
    import keras

    loaded = keras.models.load_model(written.folder / "model.keras")
    random = np.random.default_rng(17)
    for shape in ((1, 16, 41, 1), (3, 16, 58, 1)):
        pictures = random.uniform(-90.0, 0.0, shape).astype(np.float32)
        by_onnx = ask_onnx(written.folder / "model.onnx", pictures)
        by_litert = ask_litert(written.folder / "model.tflite", pictures)
        by_keras = loaded(pictures, training=False)
        assert set(by_onnx) == {"logits", "embedding", "activation", "mood"}
        for name, values in by_onnx.items():
            np.testing.assert_allclose(by_litert[name], values, atol=1e-4)
            np.testing.assert_allclose(by_keras[name], values, atol=1e-4)
        maps, features = by_onnx["activation"], by_onnx["embedding"]
        assert (maps.shape[0], features.shape) == (shape[0], (shape[0], 4))
        np.testing.assert_allclose(maps.mean(axis=(1, 2)), by_onnx["logits"], atol=1e-5)


def test_what_leaves_is_float32_though_the_training_was_not(written: Written) -> None:
    serving = serving_network(written.model, written.picture).network
    assert {layer.compute_dtype for layer in serving.layers} == {"float32"}
    # The network in training is not touched.
    assert written.model.get_layer(FEATURES).compute_dtype == "bfloat16"
    said = np.asarray(written.model(written.picture, training=False)[0])
    here = ask_onnx(written.folder / "model.onnx", written.picture)["logits"]
    np.testing.assert_allclose(here, said, atol=0.1)


def test_jax_without_tensorflow_writes_the_same_graph(
    written: Written, root: Path, tmp_path: Path
) -> None:
    written.model.save_weights(tmp_path / "trained.weights.h5")
    np.save(tmp_path / "picture.npy", written.picture)
    done = subprocess.run(
        [sys.executable, "-c", ON_JAX, str(tmp_path)],
        cwd=root,
        env=os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["model.onnx", "model.keras"]
    here, there = (
        ask_onnx(folder / "model.onnx", written.picture) for folder in (written.folder, tmp_path)
    )
    for name, values in here.items():
        np.testing.assert_array_equal(values, there[name])


def test_our_default_network_leaves_in_onnx_as_it_is(tmp_path: Path) -> None:
    chosen = architecture("residual")
    model = chosen.build(3, chosen.spec)
    picture = np.random.default_rng(19).uniform(-90.0, 0.0, (1, 80, 156, 1)).astype(np.float32)
    write_onnx(serving_network(model, picture), tmp_path / "model.onnx")
    found = ask_onnx(tmp_path / "model.onnx", picture)
    assert set(found) == {"logits", "embedding", "activation"}
    np.testing.assert_allclose(found["logits"], model(picture, training=False), atol=1e-5)


@pytest.mark.parametrize("name", ["seed-2m", "seed-67m"])
def test_a_network_without_a_class_activation_map_is_not_let_out(name: str, tmp_path: Path) -> None:
    chosen = architecture(name)
    spec = replace(chosen.spec, frames=64)
    picture = np.zeros((1, 128, 64, 1), np.float32)
    with pytest.raises(TrainingError, match=r"no layer named class_activation or .*can be evalua"):
        write_networks(chosen.build(2, spec), picture, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [1.0002, np.nan])
def test_a_file_that_answers_otherwise_is_not_let_out(written: Written, wrong: float) -> None:
    golden = serving_network(written.model, written.picture).golden
    path = written.folder / "model.onnx"

    def ask(pictures: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        answers = ask_onnx(path, pictures)
        return answers | {"embedding": answers["embedding"] * np.float32(wrong)}

    compare("ONNX Runtime", golden, lambda pictures: ask_onnx(path, pictures))
    with pytest.raises(TrainingError, match=r"and Keras differ by .* in embedding on golden pict"):
        compare("ONNX Runtime", golden, ask)
