"""Files that are whole or not there, and a sentence where the disk refuses them."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.errors import TrainingError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What the system says where there is no room: on the disk, for this person, in this file."""


@contextmanager
def whole(path: Path, room: int = 0) -> Iterator[Path]:
    """Give the name of an unfinished file; it takes its own when it is finished.

    Whatever happens inside, an interruption too, the file that had the name before stays, and
    nothing unfinished does.

    Args:
        path: of the file.
        room: bytes that must be free, for those who write by a library that a full disk crashes.

    Raises:
        OSError: there is no such room, or the file cannot be written.
    """
    unfinished = path.with_name(f"unfinished-{path.name}")
    try:
        if room:
            unfinished.write_bytes(bytes(room))
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def explained(
    folder: Path, kept: Callable[[], str], again: str, *, only_full: bool = False
) -> Iterator[None]:
    """Make a sentence of what the system says of a folder's files.

    Args:
        folder: in which something is written.
        kept: says what is kept, in a sentence; it is asked when something went wrong.
        again: what to run when that is mended.
        only_full: leave all but a full disk as it is: for a whole step, which also reads.

    Raises:
        TrainingError: the disk is full, or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in FULL
        if only_full and not full:
            raise
        what = "The disk is full" if full else "The disk fails"
        cure = "Free some room" if full else "Make the folder writable"
        # Of libraries the message may be a page long.
        why = os.strerror(error.errno) if error.errno else str(error)
        raise TrainingError(
            f"{what}: {folder} could not be written ({why}). {kept()} {cure} and run {again} again."
        ) from error
