"""Files that appear whole or not at all, and what the disk complains of."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from genre_core.errors import ExchangeError

STANDARD = Path("-")
"""Standard output, where a command asks for a file."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, which takes its name when the block ends and not before.

    Until then it lies beside as ``.NAME.part``, and is taken away if the block raises. "-" is
    standard output; a device or a pipe is written to directly.

    Raises:
        ExchangeError: it cannot be written; what bore the name before is still there.
    """
    try:
        if path == STANDARD:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield cast(BinaryIO, stream)
        else:
            with _beside(path.resolve()) as stream:
                yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise write_error(path, error) from error


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as stream:
            yield cast(BinaryIO, stream)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_error(path: Path, error: OSError) -> ExchangeError:
    """Return the sentence for what the system said when a file was written."""
    if error.errno in _FULL:
        return ExchangeError(
            f"The disk is full: {path} could not be written ({error.strerror}). Nothing was left "
            "behind. Free some room and run the same command again."
        )
    return ExchangeError(
        f"{path} could not be written ({error.strerror or error}). Make its folder, make it "
        "writable, or name another one."
    )
