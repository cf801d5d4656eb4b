"""The file of the votes: made where there is none, and by nobody but who opens it.

A new connection must not make an empty file in the place of one that is away for a moment: SQLite
would take the write-ahead log that lies there for a leftover, and delete it.
"""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL

from genre_core.errors import ShowError


def made(path: Path) -> URL:
    """Make an empty file where there is none; return the URL that opens it and never makes one.

    Raises:
        ShowError: its folder cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ShowError(
            f"The folder {path.parent} for the votes cannot be made ({error.strerror}). Make it, "
            "or let this user write there."
        ) from error
    with suppress(OSError):  # SQLite says it better
        if not path.exists():
            path.touch()
    address = path.absolute().as_uri()
    return URL.create("sqlite", database=address, query={"mode": "rw", "uri": "true"})
