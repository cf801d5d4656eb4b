"""The tables of the votes' own file: what is kept of a visitor is a random token, and no more.

They are apart from the desk's database, since a show must go on whatever becomes of that. A file
of the former version is taken along by what is added to it; one of any other is put aside by hand.
"""

from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    select,
    text,
)

from genre_core.errors import ShowError
from genre_core.store.schema import Moment

VERSION = 2
"""Kept in the file as SQLite's user_version, which is 0 in a new file."""

_FORMER = 1
_TO_THIS_VERSION = "ALTER TABLE votes ADD COLUMN number INTEGER NOT NULL DEFAULT 0"
"""What the former version lacks: the numbers of the votes. Those it holds have none, so 0."""

_LONGEST_NAME = 80

metadata = MetaData()


def _name(name: str) -> Column[str]:
    return Column(name, String(_LONGEST_NAME), nullable=False)


shows = Table(
    "shows",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(_LONGEST_NAME), nullable=False, unique=True),
    _name("order_digest"),
    Column("title", Text, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("ended_at", Moment),
    _name("scene"),
    _name("phase"),
    Column("revision", Integer, nullable=False),
)

moves = Table(
    "moves",
    metadata,
    Column("show", ForeignKey("shows.id", ondelete="CASCADE"), nullable=False),
    _name("id"),  # made by the presenter's browser
    _name("scene"),
    _name("phase"),
    Column("revision", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("show", "id"),
)

votes = Table(
    "votes",
    metadata,
    Column("show", ForeignKey("shows.id", ondelete="CASCADE"), nullable=False),
    _name("round"),
    _name("device"),  # a random token that the phone made
    _name("answer"),
    _name("genre"),
    Column("cast_at", Moment, nullable=False),
    Column("number", Integer, nullable=False, server_default="0"),  # rises with each vote of it
    PrimaryKeyConstraint("show", "round", "device"),
)


def bring_up(connection: Connection, path: Path) -> None:
    """Give a new file its tables, one of the former version what it lacks; all others are refused.

    Raises:
        ShowError: it is another program's, or of another version.
    """
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    tables = set(
        connection.execute(select(text("name")).select_from(text("sqlite_master"))).scalars()
    )
    ours = set(metadata.tables) <= tables
    if version == VERSION and ours:
        return
    if version == _FORMER and ours:
        connection.exec_driver_sql(_TO_THIS_VERSION)
    elif version or tables:
        raise ShowError(
            f"{path} is a database of version {version} with {len(tables)} tables and indexes; the "
            f"votes' own file, of version {VERSION}, was needed. Put it aside; a new one is made."
        )
    metadata.create_all(connection)
    prove_writable(connection)


def prove_writable(connection: Connection) -> None:
    """Write the file's version, which is its version already once it has one.

    That is a write like any other, flushed when the transaction ends, and changes nothing: it
    fails where a vote would.
    """
    connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
