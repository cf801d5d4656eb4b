"""Files worked on in all cores, by processes that may die of one of them.

Each process has a pipe of its own and at most two files: the one that it is at, and the next, so
that it never waits. The parent therefore knows which file a process died of, or hangs at; a pool
of the standard library knows only that it broke. Answers come in the order of the files, and
a file is handed out only when the answers before it are nearly all taken: however many files there
are, as much memory is needed.
"""

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Generic, TypeVar

from trainer.errors import TrainingError
from trainer.worker import start

PATIENCE = 600.0
"""Seconds after which a file hangs: an hour of MP3 decodes in four."""

_AHEAD = 2  # files a process has: one at work and one waiting
_NEVER = float("inf")
_WINDOW = 8  # files a process between the first answer that is missing and the last file handed out
_CRASHES = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Lost:
    """What stands for an answer that no process lived to give, and why."""

    reason: str


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, the files that it has, and since when it is at the first (s, monotonic)."""

    process: SpawnProcess
    pipe: Connection
    files: deque[tuple[int, Path]] = field(default_factory=deque)
    since: float = _NEVER


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(
    task: Callable[[Path], Answer], files: Iterable[Path], patience: float = PATIENCE
) -> Generator[Answer | Lost, None, None]:
    """Yield the task's answer for each of the files, in their order.

    Args:
        task: what is done; it can be pickled, and raises nothing.
        files: what it is done to.
        patience: seconds that one file may take.

    Raises:
        TrainingError: a process was killed from outside, or ended by itself.
    """
    pool = _Pool(task, patience)
    try:
        yield from pool.answers(files)
    finally:
        pool.stop()


class _Pool(Generic[Answer]):
    def __init__(self, task: Callable[[Path], Answer], patience: float) -> None:
        self._task = task
        self._patience = patience
        self._workers: list[_Worker] = []
        self._most = cores()
        self._back: deque[tuple[int, Path]] = deque()  # files of processes that died
        self._done: dict[int, Answer | Lost] = {}

    def answers(self, files: Iterable[Path]) -> Iterator[Answer | Lost]:
        todo = enumerate(files)
        turn = 0
        while True:
            self._hand_out(todo, turn + _WINDOW * self._most)
            if not any(worker.files for worker in self._workers):
                return
            self._collect()
            while turn in self._done:
                yield self._done.pop(turn)
                turn += 1

    def stop(self) -> None:
        """End all processes, whatever they are at."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            self._close(worker)
        self._workers.clear()

    def _hand_out(self, todo: Iterator[tuple[int, Path]], before: int) -> None:
        """Give files numbered below `before` to whoever has least to do."""
        while worker := self._least_busy():
            file = self._back.popleft() if self._back else next(todo, None)
            if file is None:
                return
            if file[0] >= before:
                self._back.appendleft(file)
                return
            if not worker.files and worker.since < _NEVER:
                worker.since = time.monotonic()
            worker.files.append(file)
            # Where it is dead, its pipe says so to _listen, after the answers that it still gave.
            with suppress(OSError):
                worker.pipe.send(file[1])

    def _least_busy(self) -> _Worker | None:
        """Return a process with room for a file, a new one where the others have some; or none."""
        worker = min(self._workers, key=lambda each: len(each.files), default=None)
        if worker is None or (worker.files and len(self._workers) < self._most):
            worker = _Worker(*start(self._task))
            self._workers.append(worker)
        return worker if len(worker.files) < _AHEAD else None

    def _collect(self) -> None:
        """Wait until a process says something, dies or has hung too long, and see to it."""
        busy = [worker for worker in self._workers if worker.files]
        until = min(worker.since for worker in busy) + self._patience
        left = None if until == _NEVER else max(0.0, until - time.monotonic())
        said = wait([worker.pipe for worker in busy], left)
        for worker in busy:
            if worker.pipe in said:
                self._listen(worker)
            elif time.monotonic() - worker.since > self._patience:
                worker.process.kill()
                self._lose(worker, f"It was not finished within {self._patience:g} s.")

    def _listen(self, worker: _Worker) -> None:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        # The first message says that the process has started, which may take long.
        if worker.since < _NEVER:
            number, _ = worker.files.popleft()
            self._done[number] = message
        worker.since = time.monotonic()

    def _bury(self, worker: _Worker) -> None:
        """Take leave of a process that is dead; raise where its file may be innocent."""
        worker.process.join()
        code = worker.process.exitcode or 0
        _, path = worker.files[0]
        if -code in _CRASHES:
            why = signal.strsignal(-code)
            self._lose(worker, f"The process that worked on it crashed ({why}).")
            return
        self._drop(worker)
        if code >= 0:
            raise TrainingError(
                f"The process that worked on {path} ended by itself (exit code {code}); what it "
                "said stands above. What was done before is kept. Mend that and run the step again."
            )
        raise TrainingError(
            f"The process that worked on {path} was killed ({signal.strsignal(-code)}): perhaps "
            "memory ran out. What was done before is kept. Close other programs and run the step "
            "again; if that file is killed again, take it out of the manifest."
        )

    def _lose(self, worker: _Worker, reason: str) -> None:
        number, _ = worker.files.popleft()
        self._done[number] = Lost(f"{reason} Listen to it, and encode it again.")
        self._back.extendleft(reversed(worker.files))
        self._drop(worker)

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        self._close(worker)

    @staticmethod
    def _close(worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.join()
        worker.process.close()
