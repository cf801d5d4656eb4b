"""A model's stored answers are read as they were written, or refused with a reason."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from genre_core.calibration import save_calibration
from genre_core.classifier import CALIBRATION
from genre_core.errors import ModelError
from genre_core.evaluation.contestant import EVALUATION, majority, read_contestant
from genre_core.evaluation.summary import accuracy, log_loss
from tests.contests import answer_rows, calibration_of, contestant, renew, write_contestant
from tests.models import GENRES

Edit = Callable[[pd.DataFrame], pd.DataFrame]


def test_answers_are_read_as_they_were_written(tmp_path: Path) -> None:
    found = read_contestant(write_contestant(tmp_path / "tiny", skill=1.0, version="7"))
    rows = answer_rows(200, 1.0).set_index("id")
    assert (found.title, found.genres) == ("tiny 7", GENRES)
    pd.testing.assert_frame_equal(found.rows, rows.drop(columns="title"))
    backwards = GENRES[::-1]
    assert [backwards[label] for label in found.labels(backwards)] == list(rows["genre"])
    assert np.array_equal(found.chances(backwards), found.chances(GENRES)[:, ::-1])


def test_only_some_tracks_come_in_the_order_asked_for() -> None:
    assert list(contestant().only(["t007", "t002"]).rows.index) == ["t007", "t002"]


def test_who_does_not_listen_answers_the_commonest_genre_and_flags_nothing() -> None:
    model = contestant(tracks=202)  # two more of the first genre
    baseline = majority(model)
    assert baseline.title == "always Classical"
    labels, chances = baseline.labels(GENRES), baseline.chances(GENRES)
    shares = np.bincount(labels) / 202
    assert accuracy(labels, chances) == shares.max()
    assert log_loss(labels, chances) == pytest.approx(-(shares * np.log(shares)).sum())
    assert np.ptp(baseline.calibration.probabilities, axis=0).max() == 0.0


def test_a_model_without_stored_answers_cannot_be_compared(tmp_path: Path) -> None:
    folder = write_contestant(tmp_path / "tiny")
    (folder / EVALUATION).unlink()
    renew(folder)
    with pytest.raises(ModelError, match=r"tiny has no evaluation\.parquet: .* Run the trainer's"):
        read_contestant(folder)


def test_answers_that_were_changed_since_the_export_are_refused(tmp_path: Path) -> None:
    folder = write_contestant(tmp_path / "tiny")
    answer_rows(200, 9.0).to_parquet(folder / EVALUATION, index=False)
    with pytest.raises(ModelError, match="not the file that was exported"):
        read_contestant(folder)


@pytest.mark.parametrize("bytes_kept", [0, 3, 100, 2000])
def test_a_truncated_file_is_refused(tmp_path: Path, bytes_kept: int) -> None:
    folder = write_contestant(tmp_path / "tiny")
    (folder / EVALUATION).write_bytes((folder / EVALUATION).read_bytes()[:bytes_kept])
    renew(folder)
    with pytest.raises(ModelError, match=r"evaluation\.parquet of tiny cannot be used"):
        read_contestant(folder)


def test_damage_anywhere_is_refused_or_changes_no_number(tmp_path: Path) -> None:
    """Bytes of a column that is not read, a title's, may change without harm."""
    folder = write_contestant(tmp_path / "tiny")
    chances = read_contestant(folder).rows.filter(like="p_").to_numpy()
    whole = (folder / EVALUATION).read_bytes()
    refused = 0
    random = np.random.default_rng(0)
    for place in random.integers(0, len(whole), 60):
        broken = bytearray(whole)
        broken[place : place + 40] = random.bytes(40)
        (folder / EVALUATION).write_bytes(broken[: len(whole)])
        renew(folder)
        try:
            found = read_contestant(folder)
        except ModelError:
            refused += 1
        else:
            assert np.array_equal(found.rows.filter(like="p_").to_numpy(), chances)
    assert refused > 30


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda rows: rows.drop(columns="p_Rock"), "p_Rock"),
        (lambda rows: rows.iloc[:0], "0 rows; each needs an artist and an id of its own"),
        (lambda rows: pd.concat([rows, rows[:1]]), "201 rows; each needs an artist and an id"),
        (lambda rows: rows.assign(artist=None), "200 rows; each needs an artist"),
        (lambda rows: rows.assign(genre="Polka"), "the labels Polka are no genres of its card"),
        (lambda rows: rows.assign(p_Rock=np.nan), "negative, unknown or not of sum 1"),
        (lambda rows: rows.assign(p_Rock=rows["p_Rock"] + 1), "not of sum 1"),
        (lambda rows: rows.assign(p_Rock="loud"), "cannot be used"),
    ],
)
def test_what_stands_in_the_file_is_checked(tmp_path: Path, edit: Edit, why: str) -> None:
    folder = write_contestant(tmp_path / "tiny")
    edit(answer_rows(200, 2.0)).to_parquet(folder / EVALUATION, index=False)
    renew(folder)
    with pytest.raises(ModelError, match=why):
        read_contestant(folder)


def test_a_calibration_of_another_model_is_refused(tmp_path: Path) -> None:
    folder = write_contestant(tmp_path / "tiny")
    save_calibration(folder / CALIBRATION, calibration_of(1.0, GENRES[::-1]))
    renew(folder)
    with pytest.raises(ModelError, match="The calibration of tiny is for"):
        read_contestant(folder)
