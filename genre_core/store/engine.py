"""The database: SQLite in one file, or PostgreSQL by a URL; the same code for both.

Every write is one transaction. On SQLite it takes the write lock when it begins (BEGIN
IMMEDIATE), so that it never has to be tried again halfway; readers go on meanwhile (WAL). A
reader sees one state of the database from its first query to its last, on both.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from genre_core.errors import StoreError
from genre_core.store.addresses import VARIABLE, database_url, read_url, shown
from genre_core.store.faults import BUSY_SECONDS, as_sentences
from genre_core.store.open_file import OpenFile, opened
from genre_core.store.revisions import State, check_state, read_state, upgrade

__all__ = ["VARIABLE", "Store", "connect", "database_url", "open_store", "read_url", "utc_now"]

# PostgreSQL allows 100 connections unless told otherwise: enough for nine such app servers.
_POOL, _OVERFLOW = 5, 5
_AGAIN_SECONDS = 0.01
_RECYCLE_SECONDS = 1_800  # before a firewall forgets a connection that is idle
# A server that does not answer must not hold a moderator's page; a page that died must not hold
# the lock that all other moderators wait for.
_POSTGRESQL_SETTINGS = {
    "lock_timeout": f"{BUSY_SECONDS}s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}
_POSTGRESQL_NETWORK = {
    "connect_timeout": 5,  # s, for each address of the host
    "tcp_user_timeout": 15_000,  # ms without an acknowledgement
    "keepalives_idle": 30,  # s
    "application_name": "spectrogram",
}
_SQLITE_SETTINGS = (
    "foreign_keys=ON",
    "synchronous=FULL",  # a decision that was acknowledged outlives a power cut
    "recursive_triggers=ON",  # INSERT OR REPLACE does not get round the append-only triggers
)


def utc_now() -> datetime:
    """Return this machine's time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """An open database.

    Attributes:
        engine: its connections.
        file: which file it is; None for PostgreSQL, and where that does not matter.
    """

    engine: Engine
    file: OpenFile | None = None

    @property
    def dialect(self) -> str:
        """Which database it is: "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that can only read, and sees one state of the database throughout.

        Raises:
            StoreBusy: the database cannot be reached just now.
            StoreError: it cannot be read, its file is gone, or the block tried to write.
        """
        self._check_file()
        with as_sentences(self.engine.url), self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction, written when the block ends and undone whole if it raises.

        Raises:
            StoreBusy: the database is locked or cut off; the same again may succeed.
            StoreError: the disk is full, the file is gone or no database, or a rule of it was
                broken.
        """
        self._check_file()
        with as_sentences(self.engine.url), self.engine.connect() as connection:
            connection = connection.execution_options(spectrogram_writes=True)
            with connection.begin():
                yield connection
        self._check_file()  # it may have gone meanwhile, and what was written with it

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()

    def _check_file(self) -> None:
        """Raise StoreError if SQLite would go on with a file that is no longer there."""
        if self.file is not None:
            self.file.check()


def open_store(url: URL, *, migrate: bool = False) -> Store:
    """Open the desk's database, and make sure that it is one of this version.

    A SQLite file that is new or empty gets its tables by itself. PostgreSQL gets them, and older
    databases are changed, only where this is asked for, since other servers may be using them.

    Args:
        url: as read_url and database_url give it.
        migrate: create the tables, or bring them to this version.

    Raises:
        StoreBusy: the database cannot be reached just now.
        StoreError: it is of another version, is no database, or cannot be created or written.
    """
    if url.get_backend_name() == "sqlite":
        _create_folder(url)
    store = connect(url)
    try:
        _bring_up(store, migrate)
        if store.dialect == "sqlite":
            return Store(store.engine, opened(Path(str(url.database))))
    except BaseException:
        store.close()
        raise
    return store


def _bring_up(store: Store, migrate: bool) -> None:
    with store.reading() as connection:
        state = read_state(connection)
    fresh_file = state is State.EMPTY and store.dialect == "sqlite"
    if fresh_file or (migrate and state in (State.EMPTY, State.OLDER)):
        with store.writing() as connection:
            upgrade(connection)
            state = read_state(connection)
    check_state(state, shown(store.engine.url))
    if store.dialect == "sqlite":
        let_readers_go_on(store)


def connect(url: URL) -> Store:
    """Return a store at a URL, whatever it holds; nothing is read or written yet."""
    if url.get_backend_name() != "sqlite":
        return Store(_postgresql(url))
    patience = {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}
    engine = create_engine(
        url, connect_args=patience, pool_timeout=BUSY_SECONDS, hide_parameters=True
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Store(engine)


def _postgresql(url: URL) -> Engine:
    settings = " ".join(f"-c {name}={value}" for name, value in _POSTGRESQL_SETTINGS.items())
    options = {**_POSTGRESQL_NETWORK, "options": settings}
    return create_engine(
        url,
        connect_args={name: value for name, value in options.items() if name not in url.query},
        pool_size=_POOL,
        max_overflow=_OVERFLOW,
        pool_timeout=BUSY_SECONDS,
        pool_recycle=_RECYCLE_SECONDS,
        pool_pre_ping=True,  # after a restart of the server the next call works
        hide_parameters=True,
    )


def let_readers_go_on(store: Store) -> None:
    """Keep a write-ahead log from now on: readers see the last state while one writes."""
    # Not among the settings of each connection: a file that is not ours stays as it is.
    patience = time.monotonic() + BUSY_SECONDS
    with as_sentences(store.engine.url), closing(store.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        while True:
            try:
                cursor.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                # For this lock SQLite does not wait by itself: two who open a new file at once
                # would refuse each other.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                    raise
                time.sleep(_AGAIN_SECONDS)


def _create_folder(url: URL) -> None:
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} for the desk's database cannot be created ({error.strerror}). "
            f"Make it, let this user write into it, or name another database in {VARIABLE}."
        ) from error


def _set_up_sqlite(connection: Any, _: object) -> None:
    # sqlite3 would begin transactions by itself, and only at the first write.
    connection.isolation_level = None
    for setting in _SQLITE_SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("spectrogram_writes", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
