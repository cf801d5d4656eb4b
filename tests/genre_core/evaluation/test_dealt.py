"""How tracks were dealt is counted from the rows themselves."""

from pathlib import Path

import pandas as pd

from genre_core.card import models_folder
from genre_core.evaluation.contestant import EVALUATION, read_contestant
from genre_core.evaluation.dealt import deal, read_folds
from tests.contests import contestant, write_contestant
from tests.models import GENRES


def test_folds_of_the_shipped_model_add_up() -> None:
    folder = models_folder() / "open-music"
    rows = pd.read_parquet(folder / EVALUATION)
    found = deal(read_contestant(folder), read_folds(folder))
    assert found.folds == 5
    for one in found.genres:
        own = rows[rows["genre"] == one.genre]
        assert (one.tracks, one.artists) == (len(own), own["artist"].nunique())
        assert one.folds == tuple(own["fold"].value_counts().sort_index())
    assert sum(one.tracks for one in found.genres) == found.whole.tracks == len(rows)
    assert found.whole.calibration == sum(one.calibration for one in found.genres)


def test_one_split_has_no_folds(tmp_path: Path) -> None:
    assert read_folds(write_contestant(tmp_path / "tiny")) is None
    found = deal(contestant(120), None)
    assert found.folds == 0
    assert [(one.genre, one.tracks, one.folds, one.calibration) for one in found.genres] == [
        (genre, 40, (), 60) for genre in GENRES
    ]
