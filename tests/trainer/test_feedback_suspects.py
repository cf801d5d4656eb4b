"""The labels that a model doubts are found among training rows, ranked, and left alone."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.trainer.held import held_out
from tests.trainer.tracks import GENRES
from trainer.evaluate import Answers, evaluation_rows
from trainer.feedback.errors import EvaluationError
from trainer.feedback.suspects import COLUMNS, Known, find_suspects, read_evaluation

WRONG = 20


def evaluation(skill: float = 4.0) -> pd.DataFrame:
    """480 answers out of fold, of which the last 20 bear another genre than is heard."""
    held = held_out(skill=skill)
    rows = evaluation_rows(Answers.cross(held), 1.0, GENRES)
    following = dict(zip(GENRES, (*GENRES[1:], GENRES[0]), strict=True))
    rows.loc[rows.index[-WRONG:], "genre"] = rows["genre"][-WRONG:].map(following)
    return rows


def known(rows: pd.DataFrame, *reviewed: str) -> Known:
    return Known(frozenset(rows["id"]), frozenset(reviewed))


def test_wrong_labels_are_found_most_suspect_first() -> None:
    rows = evaluation()
    found = find_suspects(rows, known(rows))
    assert tuple(found.columns) == COLUMNS
    hidden = set(rows["id"][-WRONG:])
    assert len(hidden & set(found["id"][:WRONG])) >= 17
    assert found["score"].is_monotonic_increasing
    assert (found["genre"] != found["suggested_genre"]).all()


def test_the_score_is_the_chance_of_the_label() -> None:
    rows = evaluation().set_index("id", drop=False)
    first = find_suspects(rows, known(rows)).iloc[0]
    row = rows.loc[first["id"]]
    assert first["score"] == pytest.approx(row[f"p_{first['genre']}"], abs=1e-4)
    assert first["suggested_genre"] == max(GENRES, key=lambda genre: row[f"p_{genre}"])


def test_nothing_is_changed_and_nothing_deleted() -> None:
    rows = evaluation()
    before = rows.copy()
    find_suspects(rows, known(rows))
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize("part", ["validation", "calibration", "test"])
def test_only_rows_that_are_trained_on_are_doubted(part: str) -> None:
    rows = evaluation().assign(part="train")
    spared = rows.index[-WRONG // 2 :]
    rows.loc[spared, "part"] = part
    found = find_suspects(rows, known(rows))
    assert not set(found["id"]) & set(rows["id"][spared])
    assert len(found) > 0


def test_what_is_confirmed_is_no_candidate() -> None:
    rows = evaluation()
    confirmed = set(rows["id"][-WRONG:])
    found = find_suspects(rows, Known(frozenset(rows["id"]) - confirmed, frozenset()))
    assert not set(found["id"]) & confirmed


def test_what_was_looked_at_is_marked() -> None:
    rows = evaluation()
    worst = find_suspects(rows, known(rows))["id"][0]
    found = find_suspects(rows, known(rows, worst))
    assert list(found["reviewed"]) == [True] + [False] * (len(found) - 1)


def test_a_model_that_is_right_suspects_nobody() -> None:
    rows = evaluation(skill=30.0)[:-WRONG]
    found = find_suspects(rows, known(rows))
    assert len(found) == 0
    assert tuple(found.columns) == COLUMNS


def test_a_genre_of_too_few_labels_is_compared_with_none() -> None:
    rows = evaluation()
    rows["p_Jazz"] = 0.0
    rows.loc[rows.index[0], "genre"] = "Jazz"
    for name in ("Jazz", *GENRES):
        rows.loc[rows.index[0], f"p_{name}"] = float(name == "Jazz")
    found = find_suspects(rows, known(rows))
    assert "Jazz" not in {*found["genre"], *found["suggested_genre"]}


def test_an_evaluation_need_not_name_artists() -> None:
    rows = evaluation().drop(columns=["artist", "title"])
    assert set(find_suspects(rows, known(rows))["artist"]) == {""}


def test_without_training_rows_the_sentence_says_what_to_do() -> None:
    rows = evaluation().assign(part="test")
    with pytest.raises(EvaluationError, match=r"0 of the evaluation's 480 rows.*with folds"):
        find_suspects(rows, known(rows))


def written(rows: pd.DataFrame, folder: Path) -> Path:
    rows.to_parquet(folder / "evaluation.parquet")
    return folder / "evaluation.parquet"


def test_an_evaluation_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = evaluation()
    pd.testing.assert_frame_equal(read_evaluation(written(rows, tmp_path)), rows)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"drop": ["id", "genre"]}, "has no column id, genre"),
        ({"drop": [f"p_{genre}" for genre in GENRES]}, "probabilities of no genre; two"),
        ({"drop": ["p_Rock"]}, "probabilities of Classical, Electronic; .* with Rock"),
        ({"p_Rock": np.nan}, "480 rows .* hold no probabilities, the first of them 't000'"),
        ({"p_Rock": 1.5}, "480 rows .* add up to 1"),
    ],
)
def test_an_evaluation_that_says_nothing_is_refused(
    tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    rows = evaluation()
    lost = change.pop("drop", [])
    assert isinstance(lost, list)
    path = written(rows.drop(columns=lost).assign(**change), tmp_path)
    with pytest.raises(EvaluationError, match=re.compile(sentence, re.DOTALL)):
        read_evaluation(path)


def test_a_file_that_is_no_evaluation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="Run the step `evaluate` first"):
        read_evaluation(tmp_path / "evaluation.parquet")
    (tmp_path / "evaluation.parquet").write_bytes(b"PAR1, or not")
    with pytest.raises(EvaluationError, match="no readable Parquet"):
        read_evaluation(tmp_path / "evaluation.parquet")
