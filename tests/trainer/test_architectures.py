"""The seed's networks layer by layer, as the slides print them; ours, as its card promises."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genre_core.card import Layer
from trainer.__main__ import main
from trainer.architectures import ACTIVATION, ARCHITECTURES, FEATURES, architecture
from trainer.describe import describe, layer_table
from trainer.errors import TrainingError

SLIDES_2M = """
conv2d           125 253  16        272
max_pooling2d     62 126  16          0
conv2d_1          59 123  32      8,224
max_pooling2d_1   29  61  32          0
conv2d_2          27  59  64     18,496
max_pooling2d_2   13  29  64          0
conv2d_3          11  27 128     73,856
max_pooling2d_3    5  13 128          0
dropout            5  13 128          0
flatten                 8320          0
dense                    256  2,130,176
dense_1                   20      5,140
"""
SLIDES_67M = """
conv2d           126 598  32        320
max_pooling2d     63 299  32          0
conv2d_1          61 297  64     18,496
max_pooling2d_1   30 148  64          0
conv2d_2          28 146 128     73,856
max_pooling2d_2   14  73 128          0
flatten               130816          0
dense                    512 66,978,304
dense_1                   20     10,260
"""
DESCRIBED_67M = """\
conv2d (Conv2D)                 (any, 126, 598, 32)         320
max_pooling2d (MaxPooling2D)    (any, 63, 299, 32)            0
conv2d_1 (Conv2D)               (any, 61, 297, 64)       18,496
max_pooling2d_1 (MaxPooling2D)  (any, 30, 148, 64)            0
conv2d_2 (Conv2D)               (any, 28, 146, 128)      73,856
max_pooling2d_2 (MaxPooling2D)  (any, 14, 73, 128)            0
flatten (Flatten)               (any, 130816)                 0
dense (Dense)                   (any, 512)           66,978,304
dense_1 (Dense)                 (any, 20)                10,260
Total                                                67,081,236
"""


@cache
def build(name: str, genres: int = 20) -> Any:
    chosen = architecture(name)
    return chosen.build(genres, chosen.spec)


@pytest.mark.parametrize(
    ("name", "table", "total"),
    [("seed-2m", SLIDES_2M, 2_236_164), ("seed-67m", SLIDES_67M, 67_081_236)],
)
def test_the_seeds_networks_are_those_of_the_slides(name: str, table: str, total: int) -> None:
    expected = []
    for line in table.split("\n")[1:-1]:
        layer, *shape, parameters = line.split()
        expected.append((layer, (None, *map(int, shape)), int(parameters.replace(",", ""))))
    found = describe(build(name))
    assert [(x.name, x.output_shape, x.parameters) for x in found] == expected
    assert sum(layer.parameters for layer in found) == total
    assert {layer.kind for layer in found} <= {
        "Conv2D",
        "MaxPooling2D",
        "Dropout",
        "Flatten",
        "Dense",
    }


@pytest.mark.parametrize("name", ["seed-2m", "seed-67m"])
def test_the_seeds_layers_are_valid_relus_that_end_in_logits(name: str) -> None:
    *hidden, last = [x for x in build(name).layers if hasattr(x, "activation")]
    assert {layer.activation.__name__ for layer in hidden} == {"relu"}
    assert last.activation.__name__ == "linear"
    assert {layer.padding for layer in build(name).layers if hasattr(layer, "padding")} == {"valid"}


def test_rows_do_not_depend_on_what_was_built_before() -> None:
    assert describe(build("residual", 5)) == describe(build.__wrapped__("residual", 5))


def test_the_layers_are_printed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", "seed-67m"]) == 0
    assert capsys.readouterr().out == DESCRIBED_67M


def test_the_number_of_genres_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", "seed-2m", "--genres", "8"]) == 0
    last = capsys.readouterr().out.splitlines()[-2].split()
    assert last == ["dense_1", "(Dense)", "(any,", "8)", "2,056"]


def test_a_table_has_one_width() -> None:
    rows = (Layer("conv2d", "Conv2D", (None, 3, None, 16), 1234), Layer("d", "Dense", (None, 2), 5))
    assert layer_table(rows).splitlines() == [
        "conv2d (Conv2D)  (any, 3, any, 16)  1,234",
        "d (Dense)        (any, 2)               5",
        "Total                               1,239",
    ]


def test_the_residual_network_is_compact() -> None:
    layers = describe(build("residual", 5))
    assert sum(layer.parameters for layer in layers) == 309_333
    assert {FEATURES, ACTIVATION, "logits"} <= {layer.name for layer in layers}


@pytest.mark.parametrize(
    ("name", "millions", "stride"),
    [
        ("residual", 0.3, 16),
        ("residual-wide", 2.8, 16),
        ("efficientnet-v2-b0", 5.9, 32),
        ("mobilenet-v3", 3.0, 32),
    ],
)
def test_logits_are_the_mean_of_the_map_at_any_length(
    name: str, millions: float, stride: int
) -> None:
    import keras

    model = build(name, 3)
    assert round(model.count_params() / 1e6, 1) == millions
    both = keras.Model(model.input, [model.output, model.get_layer(ACTIVATION).output])
    random = np.random.default_rng(3)
    for frames in (156, 401):
        picture = random.uniform(-90.0, 0.0, (2, 80, frames, 1)).astype(np.float32)
        logits, maps = (np.asarray(x) for x in both(picture, training=False))
        assert logits.shape == (2, 3)
        assert maps.shape == (2, -(-80 // stride), -(-frames // stride), 3)
        np.testing.assert_allclose(maps.mean(axis=(1, 2)), logits, atol=1e-5)


def test_dropout_is_the_architectures_own_unless_another_is_asked_for() -> None:
    chosen = architecture("residual")
    rates = [
        [
            layer.rate
            for layer in chosen.build(3, chosen.spec, share).layers
            if hasattr(layer, "rate")
        ]
        for share in (None, 0.1, 0.0)
    ]
    assert rates == [[0.3], [0.1], [0.0]]
    wide = architecture("seed-67m")
    spec = replace(wide.spec, frames=64)
    kinds = [type(layer).__name__ for layer in wide.build(3, spec, 0.2).layers]
    assert kinds.count("Dropout") == 1


def test_every_batch_norm_looks_at_the_batch_of_all_replicas() -> None:
    norms = [x for x in build("residual", 3).layers if type(x).__name__ == "BatchNormalization"]
    backbone = build("mobilenet-v3", 3).get_layer("mobilenet-v3")
    norms += [x for x in backbone.layers if type(x).__name__ == "BatchNormalization"]
    assert len(norms) > 40
    assert all(norm.synchronized for norm in norms)


def test_in_mixed_precision_decibels_and_logits_stay_float32() -> None:
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = build.__wrapped__("residual", 3)
    finally:
        keras.config.set_dtype_policy(before)
    assert model.get_layer(FEATURES).output.dtype == "bfloat16"
    assert model.output.dtype == "float32"
    (scale,) = (layer for layer in model.layers if type(layer).__name__ == "Rescaling")
    assert scale.output.dtype == "float32"


def test_an_architecture_that_does_not_exist_is_answered_with_those_that_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(TrainingError, match=r"'vgg'\. Choose one of seed-67m, seed-2m, residual, "):
        architecture("vgg")
    assert main(["describe", "vgg"]) == 1
    assert "There is no architecture 'vgg'" in capsys.readouterr().err


def test_every_architecture_is_called_by_its_own_name() -> None:
    assert all(name == chosen.name for name, chosen in ARCHITECTURES.items())


def test_the_command_line_shows_the_layers_and_no_log(root: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    done = subprocess.run(
        [sys.executable, "-m", "trainer", "describe", "seed-2m"],
        cwd=root,
        env=ours,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("2,236,164\n")
    assert done.stderr == ""
