"""A room's server for the tests of its routes, with a short show in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.data_folder import fill_own_folder
from tests.pages.stage.room_server import KEY, ORDER, RoomServer


@pytest.fixture(scope="session")
def packed_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a short show, packed once; to be copied."""
    folder = fill_own_folder(tmp_path_factory.mktemp("show") / "data")
    (folder / "stage").mkdir()
    (folder / "stage" / "order.yaml").write_text(ORDER)
    server = RoomServer(folder).start()
    assert server.stop() == 0
    return folder


@pytest.fixture
def show_folder(packed_show: Path, tmp_path: Path) -> Path:
    """A data folder of one test's own, with the short show."""
    return Path(shutil.copytree(packed_show, tmp_path / "data", symlinks=True))


@pytest.fixture
def hall(show_folder: Path) -> Iterator[RoomServer]:
    """A room's server that runs; the test may kill it."""
    server = RoomServer(show_folder).start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def shared_hall(
    packed_show: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RoomServer]:
    """A room's server for a module's tests, none of which ends it."""
    folder = shutil.copytree(packed_show, tmp_path_factory.mktemp("hall") / "data", symlinks=True)
    server = RoomServer(Path(folder)).start()
    yield server
    server.kill()


@pytest.fixture
def presenter(shared_hall: RoomServer) -> Iterator[httpx.Client]:
    """The presenter's browser, at the beginning of a new show."""
    with shared_hall.client(KEY) as client:
        assert client.post("/stage-api/anew", json={}).is_success
        yield client


@pytest.fixture
def guest(shared_hall: RoomServer) -> Iterator[httpx.Client]:
    """A phone of the room."""
    with shared_hall.client() as client:
        yield client
