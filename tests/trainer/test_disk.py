"""A disk that becomes full ends a fit with a sentence, and takes nothing that was there."""

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.trainer.lessons import RECIPE, lesson
from tests.trainer.tracks import catalogue, write_recordings
from trainer import checkpoint, logbook
from trainer.__main__ import main
from trainer.checkpoint import CHECKPOINT, Progress, read_progress, save_weights
from trainer.disk import explained, whole
from trainer.errors import TrainingError
from trainer.fit import WEIGHTS, fit
from trainer.keeper import BEST
from trainer.logbook import Logbook
from trainer.run import Run
from trainer.steps import perform

SMALL = 100_000
"""Bytes that a file may have: less than a checkpoint or the weights of the tests' network."""


@contextmanager
def files_of(size: int) -> Iterator[None]:
    """While inside, no file of this process can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def unfinished(folder: Path) -> list[Path]:
    return list(folder.rglob("unfinished-*"))


def begin_and_end(path: Path, end: type[BaseException]) -> None:
    with whole(path) as name:
        name.write_text("half")
        raise end


@pytest.mark.parametrize("end", [OSError, KeyboardInterrupt])
def test_a_file_that_is_not_finished_leaves_the_one_before(
    end: type[BaseException], tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("before")
    with pytest.raises(end):
        begin_and_end(tmp_path / "a", end)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "before")]


def test_a_file_that_is_finished_takes_its_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("before")
    with whole(tmp_path / "a", room=9) as name:
        name.write_text("after")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "after")]


def test_without_room_nobody_begins_to_write(tmp_path: Path) -> None:
    begun = []
    with pytest.raises(OSError, match="File too large"), files_of(10), whole(tmp_path / "a", 11):
        begun.append("written")
    assert not begun
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.ENOSPC, "a page\nof HDF5"),
            "The disk is full: runs could not be written (No space left on device). All is kept. "
            "Free some room and run it again.",
        ),
        (
            PermissionError(errno.EACCES, "no"),
            "The disk fails: runs could not be written (Permission denied). All is kept. Make the "
            "folder writable and run it again.",
        ),
        (
            OSError("a library's own"),
            "The disk fails: runs could not be written (a library's own). All is kept. Make the "
            "folder writable and run it again.",
        ),
    ],
)
def test_what_the_system_says_becomes_a_sentence(error: OSError, said: str) -> None:
    with (
        pytest.raises(TrainingError) as caught,
        explained(Path("runs"), lambda: "All is kept.", "it"),
    ):
        raise error
    assert str(caught.value) == said


def test_of_a_step_that_also_reads_only_a_full_disk_is_explained() -> None:
    absent = FileNotFoundError(errno.ENOENT, "No such file", "manifest.csv")
    with (
        pytest.raises(FileNotFoundError) as caught,
        explained(Path("runs"), lambda: "", "it", only_full=True),
    ):
        raise absent
    assert caught.value is absent


def test_a_disk_that_is_full_keeps_the_checkpoint_before_and_the_fit_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = np.savez

    def half(file: Any, **arrays: Any) -> None:
        if '"epoch": 2' not in str(arrays["progress"]):
            save(file, **arrays)
            return
        file.write(b"half")
        full()

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", half)
        with pytest.raises(TrainingError) as caught:
            fit(lesson(epochs=3), tmp_path)
    assert str(caught.value) == (
        f"The disk is full: {tmp_path} could not be written (No space left on device). The "
        "checkpoint of epoch 1 is kept. Free some room and run the same command again."
    )
    assert read_progress(tmp_path).epoch == 1
    assert not unfinished(tmp_path)
    fit(lesson(epochs=3), tmp_path)
    assert (tmp_path / WEIGHTS).exists()


def test_a_full_disk_is_said_of_the_diary_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Logbook(tmp_path, lesson(), Progress(), 1)
    monkeypatch.setattr(logbook, "keep_history", full)
    with pytest.raises(TrainingError, match=r"The disk is full: .* No epoch was done yet\."):
        book.on_train_begin()


@pytest.mark.parametrize("name", [BEST, WEIGHTS])
def test_weights_that_find_no_room_leave_nothing(name: str, tmp_path: Path) -> None:
    """HDF5 itself would leave a part, write a page of its own, and crash the process later."""
    import keras

    network = keras.Sequential([keras.Input((200,)), keras.layers.Dense(200)])
    said = r"The disk is full: .* \(File too large\)\. No epoch"
    with pytest.raises(TrainingError, match=said), files_of(SMALL):
        save_weights(network, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_the_room_that_weights_ask_for_is_enough(tmp_path: Path) -> None:
    import keras

    layers = [keras.layers.Dense(3) for _ in range(40)]
    network = keras.Sequential([keras.Input((3,)), *layers, keras.layers.BatchNormalization()])
    asked: list[int] = []

    @contextmanager
    def measured(path: Path, room: int) -> Iterator[Path]:
        asked.append(room)
        yield path

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoint, "whole", measured)
        save_weights(network, tmp_path / WEIGHTS)
    assert (tmp_path / WEIGHTS).stat().st_size <= asked[0]


def test_the_command_says_which_folder_is_full_and_returns_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = write_recordings(tmp_path / "recordings", catalogue())
    recipe = tmp_path / "tiny.py"
    recipe.write_text(
        '"""Tiny."""\n\nfrom tests.trainer.lessons import RECIPE as RECIPE\n', "utf-8"
    )
    run = Run(RECIPE, manifest, tmp_path / "runs" / RECIPE.name)
    perform(run, ["features", "split"])
    command = ["fit", str(recipe), "--manifest", str(manifest), "--runs", str(tmp_path / "runs")]
    with files_of(SMALL):
        code = main(command)
    assert code == 1
    fold = run.folder / "fold-1"
    assert f"The disk is full: {fold} could not be written (File too large)." in (
        capsys.readouterr().err
    )
    assert not unfinished(run.folder)
    assert not (fold / CHECKPOINT).exists()
