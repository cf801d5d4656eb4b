"""A database is opened only where it is the right one, and its faults are sentences."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from sqlalchemy import URL, insert, select, text
from sqlalchemy.exc import IntegrityError

from genre_core.errors import StoreBusy, StoreError
from genre_core.store.engine import Store, connect, open_store, utc_now
from genre_core.store.schema import settings
from tests.genre_core.store.rows import NOON, keep, kept
from tests.genre_core.store_fixtures import PostgreSQL

NOBODY = 65_534


def sqlite_at(path: Path, **query: str) -> URL:
    return URL.create("sqlite", database=str(path), query=query)


def kept_at(url: URL, *, migrate: bool = False) -> set[str]:
    with closing(open_store(url, migrate=migrate)) as store:
        return kept(store)


def test_a_new_file_gets_its_folder_and_its_tables(tmp_path: Path) -> None:
    store = open_store(sqlite_at(tmp_path / "deep" / "data" / "desk.sqlite"))
    keep(store, "a")
    store.close()
    assert kept_at(sqlite_at(tmp_path / "deep" / "data" / "desk.sqlite")) == {"a"}


@pytest.mark.parametrize("attempt", range(5))
def test_threads_that_open_a_new_file_at_once_do_not_collide(tmp_path: Path, attempt: int) -> None:
    stores: list[Store] = []
    url = sqlite_at(tmp_path / f"{attempt}.sqlite")
    threads = [Thread(target=lambda: stores.append(open_store(url))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [kept(store) for store in stores] == [set()] * 6
    for store in stores:
        store.close()


def test_postgresql_gets_its_tables_only_where_they_are_asked_for(postgresql: PostgreSQL) -> None:
    postgresql.execute("CREATE DATABASE unmigrated")
    url = postgresql.url("unmigrated")
    with pytest.raises(StoreError, match=r"has no tables yet.*python -m genre_core desk migrate"):
        open_store(url)
    assert kept_at(url, migrate=True) == set()
    assert kept_at(url) == set()
    postgresql.execute("DROP DATABASE unmigrated WITH (FORCE)")


def test_a_database_of_a_newer_version_is_refused(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'f00d'"))
    for migrate in (False, True):
        with pytest.raises(StoreError, match="newer version of Spectrogram"):
            open_store(store.engine.url, migrate=migrate)


def test_a_file_that_is_no_database_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    path.write_text("Dear diary, this is longer than the header of a database would be." * 9)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"desk\.sqlite is no SQLite database, or a damaged one"):
        open_store(sqlite_at(path))
    assert path.read_bytes() == before


def test_a_database_of_something_else_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "recipes.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (id INTEGER)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="belongs to something else"):
        open_store(sqlite_at(path), migrate=True)
    assert path.read_bytes() == before


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be opened \(unable to open database file\)"):
        open_store(sqlite_at(tmp_path))


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"folder .*file/data .*cannot be created \("):
        open_store(sqlite_at(tmp_path / "file" / "data" / "desk.sqlite"))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Let permissions hold, which root does not ask about."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_file_that_can_only_be_read_is_said() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.sqlite"
        open_store(sqlite_at(path)).close()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        store = connect(sqlite_at(path))
        with (
            as_nobody(),
            pytest.raises(StoreError, match=r"cannot be (opened|written)|can be read"),
        ):
            keep(store, "a")
        store.close()
        Path(folder).chmod(0o755)


def test_a_folder_that_can_only_be_read_is_said() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        with as_nobody(), pytest.raises(StoreError, match="cannot be opened"):
            open_store(sqlite_at(Path(folder) / "desk.sqlite"))
        Path(folder).chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="Elsewhere nobody can move an open file away.")
def test_a_file_that_was_moved_away_is_said_and_is_taken_up_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    path, away = tmp_path / "desk.sqlite", tmp_path / "away.sqlite"
    store = open_store(sqlite_at(path))
    gone = "was deleted or moved away while it is open"
    path.rename(away)
    with pytest.raises(StoreError, match=gone), store.reading():
        pass
    with pytest.raises(StoreError, match=gone), store.writing():
        pass
    assert not path.exists()
    shutil.copy(away, path)
    with pytest.raises(StoreError, match=gone), store.reading():
        pass
    away.rename(path)
    with store.writing() as connection:
        connection.execute(text("DELETE FROM settings"))
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="Elsewhere nobody can delete an open file.")
def test_what_was_written_into_a_file_deleted_meanwhile_is_not_said_to_be_kept(
    tmp_path: Path,
) -> None:
    path = tmp_path / "desk.sqlite"
    store = open_store(sqlite_at(path))

    def write_while_it_goes() -> None:
        with store.writing() as connection:
            connection.execute(text("DELETE FROM settings"))
            path.unlink()

    with pytest.raises(StoreError, match="was deleted or moved away"):
        write_while_it_goes()
    store.close()


def test_time_has_a_zone() -> None:
    assert utc_now().tzname() == "UTC"


def test_a_block_that_raises_writes_nothing(store: Store) -> None:
    def fail_halfway() -> None:
        with store.writing() as connection:
            row = {"name": "lost", "value": 1, "changed_at": NOON}
            connection.execute(insert(settings).values(row))
            raise KeyError("halfway")

    with pytest.raises(KeyError, match="halfway"):
        fail_halfway()
    assert kept(store) == set()


def test_a_reader_cannot_write(store: Store) -> None:
    row = {"name": "lost", "value": 1, "changed_at": NOON}
    with (
        pytest.raises(StoreError, match="can be read but not written"),
        store.reading() as connection,
    ):
        connection.execute(insert(settings).values(row))
    keep(store, "kept")
    assert kept(store) == {"kept"}


def test_a_reader_sees_one_state_throughout_while_others_write(store: Store) -> None:
    with store.reading() as connection:
        before = connection.execute(select(settings)).all()
        keep(store, "meanwhile")
        assert connection.execute(select(settings)).all() == before == []
    assert kept(store) == {"meanwhile"}


def test_a_broken_rule_is_said_without_the_values(store: Store) -> None:
    keep(store, "a", "confidential")
    with pytest.raises(StoreError, match=r"refused: .*(UNIQUE|unique)") as caught:
        keep(store, "a", "confidential")
    assert "confidential" not in str(caught.value)
    assert not isinstance(caught.value, StoreBusy)


def test_the_block_itself_may_handle_a_broken_rule(store: Store) -> None:
    keep(store, "a")
    row = {"name": "a", "value": 1, "changed_at": NOON}
    with store.writing() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(settings).values(row))
