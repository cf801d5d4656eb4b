"""Databases for tests: SQLite in a file, and a PostgreSQL server of the test run's own.

The server is Debian's. Where it is absent the tests on PostgreSQL are skipped and say why; with CI
set in the environment a missing one is an error, as with Chromium.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import LiteralString, NoReturn

import psycopg
import pytest
from sqlalchemy import URL

from genre_core.store.engine import Store, connect, open_store

TEMPLATE = "template_desk"
_NUMBERS = count()
# What is committed outlives a killed server, as tests demand, but no power cut; and four such
# servers may run at once.
_SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
    "max_connections=100",
    "listen_addresses=",
    "autovacuum=off",
)


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A server that listens on a socket in its own folder."""

    binaries: Path
    folder: Path

    def url(self, database: str) -> URL:
        """Return the URL of one of its databases."""
        return URL.create(
            "postgresql+psycopg",
            username="postgres",
            database=database,
            query={"host": str(self.folder)},
        )

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = " ".join(
            f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={self.folder}")
        )
        self._run(
            "pg_ctl", "start", "-w", "-D", self._data, "-l", f"{self.folder}/log", "-o", options
        )

    def stop(self) -> None:
        """Cut all its connections and stop it."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data)

    def initialise(self) -> None:
        """Write an empty cluster."""
        self._run(
            "initdb",
            "-D",
            self._data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )

    def execute(self, statement: LiteralString) -> None:
        """Run a statement that cannot stand in a transaction."""
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
            connection.execute(statement)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _run(self, name: str, *arguments: str) -> None:
        # The server refuses to run as root.
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(self.binaries / name), *arguments]
        # Not through a pipe: the server would keep it open, and this would wait for ever.
        with (self.folder / "words").open("a+") as words:
            done = subprocess.run(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=words, stderr=words
            )
            words.seek(0)
            if done.returncode:
                log = self._log.read_text() if self._log.exists() else ""
                raise NoServer(f"{name} says: {words.read()}{log}")


class NoServer(Exception):
    """PostgreSQL is installed and does not start."""


def find_postgresql() -> Path | None:
    """The folder of the newest server's programs; None where there is none."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name)
    )
    on_path = shutil.which("initdb")
    folders = [*reversed(debian), *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _do_without(sentence: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server for the whole run; skips where there is none, and fails there when CI is set."""
    binaries = find_postgresql()
    if binaries is None:
        _do_without("There is no PostgreSQL server on this machine. Run: .ci/install postgresql")
    # A socket's path has 107 characters at most; pytest's folders are longer, and closed to others.
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    server = PostgreSQL(binaries, folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server.initialise()
        server.start()
    except (NoServer, LookupError, OSError) as error:
        shutil.rmtree(folder)
        _do_without(f"PostgreSQL is here and does not start. {error}")
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgreSQL) -> str:
    """The name of a migrated, empty database, to be copied."""
    postgresql.execute(f"CREATE DATABASE {TEMPLATE}")
    open_store(postgresql.url(TEMPLATE), migrate=True).close()
    return TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "desk.sqlite"
    open_store(URL.create("sqlite", database=str(path))).close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> URL:
    """A migrated, empty SQLite database of the test's own."""
    path = tmp_path / "desk.sqlite"
    shutil.copy(sqlite_template, path)
    return URL.create("sqlite", database=str(path))


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL, postgresql_template: str) -> Iterator[URL]:
    """A migrated, empty PostgreSQL database of the test's own."""
    name = f"desk_{next(_NUMBERS)}"
    postgresql.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield postgresql.url(name)
    postgresql.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> URL:
    """The URL of a migrated, empty database; the test runs on SQLite and on PostgreSQL."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, URL)
    return url


@pytest.fixture
def store(store_url: URL) -> Iterator[Store]:
    """A migrated, empty store; the test runs on SQLite and on PostgreSQL."""
    opened = connect(store_url)
    yield opened
    opened.close()
