"""What a folder tells of a model's confusions, whole and damaged."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from genre_core.card import CARD, file_hash
from genre_core.errors import ModelError
from genre_core.evaluation.confusions import RATES, read_confusions
from tests.evaluations import evaluation_rows, write_evaluation
from tests.models import write_tiny_model

GENRES = ("Folk", "Jazz", "Metal")


@pytest.fixture
def seed(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "models" / "seed-2020", tmp_path / "seed-2020"))


def resign(folder: Path, name: str) -> None:
    card = json.loads((folder / CARD).read_text("utf-8"))
    card["files"][name] = file_hash(folder / name)
    (folder / CARD).write_text(json.dumps(card), "utf-8")


def test_the_slides_matrix_is_there_without_tracks(seed: Path) -> None:
    known = read_confusions(seed)
    table = pd.read_csv(seed / RATES, index_col="genre")
    rates = {row: dict(table.loc[row].astype(float)) for row in table.index}
    assert known.answers is None
    for row, true in enumerate(known.matrix.names):
        for column, called in enumerate(known.matrix.names):
            by_hand = rates[true][called] * rates[true]["tracks"]
            assert known.matrix.counts[row, column] == pytest.approx(by_hand)


def test_a_model_with_test_tracks_counts_them(tmp_path: Path) -> None:
    rows = evaluation_rows(60, GENRES)
    known = read_confusions(write_evaluation(tmp_path / "made", rows, GENRES))
    assert known.answers is not None
    assert known.matrix.counts.sum() == 60
    assert known.matrix.names == GENRES


def test_a_model_without_answers_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"exported without test answers.*`evaluate`"):
        read_confusions(write_tiny_model(tmp_path / "tiny"))


def test_probabilities_that_are_unknown_are_told(tmp_path: Path) -> None:
    rows = evaluation_rows(20, GENRES)
    rows.loc[4, "p_Jazz"] = np.nan
    with pytest.raises(ModelError, match="negative, unknown or not of sum 1"):
        read_confusions(write_evaluation(tmp_path / "made", rows, GENRES))


def test_a_model_of_one_genre_is_told(seed: Path) -> None:
    card = json.loads((seed / CARD).read_text("utf-8"))
    card["genres"] = ["Rock"]
    (seed / CARD).write_text(json.dumps(card), "utf-8")
    with pytest.raises(ModelError, match="needs two genres or more"):
        read_confusions(seed)


def test_a_genre_outside_the_tree_is_told(seed: Path) -> None:
    card = json.loads((seed / CARD).read_text("utf-8"))
    card["genres"] = ["Rock", "Noise"]
    (seed / CARD).write_text(json.dumps(card), "utf-8")
    with pytest.raises(ModelError, match="no genre named 'Noise'"):
        read_confusions(seed)


@pytest.mark.parametrize(
    ("word", "instead"),
    [("Blues,200", "Blues,many"), ("Blues,200", "Blue,200"), (",0.15", ",-0.15"), ("genre", "g")],
)
def test_a_damaged_printed_matrix_is_told(seed: Path, word: str, instead: str) -> None:
    path = seed / RATES
    path.write_text(path.read_text("utf-8").replace(word, instead, 1), "utf-8")
    resign(seed, RATES)
    with pytest.raises(ModelError, match=f"The {RATES} of seed-2020 cannot be used"):
        read_confusions(seed)


def test_a_printed_matrix_that_was_changed_is_told(seed: Path) -> None:
    (seed / RATES).write_text("genre,tracks\n", "utf-8")
    with pytest.raises(ModelError, match="is not the file that was exported"):
        read_confusions(seed)
