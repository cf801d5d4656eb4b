"""Is an open database still the file that its path names?

SQLite goes on writing to a file that somebody has deleted or moved away, and all of it is gone
with the process. Windows lets nobody delete an open file; elsewhere its inode tells. Nor must a
new connection make an empty file in the place of one that is away for a moment: SQLite would take
the write-ahead log that lies there for a leftover, and delete it.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from genre_core.errors import ShowError, StoreError


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that is open.

    Attributes:
        path: where it was opened.
        device, inode: which file that was.
    """

    path: Path
    device: int
    inode: int

    def check(self) -> None:
        """Return if the file is still there.

        Raises:
            StoreError: it is not, or another one is in its place.
        """
        try:
            there = _opened(self.path) == self
        except OSError:
            there = False
        if not there:
            raise StoreError(
                f"{self.path} was deleted or moved away while it is open; what is written is lost "
                "when the server ends. Move it back, or start the server again for a new one."
            )


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


def opened(path: Path) -> OpenFile:
    """Return the file at a path.

    Raises:
        StoreError: it is gone already.
    """
    try:
        return _opened(path)
    except OSError as error:
        raise StoreError(
            f"{path} was deleted as soon as it was made ({error.strerror}). Start again."
        ) from error


def _opened(path: Path) -> OpenFile:
    status = path.stat()
    return OpenFile(path, status.st_dev, status.st_ino)
