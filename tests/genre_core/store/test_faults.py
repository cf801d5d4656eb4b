"""What a database complains of comes as a sentence, and goes by when its cause has gone."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import URL, create_engine, event, insert, select, text

from genre_core.errors import StoreBusy, StoreError
from genre_core.store.engine import Store, open_store, read_url
from genre_core.store.schema import settings
from tests.genre_core.store.rows import NOON, keep, kept
from tests.genre_core.store_fixtures import PostgreSQL


@pytest.fixture
def on_postgresql(postgresql_url: URL) -> Iterator[Store]:
    """A store on PostgreSQL only."""
    with closing(open_store(postgresql_url)) as store:
        yield store


@pytest.fixture
def on_sqlite(sqlite_url: URL) -> Iterator[Store]:
    """A store on SQLite only, which waits for others a twentieth of a second."""
    with closing(open_store(sqlite_url.update_query_dict({"timeout": "0.05"}))) as store:
        yield store


def test_a_locked_file_is_busy_and_free_again_later(on_sqlite: Store) -> None:
    other = sqlite3.connect(str(on_sqlite.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match=r"desk\.sqlite was locked by others"):
        keep(on_sqlite, "lost")
    assert kept(on_sqlite) == set()  # readers go on meanwhile
    other.execute("ROLLBACK")
    other.close()
    keep(on_sqlite, "kept")
    assert kept(on_sqlite) == {"kept"}


def lock(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(select(settings).with_for_update())


def test_a_locked_row_of_postgresql_is_busy(on_postgresql: Store) -> None:
    keep(on_postgresql, "a")
    hurried = on_postgresql.engine.url.update_query_dict({"options": "-c lock_timeout=50ms"})
    with closing(open_store(hurried)) as other, on_postgresql.writing() as connection:
        connection.execute(select(settings).with_for_update())
        with pytest.raises(StoreBusy, match="was locked by others"):
            lock(other)


def test_a_full_disk_is_said_and_nothing_is_lost_that_was_there(on_sqlite: Store) -> None:
    keep(on_sqlite, "kept")
    with on_sqlite.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def fill_disk(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    on_sqlite.close()
    event.listen(on_sqlite.engine, "connect", fill_disk)
    with pytest.raises(StoreError, match=r"disk of the database .* is full") as caught:
        keep(on_sqlite, "lost", "x" * 100_000)
    assert not isinstance(caught.value, StoreBusy)
    event.remove(on_sqlite.engine, "connect", fill_disk)
    on_sqlite.close()
    keep(on_sqlite, "later", "x" * 100_000)
    assert kept(on_sqlite) == {"kept", "later"}


def test_too_many_at_once_are_busy(store: Store) -> None:
    engine = create_engine(store.engine.url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    narrow = Store(engine)
    with narrow.reading(), pytest.raises(StoreBusy, match=r"No connection .* was free"):
        kept(narrow)
    narrow.close()


def write_while_killed(store: Store) -> None:
    with store.writing() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with store.writing() as other:
            other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
        row = {"name": "lost", "value": 1, "changed_at": NOON}
        connection.execute(insert(settings).values(row))


def test_a_connection_that_is_killed_halfway_is_busy_and_the_next_call_works(
    on_postgresql: Store,
) -> None:
    with pytest.raises(StoreBusy, match=r"cannot be reached \(.*\)\. Try the same again"):
        write_while_killed(on_postgresql)
    keep(on_postgresql, "kept")
    assert kept(on_postgresql) == {"kept"}


def test_a_server_that_stops_is_busy_and_works_again_when_it_is_back(
    postgresql: PostgreSQL, on_postgresql: Store
) -> None:
    keep(on_postgresql, "before")
    postgresql.stop()
    try:
        with pytest.raises(StoreBusy, match="cannot be reached"):
            keep(on_postgresql, "lost")
        with pytest.raises(StoreBusy, match="cannot be reached"):
            open_store(on_postgresql.engine.url)
    finally:
        postgresql.start()
    keep(on_postgresql, "after")
    assert kept(on_postgresql) == {"before", "after"}


@pytest.mark.parametrize("place", ["ada:S3cret@", ""], ids=["in the URL", "as an option"])
def test_no_message_holds_a_password(postgresql: PostgreSQL, place: str) -> None:
    option = "" if place else "&password=S3cret&user=ada"
    url = read_url(f"postgresql://{place}/nowhere?host={postgresql.folder}{option}")
    with pytest.raises(StoreBusy, match="cannot be reached") as caught:
        open_store(url)
    assert "S3cret" not in str(caught.value)
    assert re.search(r'"(ada|nowhere)" does not exist', str(caught.value))
