"""Which migration a database stands at, and the way to the newest.

The steps stand in the folder ``migrations``. All that are missing are taken in one transaction,
on both databases: one that fails leaves the database as it was. Of two processes that begin at
once the second waits, and then finds nothing left to do.
"""

from enum import Enum, auto
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from genre_core.errors import StoreError
from genre_core.store.schema import metadata

MIGRATIONS = Path(__file__).with_name("migrations")
COMMAND = "python -m genre_core desk migrate"
_LOCK = 0x5BEC_7406  # PostgreSQL's advisory locks are numbers; this one is ours
_ONE_AT_A_TIME = Lock()  # Alembic keeps its context in a global
_VERSION_TABLE = "alembic_version"


class State(Enum):
    """How a database's tables stand to this version of Spectrogram."""

    CURRENT = auto()
    EMPTY = auto()
    """No table at all."""
    OLDER = auto()
    NEWER = auto()
    """It stands at a migration that this version does not know."""
    FOREIGN = auto()
    """Tables, but none of ours."""
    INCOMPLETE = auto()
    """Tables are missing, or what says their version: a backup that was restored half."""


def read_state(connection: Connection, folder: Path = MIGRATIONS) -> State:
    """Say how a database stands to the migrations in a folder."""
    scripts = ScriptDirectory(str(folder))
    tables = set(inspect(connection).get_table_names())
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return _without_revision(tables - {_VERSION_TABLE})
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        return State.NEWER
    if revision != scripts.get_current_head():
        return State.OLDER
    return State.CURRENT if set(metadata.tables) <= tables else State.INCOMPLETE


def _without_revision(tables: set[str]) -> State:
    if not tables:
        return State.EMPTY
    return State.INCOMPLETE if tables & set(metadata.tables) else State.FOREIGN


def check_state(state: State, name: str) -> None:
    """Raise StoreError unless a database is of this version; ``name`` says which it is."""
    if state is State.CURRENT:
        return
    raise StoreError(f"The database {name} {_COMPLAINTS[state]}")


_COMPLAINTS = {
    State.EMPTY: f"has no tables yet. Create them: {COMMAND}",
    State.OLDER: "is of an older version of Spectrogram. Make a backup, stop the other servers "
    f"that use it, then run: {COMMAND}",
    State.NEWER: "is of a newer version of Spectrogram than this one. Install the newer version; "
    "nothing was changed.",
    State.FOREIGN: "belongs to something else: it has tables, but none of Spectrogram's. Name "
    "another one; nothing was changed.",
    State.INCOMPLETE: "lacks some of its tables, as after half a restore. Restore it from a "
    "backup.",
}


def upgrade(connection: Connection, folder: Path = MIGRATIONS) -> None:
    """Take all steps that are missing, in the transaction of the caller, who holds no other.

    Raises:
        StoreError: another process has meanwhile made it a database of a newer version.
    """
    if connection.dialect.name == "postgresql":
        # A change of large tables may take its time, and so may waiting for another's change.
        connection.execute(text("SET LOCAL lock_timeout = '10min'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    if read_state(connection, folder) not in (State.EMPTY, State.OLDER):
        return
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with _ONE_AT_A_TIME:
        command.upgrade(config, "head")
