"""Visits of the app in this process, with a data folder of each test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.data_folder import fill_own_folder
from tests.pages.visit import Visit


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the data folder that the app uses during the test, with the demo crate in it."""
    folder = fill_own_folder(tmp_path / "data")
    monkeypatch.setenv("SPECTROGRAM_DATA", str(folder))
    monkeypatch.setenv("LIBROSA_DATA_DIR", str(tmp_path / "no-examples"))
    return folder


@pytest.fixture
def visit(data_folder: Path) -> Callable[..., Visit]:
    """Give a function that opens the app as a new visitor, by a link's parameters."""
    return Visit
