"""Visits of the app in this process, with a data folder of each test's own."""

import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from genre_core.people import LOCAL
from genre_core.scan.demo import fill_desk
from genre_core.store.engine import Store, database_url, open_store
from pages.parts import resources
from tests.data_folder import fill_own_folder
from tests.pages.visit import Visit


@pytest.fixture(scope="session", autouse=True)
def one_look_at_the_installed_packages() -> Iterator[None]:
    """Let Streamlit look for components among the installed packages once, not in every visit.

    It reads the metadata of each package, which is half a second of CPU and half of what a visit
    takes; what is installed does not change while tests run.
    """
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


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


@pytest.fixture(scope="session")
def demo_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with the demo on it, scanned once; to be copied."""
    folder = fill_own_folder(tmp_path_factory.mktemp("desk"))
    store = open_store(database_url(folder))
    fill_desk(store, LOCAL, resources.serving_classifier(), folder)
    store.close()
    return Path(str(store.engine.url.database))


@pytest.fixture
def demo(data_folder: Path, demo_desk: Path) -> Iterator[Store]:
    """The store of the app's desk, with the demo on it."""
    yield from opened_copy(demo_desk, data_folder)


def opened_copy(desk: Path, folder: Path) -> Iterator[Store]:
    """Give the store of a desk that is copied into a data folder."""
    shutil.copy(desk, folder)
    opened = open_store(database_url(folder))
    yield opened
    opened.close()


@pytest.fixture
def demo_free(data_folder: Path) -> Iterator[Store]:
    """The store of the app's desk, with nothing in it yet."""
    opened = open_store(database_url(data_folder))
    yield opened
    opened.close()
