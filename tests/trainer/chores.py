"""Tasks for the processes of :mod:`trainer.workers`, which import them from here by name.

What becomes of a file is told by its name: "SIGSEGV.mp3" kills the process in that way.
"""

import os
import signal
import sys
import threading
from pathlib import Path


def name_and_fate(path: Path) -> str:
    """Return the file's name, or meet the fate that it names."""
    fate = path.stem.split("-")[0]
    if fate in signal.Signals.__members__:
        os.kill(os.getpid(), signal.Signals[fate])
    if fate == "hang":
        threading.Event().wait()
    if fate == "error":
        raise MemoryError("no room for error.mp3")
    if fate == "exit":
        os._exit(3)
    return path.name


def threads_of_blas(path: Path) -> str | None:
    """Return how many threads BLAS was told to use in this process."""
    return os.environ.get("OMP_NUM_THREADS")


def gossip(path: Path) -> str:
    """Write to standard error as C does, and as Python does."""
    os.write(2, b"a note of libmpg123\n")
    sys.stderr.write("a sentence of Python\n")
    return path.name


def process(path: Path) -> int:
    """Return who works on the file."""
    return os.getpid()
