"""Is an open database still the file that its path names?

SQLite goes on writing to a file that somebody has deleted or moved away, and all of it is gone
with the process. Windows lets nobody delete an open file; elsewhere its inode tells.
"""

from dataclasses import dataclass
from pathlib import Path

from genre_core.errors import StoreError


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
