"""The line of progress: a bar, how much of how much, the rate, and the time left.

On a terminal the line is renewed in place ten times a second; a file or a pipe gets one every
half minute. Time left is what remains divided by the mean rate of this run: of bytes, since
clips differ in size.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TextIO

from trainer.fetch.disk import size_text

_RENEW = 0.1  # s on a terminal: faster than that nobody reads
_ALIVE = 30.0  # s elsewhere
_WIDTH = 24  # characters of the bar


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
    _shown: float = field(default=0.0, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._began = self._shown = self.clock()

    def advance(self, size: int, files: int = 0) -> None:
        """Count bytes and files, and say so where it is time to; from any thread."""
        with self._lock:
            self._bytes += size
            self._files += files
            now = self.clock()
            live = self.stream.isatty()
            if now - self._shown >= (_RENEW if live else _ALIVE):
                self._shown = now
                self._write(f"\r{self.line(now)}\x1b[K" if live else f"{self.line(now)}\n")

    def say(self, sentence: str) -> None:
        """Write a sentence on a line of its own; from any thread."""
        with self._lock:
            self._write(f"\r  {sentence}\x1b[K\n" if self.stream.isatty() else f"  {sentence}\n")

    def close(self) -> None:
        """Leave the last state standing on a terminal."""
        with self._lock:
            if self._bytes and self.stream.isatty():
                self._write(f"\r{self.line(self.clock())}\x1b[K\n")

    def line(self, now: float) -> str:
        """Return the state at `now`, in seconds of the clock."""
        share = min(1.0, self._bytes / max(self.size, 1))
        rate = self._bytes / max(now - self._began, 1e-9)
        left = max(0, self.size - self._bytes) / max(rate, 1e-9)
        bar = "#" * round(share * _WIDTH)
        files = f"{self._files:,} of {self.files:,} clips  " if self.files else ""
        return (
            f"  [{bar:-<{_WIDTH}}] {share:4.0%}  {files}{size_text(self._bytes)} of "
            f"{size_text(self.size)}  {size_text(round(rate))}/s  {_duration(left)} left"
        )

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def _duration(seconds: float) -> str:
    if seconds >= 100 * 3600:
        return "days"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
