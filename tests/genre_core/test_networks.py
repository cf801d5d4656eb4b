"""The story of the networks is told by their own layers."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from genre_core.card import Layer, models_folder, read_card
from genre_core.errors import ModelError
from genre_core.networks import Network, networks, shape_words, story, values
from tests.models import tiny_card


def test_the_seeds_two_networks_and_ours_have_the_weights_that_are_known() -> None:
    found = [
        network
        for name in ("seed-2020", "open-music")
        for network in networks(read_card(models_folder() / name), models_folder() / name)
    ]
    assert [network.parameters for network in found] == [67_081_236, 2_236_164, 309_333]
    assert [network.shipped for network in found] == [False, True, True]
    assert found[0].heaviest.kind == "Dense"
    assert found[0].heaviest_share == 66_978_304 / 67_081_236
    assert [share for _, share in story(found)] == [1, 2_236_164 / 67_081_236, 309_333 / 2_236_164]


def test_a_card_without_layers_has_no_network(tmp_path: Path) -> None:
    assert [network.parameters for network in networks(tiny_card({}), tmp_path)] == [96]
    assert networks(replace(tiny_card({}), layers=()), tmp_path) == ()
    assert story(()) == ()


def test_a_shape_is_written_without_the_batch() -> None:
    layer = Layer("conv2d", "Conv2D", (None, 80, None, 1600), 0)
    assert shape_words(layer) == "80 × any × 1,600"
    assert values(layer) is None
    assert values(Layer("flatten", "Flatten", (None, 4, 5), 0)) == 20


def test_a_network_without_weights_divides_by_nothing() -> None:
    empty = Network("empty", (Layer("a", "Add", (None, 1), 0),))
    assert empty.heaviest_share == 0
    assert [share for _, share in story([empty, empty])] == [0, 0]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"layers": []}', json.dumps({"title": "x", "layers": [{"name": "a"}]})]
)
def test_damaged_layers_are_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "layers-old.json").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=r"layers-old\.json of tiny cannot be read"):
        networks(tiny_card({"layers-old.json": "0" * 64}), tmp_path)
