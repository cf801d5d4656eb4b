"""Weights of an earlier training: what fits is loaded, what does not is refused."""

import urllib.request
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainer.architectures import architecture
from trainer.errors import TrainingError
from trainer.imagenet import load_pretrained, set_frozen

NAME = "mobilenet-v3"


@cache
def network() -> Any:
    chosen = architecture(NAME)
    return chosen.build(3, chosen.spec)


@cache
def application() -> Any:
    """The backbone as keras.applications makes it, its batch norm as if it had been trained."""
    from keras import applications

    made = applications.MobileNetV3Large(
        input_shape=(None, None, 3), include_top=False, weights=None, include_preprocessing=False
    )
    random = np.random.default_rng(5)
    made.set_weights([x + random.uniform(0.0, 0.1, x.shape) for x in made.get_weights()])
    return made


@pytest.mark.parametrize("suffix", [".weights.h5", ".h5", ".keras"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_a_local_file_gives_the_backbone_its_weights(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"earlier{suffix}"
    save = application().save_weights if suffix == ".weights.h5" else application().save
    save(path)
    backbone = network().get_layer(NAME)
    backbone.set_weights([np.zeros_like(x) for x in backbone.get_weights()])
    load_pretrained(network(), str(path))
    for found, wanted in zip(backbone.get_weights(), application().get_weights(), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_the_backbone_answers_as_the_application_that_it_was_made_from() -> None:
    backbone = network().get_layer(NAME)
    backbone.set_weights(application().get_weights())
    # At multiples of 32 even a picture that is padded beforehand is padded right.
    picture = np.random.default_rng(7).normal(size=(1, 64, 96, 3)).astype(np.float32)
    found, wanted = (np.asarray(x(picture, training=False)) for x in (_free(), application()))
    np.testing.assert_allclose(found, wanted, atol=1e-4 * np.abs(wanted).max())


def test_without_weights_nothing_is_loaded_nor_needed() -> None:
    chosen = architecture("residual")
    load_pretrained(chosen.build(2, chosen.spec), "")


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    import keras

    other = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    other.save_weights(tmp_path / "other.weights.h5")
    with pytest.raises(TrainingError, match=r"other\.weights\.h5 do not fit mobilenet-v3: .*top"):
        load_pretrained(network(), str(tmp_path / "other.weights.h5"))


def test_weights_that_lack_a_layer_are_refused(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py", reason="Keras brings it")
    path = tmp_path / "part.weights.h5"
    application().save_weights(path)
    with h5py.File(path, "r+") as file:
        del file["layers/conv_1" if "layers/conv_1" in file else "layers/conv2d"]
    with pytest.raises(TrainingError, match=r"part\.weights\.h5 do not fit mobilenet-v3"):
        load_pretrained(network(), str(path))


@pytest.mark.parametrize("suffix", [".weights.h5", ".h5", ".keras"])
def test_a_torn_file_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"torn{suffix}"
    path.write_bytes(b"no weights")
    with pytest.raises(TrainingError, match=r"torn.* do not fit mobilenet-v3"):
        load_pretrained(network(), str(path))


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(TrainingError, match=r"no file of weights at absent\.h5\. Give a \.h5"):
        load_pretrained(network(), "absent.h5")


def test_without_a_network_the_weights_are_asked_for_as_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    # Port 9 of this machine answers nobody.
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setattr(urllib.request, "_opener", None)
    with pytest.raises(TrainingError, match=r"'imagenet' of mobilenet-v3 could not .* as weights"):
        load_pretrained(network(), "imagenet")


def test_a_frozen_backbone_keeps_its_statistics_and_a_thawed_one_learns_them() -> None:
    import keras

    norm = network().get_layer(NAME).get_layer("conv_bn")
    new = {x.path for x in network().get_layer("class_activation").weights}
    picture = np.random.default_rng(9).uniform(-90, 0, (2, 80, 64, 1)).astype(np.float32)
    set_frozen(network(), True)
    before = keras.ops.convert_to_numpy(norm.moving_mean).copy()
    network()(picture, training=True)
    assert {x.path for x in network().trainable_variables} == new
    np.testing.assert_array_equal(norm.moving_mean, before)
    set_frozen(network(), False)
    network()(picture, training=True)
    assert len(network().trainable_variables) > 100
    assert np.abs(np.asarray(norm.moving_mean) - before).max() > 0


@pytest.mark.parametrize("name", ["residual", "seed-2m"])
def test_a_network_without_a_backbone_can_neither_be_frozen_nor_be_given_weights(
    name: str,
) -> None:
    chosen = architecture(name)
    model = chosen.build(2, chosen.spec)
    message = "not built on one that was trained before.*efficientnet-v2-b0 or mobilenet-v3"
    with pytest.raises(TrainingError, match=message):
        set_frozen(model, True)
    with pytest.raises(TrainingError, match=message):
        load_pretrained(model, "imagenet")


def _free() -> Any:
    """The backbone for pictures of any height."""
    from trainer.imagenet import build_backbone

    made = build_backbone(NAME, 64)
    made.set_weights(application().get_weights())
    return made
