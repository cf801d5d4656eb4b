"""An archive as numbered bytes: a remote file read by ranges, or a file on this disk.

Both answer the one question that the rest asks: the bytes from here to there. Several threads
may ask at once.
"""

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from trainer.fetch.answers import Remote
from trainer.fetch.errors import ArchiveError, RangesRefused
from trainer.fetch.transport import Transport


class Parts(Protocol):
    """Numbered bytes.

    Attributes:
        name: for messages.
        size: bytes in all.
    """

    @property
    def name(self) -> str:
        """What it is called in messages."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes start ... stop, exactly so many."""


@dataclass(frozen=True, slots=True)
class RemoteParts:
    """A file on a server that sends ranges."""

    remote: Remote
    transport: Transport

    def __post_init__(self) -> None:
        """Refuse a server that cannot send parts.

        Raises:
            RangesRefused: it sends the whole file only.
        """
        if not self.remote.ranges:
            raise RangesRefused(
                f"The server of {self.remote.url} sends no parts of a file (HTTP ranges), so that "
                f"single clips cannot be had. All {self.remote.size / 1e9:.1f} GB would have to "
                "be fetched: add --whole to the same command for that (OPTIONS=--whole to make), "
                "or use a server with ranges."
            )

    @property
    def name(self) -> str:
        """Its address."""
        return self.remote.url

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self.remote.size

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes start ... stop.

        Raises:
            TransferError: the server does not deliver them.
        """
        return b"".join(self.transport.stream(self.remote, start, stop))


@dataclass(frozen=True, slots=True)
class LocalParts:
    """A file on this disk."""

    path: Path

    @property
    def name(self) -> str:
        """Its path."""
        return str(self.path)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self.path.stat().st_size

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes start ... stop.

        Raises:
            ArchiveError: the file cannot be read, or ends before.
        """
        try:
            handle = os.open(self.path, os.O_RDONLY)
            try:
                content = os.pread(handle, stop - start, start)
            finally:
                os.close(handle)
        except OSError as error:
            raise ArchiveError(f"{self.path} could not be read ({error.strerror}).") from error
        if len(content) < stop - start:
            raise ArchiveError(f"{self.path} ends before byte {stop:,}: it is truncated.")
        return content


_TAIL = 1 << 16  # bytes at the end that are read at once: a zip's last records lie there
_MOST = 1 << 28  # bytes of one read; the directory of 106,574 clips takes about a 25th of it


class SeekableParts(io.RawIOBase):
    """Numbered bytes as the file that ``zipfile`` wants, for reading a directory.

    ``zipfile`` reads the last records of a zip in several small steps, and then the directory
    in one: the end of the file is therefore kept.
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._at = 0
        self._tail_start = max(0, parts.size - _TAIL)
        self._tail = parts.read(self._tail_start, parts.size)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from anywhere."""
        return True

    def tell(self) -> int:
        """Return where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to where the next read begins, and return it.

        Raises:
            OSError: that lies before the beginning.
        """
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._parts.size}[whence]
        if base + offset < 0:
            raise OSError(f"There is no byte {base + offset}.")
        self._at = base + offset
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """Return at most `size` bytes; all that are left where it is negative or None.

        Raises:
            ArchiveError: more was asked for than any directory takes.
        """
        wanted = self._parts.size if size is None or size < 0 else self._at + size
        stop = min(wanted, self._parts.size)
        if stop - self._at > _MOST:
            raise ArchiveError(
                f"{self._parts.name} claims a directory of {stop - self._at:,} bytes; at most "
                f"{_MOST:,} are read. It is damaged; use the published archive."
            )
        start, self._at = self._at, max(stop, self._at)
        if start >= self._tail_start:
            return self._tail[start - self._tail_start : max(0, stop - self._tail_start)]
        return self._parts.read(start, stop)
