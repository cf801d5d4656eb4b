"""How far an import or export is, where nobody knows how long it will be."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

_RENEW = 0.1  # s on a terminal
_ALIVE = 30.0  # s elsewhere


@dataclass(slots=True)
class Meter:
    """Says how many there are, in one line that is renewed.

    Attributes:
        what: is counted, "rows".
        stream: where to write.
        clock: seconds, never going back.
    """

    what: str
    stream: TextIO
    clock: Callable[[], float] = time.monotonic
    _shown: float = 0.0

    def __post_init__(self) -> None:
        """Start the clock."""
        self._shown = self.clock()

    def __call__(self, count: int) -> None:
        """Say how many, where it is time to."""
        live, now = self.stream.isatty(), self.clock()
        if now - self._shown < (_RENEW if live else _ALIVE):
            return
        self._shown = now
        line = f"  {count:,} {self.what}"
        self.stream.write(f"\r{line}\x1b[K" if live else f"{line}\n")
        self.stream.flush()

    def clear(self) -> None:
        """Wipe the line off the terminal."""
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")
            self.stream.flush()
