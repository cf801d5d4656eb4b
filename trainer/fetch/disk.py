"""The disk: enough room before anything begins, whole files or none, one fetch a folder.

A file comes to its name only when all of its bytes are written (``os.replace``), so that
whatever bears a clip's name was whole when it got it. What an interrupted run leaves is at
most one hidden ``.NAME.part`` a connection, which the next run overwrites.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha1
from pathlib import Path

from trainer.disk import FULL
from trainer.fetch.errors import DiskError, FetchError

RESERVE = 100_000_000
"""Bytes that stay free: a disk filled to the brim fails somewhere else."""

LOCK = ".fetch.lock"

_CHUNK = 1 << 20


def free_bytes(folder: Path) -> int:
    """Return how many bytes can be written in a folder, which need not exist yet."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def require_room(needed: int, folder: Path, free: Callable[[Path], int] = free_bytes) -> None:
    """Refuse to begin what cannot end.

    Args:
        needed: bytes to be written.
        folder: where to.
        free: says how many bytes a folder has left.

    Raises:
        DiskError: they would leave less than RESERVE.
    """
    left = free(folder)
    if needed and needed + RESERVE > left:
        raise DiskError(
            f"{size_text(needed)} are needed in {folder}, and {size_text(RESERVE)} more so that "
            f"the disk is not filled to the brim; {size_text(left)} are free. Free "
            f"{size_text(needed + RESERVE - left)}, use another folder, or ask for fewer clips."
        )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that its name never stands for half of it.

    Raises:
        DiskError: there is no room, or the folder cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise disk_error(path, error) from error


def disk_error(path: Path, error: OSError) -> DiskError:
    """Return the sentence for what the system said when `path` was written."""
    if error.errno in FULL:
        return DiskError(
            f"The disk is full: {path} could not be written ({error.strerror}). What was fetched "
            "stays. Free some room and run the same command again."
        )
    return DiskError(
        f"{path} could not be written ({error.strerror or error}). Make its folder writable, or "
        "use another one, and run the same command again."
    )


def sha1_of(path: Path, watch: Callable[[int], None] = lambda _: None) -> str:
    """Return a file's SHA-1 in hexadecimal digits, telling `watch` of the bytes read.

    Raises:
        DiskError: it cannot be read.
    """
    digest = sha1(usedforsecurity=False)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                watch(len(chunk))
    except OSError as error:
        raise DiskError(f"{path} could not be read ({error.strerror}). Delete it.") from error
    return digest.hexdigest()


@contextmanager
def sole_fetch(folder: Path) -> Iterator[None]:
    """Hold a folder for one fetch; the system lets go of it even when the process is killed.

    Raises:
        FetchError: another fetch is at work in it.
        DiskError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise disk_error(folder / LOCK, error) from error
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def size_text(size: int) -> str:
    """Return a number of bytes for a person, in powers of ten: "16.9 GB"."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit in ("bytes", "kB") else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FetchError(
            f"Another fetch is at work in {folder}. Wait for it, or use another folder."
        ) from error
