"""How far a long job is: one line on standard error, renewed in place on a terminal.

A file or a pipe gets no such line, except that a job of some length says every half minute that
it is alive.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

_RENEW = 0.1  # s on a terminal: faster than that nobody reads
_ALIVE = 30.0  # s elsewhere


@dataclass(slots=True)
class Progress:
    """Counts files done; silent for a single one.

    Attributes:
        total: how many there are.
        stream: where to write.
        clock: seconds, never going back.
    """

    total: int
    stream: TextIO
    clock: Callable[[], float] = time.monotonic
    done: int = field(default=0, init=False)
    _began: float = field(default=0.0, init=False)
    _shown: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._began = self._shown = self.clock()

    def advance(self) -> None:
        """Count one more, and say so where it is time to."""
        self.done += 1
        now = self.clock()
        live = self.stream.isatty()
        if self.total < 2 or now - self._shown < (_RENEW if live else _ALIVE):
            return
        self._shown = now
        rate = self.done / max(now - self._began, 1e-9)
        left = (self.total - self.done) / rate
        line = f"  {self.done} of {self.total}  {rate:.1f} a second  {_duration(left)} left"
        self.stream.write(f"\r{line}\x1b[K" if live else f"{line}\n")
        self.stream.flush()

    def clear(self) -> None:
        """Wipe the line off the terminal, so that a result can stand in its place."""
        if self.total > 1 and self.done and self.stream.isatty():
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
