"""The seed's figures stand beside models of its own task, and beside no other."""

from pathlib import Path

import pytest

from genre_core.card import models_folder, read_card
from genre_core.errors import ModelError
from trainer.baselines import seed_baseline
from trainer.seed import SEED_FOLDER

TWENTY = read_card(models_folder() / SEED_FOLDER).genres


def test_a_model_of_the_twenty_genres_stands_beside_the_slides() -> None:
    leaf, root = seed_baseline(TWENTY[::-1], models_folder())
    assert (leaf.name, leaf.value) == ("seed_accuracy", 0.2944)
    assert leaf.low < leaf.value < leaf.high
    assert "its split was not by artist" in leaf.note
    assert (root.name, root.value) == ("seed_root_accuracy", 0.4546)


def test_a_model_of_other_genres_does_not() -> None:
    assert seed_baseline(TWENTY[:19], models_folder()) == ()


def test_where_the_seed_is_not_there_is_no_baseline(tmp_path: Path) -> None:
    assert seed_baseline(TWENTY, tmp_path) == ()


def test_a_damaged_card_of_the_seed_is_no_missing_one(tmp_path: Path) -> None:
    (tmp_path / SEED_FOLDER).mkdir()
    (tmp_path / SEED_FOLDER / "card.json").write_text("{", "utf-8")
    with pytest.raises(ModelError, match="The card of seed-2020 cannot be read"):
        seed_baseline(TWENTY, tmp_path)
