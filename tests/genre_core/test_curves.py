"""Training curves are read while they are written, whoever wrote them, and damage is a sentence."""

import os
from pathlib import Path

import numpy as np
import pytest

from genre_core.card import models_folder
from genre_core.curves import HISTORY, list_runs, read_curves, read_run, runs_folder
from genre_core.errors import ModelError
from trainer.history import COLUMNS

LINES = "epoch,loss,accuracy,seconds\n1,1.9,0.2,10\n2,1.5,0.4,20\n"


def write(path: Path, text: str = LINES) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_models_curves_are_all_there() -> None:
    curves = read_curves(models_folder() / "open-music" / HISTORY)
    assert set(curves.fits) == {"final", *(f"fold-{n}" for n in range(1, 6))}
    assert not curves.validated
    assert not curves.broken


def test_what_the_trainer_writes_now_is_read_with_its_validation(tmp_path: Path) -> None:
    text = ",".join(COLUMNS) + "\n1,1.5,0.3,1.6,0.25,0.001,90,3\n"
    curves = read_curves(write(tmp_path / "fold-1" / HISTORY, text))
    assert curves.validated
    assert curves.fits == ("fold-1",)
    assert curves.rows.loc[0, "val_accuracy"] == 0.25


@pytest.mark.parametrize("end", ["3", "3,", "3,,", "3,,,", "\n", "3,1.2,0.5,30,7,8\n"])
def test_a_line_that_is_being_written_is_left_out(tmp_path: Path, end: str) -> None:
    curves = read_curves(write(tmp_path / "fold-1" / HISTORY, LINES + end))
    assert list(curves.rows["epoch"]) == [1, 2]


def test_a_training_that_broke_down_leaves_a_gap_and_its_name(tmp_path: Path) -> None:
    curves = read_curves(
        write(tmp_path / "fold-1" / HISTORY, LINES + "3,nan,0.1,30\n4,inf,0.1,40\n")
    )
    assert curves.broken == ("fold-1",)
    assert np.isnan(curves.rows["loss"].to_numpy()[2:]).all()


@pytest.mark.parametrize("text", ["", "\x00\x01", "a,b\n1,2\n", "epoch,loss\n1,2\n"])
def test_a_damaged_history_is_told_with_what_was_needed(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "tiny" / HISTORY, text)
    with pytest.raises(ModelError, match=r"history\.csv of tiny cannot be read .* epoch, loss and"):
        read_curves(path)


def test_a_model_without_history_says_who_writes_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no history\.csv of tiny: .* step `export` writes it"):
        read_curves(tmp_path / "tiny" / HISTORY)


def test_runs_are_found_the_newest_first_each_fit_once(tmp_path: Path) -> None:
    for name, when in (("old", 1000), ("new", 2000)):
        for fit in ("fold-1", "fold-2"):
            path = write(tmp_path / name / fit / HISTORY)
            os.utime(path, (when, when))
    write(tmp_path / "old" / HISTORY)  # all fits in one file, once the run is exported
    write(tmp_path / "empty" / "fold-1" / HISTORY, "")
    found = list_runs(tmp_path)
    assert [run.name for run in found] == ["new", "old"]
    assert read_run(found[0]).fits == ("fold-1", "fold-2")
    assert len(read_run(found[1]).rows) == 4
    assert found[0].going_on(2000 + 599)
    assert not found[0].going_on(2000 + 600)


def test_a_run_that_is_taken_away_meanwhile_has_no_epochs(tmp_path: Path) -> None:
    path = write(tmp_path / "run" / "fit" / HISTORY)
    (run,) = list_runs(tmp_path)
    path.unlink()
    assert read_run(run).rows.empty


def test_no_folder_of_runs_has_no_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list_runs(tmp_path / "nowhere") == ()
    assert runs_folder() == Path("runs")
    monkeypatch.setenv("SPECTROGRAM_RUNS", str(tmp_path))
    assert runs_folder() == tmp_path
