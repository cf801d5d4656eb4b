"""Migrations are whole or not at all, and two at once do not collide."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, inspect, text

from genre_core.errors import StoreError
from genre_core.store.engine import Store, connect
from genre_core.store.revisions import MIGRATIONS, State, check_state, read_state, upgrade
from tests.genre_core.store_fixtures import PostgreSQL

NEXT = '''"""One step more."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add a table and a column."""
    op.create_table("extras", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("tracks", sa.Column("extra", sa.Text))
'''
BROKEN = (
    NEXT
    + """    op.execute("INSERT INTO nowhere VALUES (1)")
"""
)


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """A copy of the migrations, to which a test may add one."""
    copied = tmp_path / "100% mine"
    shutil.copytree(MIGRATIONS, copied, ignore=shutil.ignore_patterns("__pycache__"))
    return copied


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without a table."""
    if request.param == "sqlite":
        opened = connect(URL.create("sqlite", database=str(tmp_path / "bare.sqlite")))
        yield opened
        opened.close()
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    server.execute("CREATE DATABASE bare")
    opened = connect(server.url("bare"))
    yield opened
    opened.close()
    server.execute("DROP DATABASE bare WITH (FORCE)")


def state(store: Store, folder: Path = MIGRATIONS) -> State:
    with store.reading() as connection:
        return read_state(connection, folder)


def bring_up(store: Store, folder: Path = MIGRATIONS) -> None:
    with store.writing() as connection:
        upgrade(connection, folder)


def run(store: Store, statement: str) -> None:
    with store.writing() as connection:
        connection.execute(text(statement))


def names(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(inspect(connection).get_table_names())


def test_a_database_goes_from_empty_to_current_and_on(bare: Store, migrations: Path) -> None:
    assert state(bare) is State.EMPTY
    bring_up(bare)
    assert state(bare) is State.CURRENT
    (migrations / "versions" / "v0002_next.py").write_text(NEXT)
    assert state(bare, migrations) is State.OLDER
    bring_up(bare, migrations)
    assert state(bare, migrations) is State.CURRENT
    assert state(bare) is State.NEWER


def test_a_migration_that_breaks_leaves_the_old_version(store: Store, migrations: Path) -> None:
    (migrations / "versions" / "v0002_next.py").write_text(BROKEN)
    before = names(store)
    with pytest.raises(StoreError, match="nowhere"):
        bring_up(store, migrations)
    assert names(store) == before
    assert state(store) is State.CURRENT
    with store.reading() as connection:
        assert "extra" not in {
            column["name"] for column in inspect(connection).get_columns("tracks")
        }
    (migrations / "versions" / "v0002_next.py").write_text(NEXT)
    bring_up(store, migrations)
    assert state(store, migrations) is State.CURRENT


def test_a_first_migration_that_breaks_leaves_nothing(bare: Store, migrations: Path) -> None:
    (migrations / "versions" / "v0002_next.py").write_text(BROKEN)
    with pytest.raises(StoreError, match="nowhere"):
        bring_up(bare, migrations)
    assert names(bare) == set()


def test_to_migrate_again_changes_nothing(store: Store) -> None:
    bring_up(store)
    assert state(store) is State.CURRENT


def test_processes_that_migrate_at_once_do_not_collide(bare: Store) -> None:
    url = bare.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "genre_core", "desk", "migrate", "--database", url]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(3)
    ]
    said = [process.communicate()[0] for process in runs]
    assert [process.returncode for process in runs] == [0] * 3, said
    assert state(bare) is State.CURRENT
    with bare.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_head")).scalar_one() == 1


def test_a_database_of_something_else_is_recognised(bare: Store) -> None:
    run(bare, "CREATE TABLE recipes (id INTEGER)")
    assert state(bare) is State.FOREIGN


def test_half_a_restore_is_recognised(store: Store) -> None:
    run(store, "DROP TABLE golden_items")
    assert state(store) is State.INCOMPLETE


def test_tables_that_lost_their_version_are_recognised(store: Store) -> None:
    run(store, "DELETE FROM alembic_version")
    assert state(store) is State.INCOMPLETE


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (State.EMPTY, "has no tables yet. Create them: python -m genre_core desk migrate"),
        (State.OLDER, "older version .* run: python -m genre_core desk migrate"),
        (State.NEWER, "newer version of Spectrogram than this one. Install the newer version"),
        (State.FOREIGN, "belongs to something else"),
        (State.INCOMPLETE, "Restore it from a backup"),
    ],
)
def test_the_complaint_says_what_to_do(found: State, words: str) -> None:
    with pytest.raises(StoreError, match=rf"^The database NAME .*{words}"):
        check_state(found, "NAME")
