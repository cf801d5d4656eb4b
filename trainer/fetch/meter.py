"""The line of progress of a transfer: :mod:`trainer.meter`'s, counting bytes and files.

Time left is that of bytes, since clips differ in size.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TextIO

from trainer.fetch.disk import size_text
from trainer.meter import Display, bar, duration


@dataclass(slots=True)
class Meter:
    """Counts bytes, and files where there are several.

    Attributes:
        size: bytes in all, > 0 or nothing is shown.
        stream: where to write.
        files: how many there are; 0 where they are not counted.
        clock: seconds, never going back.
    """

    size: int
    stream: TextIO
    files: int = 0
    clock: Callable[[], float] = time.monotonic
    _bytes: int = field(default=0, init=False)
    _files: int = field(default=0, init=False)
    _began: float = field(default=0.0, init=False)
    _display: Display = field(init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._began = self.clock()
        self._display = Display(self.stream, self.clock)

    def advance(self, size: int, files: int = 0) -> None:
        """Count bytes and files, and say so where it is time to; from any thread."""
        with self._lock:
            self._bytes += size
            self._files += files
        self._display.renew(self.line)

    def say(self, sentence: str) -> None:
        """Write a sentence on a line of its own; from any thread."""
        self._display.say(sentence)

    def close(self) -> None:
        """Leave the last state standing on a terminal."""
        if self._bytes and self.stream.isatty():
            self._display.leave(self.line(self.clock()))

    def line(self, now: float) -> str:
        """Return the state at `now`, in seconds of the clock."""
        rate = self._bytes / max(now - self._began, 1e-9)
        left = max(0, self.size - self._bytes) / max(rate, 1e-9)
        files = f"{self._files:,} of {self.files:,} clips  " if self.files else ""
        return (
            f"  {bar(self._bytes / max(self.size, 1))}  {files}{size_text(self._bytes)} of "
            f"{size_text(self.size)}  {size_text(round(rate))}/s  {duration(left)} left"
        )
