"""A process of :mod:`trainer.workers`: a file in, an answer out, until nobody asks any more."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import ModuleType
from typing import Any

# Processes share the cores already: the threads of BLAS would only fight over them.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def start(task: Callable[[Path], Any]) -> tuple[SpawnProcess, Connection]:
    """Start a process that serves `task`; return it and our end of its pipe.

    The task is a module's own, not the script's that was started: the process does not load that.
    """
    # spawn, not fork: a forked copy of a process in which TensorFlow runs threads can hang.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(task, theirs), daemon=True)
    with _one_thread(), _deaf_to_interrupts(), _nameless_main():
        process.start()
    theirs.close()
    return process, ours


def serve(task: Callable[[Path], Any], pipe: Connection) -> None:
    """Answer each path that comes with what the task makes of it, until the parent is gone.

    Args:
        task: what is done to each file.
        pipe: gives paths and takes answers; the first message says that the process runs.
    """
    _hush()
    try:
        pipe.send("ready")
    except OSError:
        return
    while True:
        try:
            path = pipe.recv()
        except (EOFError, OSError):
            return
        answer = task(path)
        try:
            pipe.send(answer)
        except OSError:
            return


def _hush() -> None:
    """Silence what C libraries write to standard error, but not Python.

    libmpg123 notes every doubtful frame there, in the midst of the line of progress.
    """
    keep = os.dup(2)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    sys.stderr = os.fdopen(keep, "w", buffering=1)


@contextmanager
def _one_thread() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _nameless_main() -> Iterator[None]:
    """Start processes that do not run the parent's script once more.

    multiprocessing would have each of them import it. It may be slow, and under Streamlit
    ``__main__`` is a page of the app.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start processes that never see Ctrl-C, which is the parent's to answer.

    The terminal sends it to all of them, and each would print a traceback of its own. A blocked
    signal stays blocked in a process that is started meanwhile, from its first instruction on.
    """
    # Its start would unblock the signal.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
