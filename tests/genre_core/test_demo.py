"""The first start has something to work on; a catalogue of one's own is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from sqlalchemy import URL, func, select

from genre_core.classifier import Classifier
from genre_core.crate.tracks import UPLOADS, rendered_folder
from genre_core.desk.pulling import pull
from genre_core.desk.queues import Queue
from genre_core.errors import NotAllowed
from genre_core.people import LOCAL, Person, Role
from genre_core.scan.demo import fill_desk
from genre_core.scan.running import ScanReport
from genre_core.store.engine import Store, open_store
from genre_core.store.schema import tracks
from tests.genre_core.desk.floor import NOON, add_tracks, terms
from tests.genre_core.sounds import music


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder whose crate holds short sounds instead of the pieces."""
    crate = rendered_folder(tmp_path)
    crate.mkdir()
    for number, upload in enumerate(UPLOADS):
        path = crate / f"{upload.slug}.flac"
        soundfile.write(path, music(3.5 + 0.1 * number, 8000, 1), 8000)
    return tmp_path


@pytest.fixture
def desk(folder: Path) -> Iterator[Store]:
    """The SQLite file of the data folder, new."""
    opened = open_store(URL.create("sqlite", database=str(folder / "desk.sqlite")))
    yield opened
    opened.close()


def count_tracks(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count(tracks.c.id))).scalar_one()


def test_a_new_desk_gets_the_crate_as_catalogue(
    desk: Store, folder: Path, tiny_classifier: Classifier
) -> None:
    report = fill_desk(desk, LOCAL, tiny_classifier, folder, lambda: NOON)
    assert report is not None
    assert (report.heard, report.faults) == (len(UPLOADS), 0)
    assert report.uncertain >= 1
    for queue in (Queue.UNCERTAIN, Queue.EVERYTHING):
        assert pull(desk, LOCAL, queue, terms()) is not None


def test_filling_it_again_does_nothing(
    desk: Store, folder: Path, tiny_classifier: Classifier
) -> None:
    fill_desk(desk, LOCAL, tiny_classifier, folder, lambda: NOON)
    assert fill_desk(desk, LOCAL, tiny_classifier, folder, lambda: NOON) == ScanReport()
    assert count_tracks(desk) == len(UPLOADS)


def test_what_was_left_undone_is_done_the_next_time(
    desk: Store, folder: Path, tiny_classifier: Classifier
) -> None:
    piece = rendered_folder(folder) / f"{UPLOADS[0].slug}.flac"
    kept = piece.read_bytes()
    piece.write_bytes(b"half written")
    first = fill_desk(desk, LOCAL, tiny_classifier, folder, lambda: NOON)
    assert first is not None
    assert first.faults == 1
    piece.write_bytes(kept)
    second = fill_desk(desk, LOCAL, tiny_classifier, folder, lambda: NOON)
    assert second is not None
    assert (second.heard, second.faults) == (1, 0)


def test_a_catalogue_of_ones_own_is_left_alone(
    desk: Store, folder: Path, tiny_classifier: Classifier
) -> None:
    add_tracks(desk, 1)
    assert fill_desk(desk, LOCAL, tiny_classifier, folder) is None
    assert count_tracks(desk) == 1


def test_a_database_that_somebody_named_is_left_alone(
    store: Store, tmp_path_factory: pytest.TempPathFactory, tiny_classifier: Classifier
) -> None:
    elsewhere = tmp_path_factory.mktemp("data")
    crate = rendered_folder(elsewhere)
    crate.mkdir()
    soundfile.write(crate / f"{UPLOADS[0].slug}.flac", music(4.0, 8000, 1), 8000)
    assert fill_desk(store, LOCAL, tiny_classifier, elsewhere) is None
    assert count_tracks(store) == 0


def test_without_a_crate_nothing_is_done(
    desk: Store, tmp_path_factory: pytest.TempPathFactory, tiny_classifier: Classifier
) -> None:
    assert fill_desk(desk, LOCAL, tiny_classifier, tmp_path_factory.mktemp("empty")) is None


def test_only_an_admin_fills_it(desk: Store, folder: Path, tiny_classifier: Classifier) -> None:
    with pytest.raises(NotAllowed, match="may not fill the desk"):
        fill_desk(desk, Person("m", "Mo", Role.MODERATOR), tiny_classifier, folder)
    assert count_tracks(desk) == 0
