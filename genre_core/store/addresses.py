"""Which database: the one that SPECTROGRAM_DATABASE_URL names, or a file in the data folder.

No message of this module repeats a URL that could not be read: it may hold a password.
"""

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from genre_core.errors import StoreError

VARIABLE = "SPECTROGRAM_DATABASE_URL"
_EXAMPLES = "postgresql://USER:PASSWORD@HOST/NAME, or sqlite:////absolute/path.sqlite"


def database_url(folder: Path) -> URL:
    """Return what SPECTROGRAM_DATABASE_URL names, or the SQLite file in the data folder.

    Raises:
        StoreError: the variable names no database that Spectrogram speaks with.
    """
    named = os.environ.get(VARIABLE, "")
    return read_url(named) if named else URL.create("sqlite", database=str(folder / "desk.sqlite"))


def read_url(text: str) -> URL:
    """Return a database's URL as SQLAlchemy reads it.

    Raises:
        StoreError: it is none, or of a database that Spectrogram does not speak with.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # Not chained: SQLAlchemy's own words quote what was typed.
        raise StoreError(
            f"What names the database is no URL. Write {_EXAMPLES}, in {VARIABLE} or after "
            "--database; a password's own @ : / ? # % as %40 %3A %2F %3F %23 %25."
        ) from None
    kind = url.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise StoreError(
            f"This is the URL of a {kind} database; Spectrogram keeps its desk in SQLite or "
            f"PostgreSQL. Write {_EXAMPLES}, in {VARIABLE} or after --database."
        )
    if url.database in (None, "", ":memory:"):
        raise StoreError(
            "A SQLite database in memory keeps no decision. Name a file: "
            "sqlite:////absolute/path.sqlite"
        )
    return url.set(drivername="sqlite")


def shown(url: URL) -> str:
    """Return what a message may call the database: a file's path, or the URL less its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    # libpq takes a password among the options, too.
    plain = url.difference_update_query(("password", "sslpassword", "passfile"))
    return plain.set(drivername="postgresql").render_as_string(hide_password=True)
