"""The line of progress of a step: a bar, how much of how much, the rate, and the time left.

On a terminal the line is renewed in place ten times a second; a file or a pipe gets one every
half minute, and the last. Time left is what remains divided by the mean rate of this run.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Self, TextIO

_RENEW = 0.1  # s on a terminal: faster than that nobody reads
_ALIVE = 30.0  # s elsewhere
_WIDTH = 24  # characters of the bar


@dataclass(slots=True)
class Display:
    """Where one line is renewed, from any thread, and sentences may stand between.

    Attributes:
        stream: where to write.
        clock: seconds, never going back.
    """

    stream: TextIO
    clock: Callable[[], float] = time.monotonic
    _shown: float = field(default=0.0, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._shown = self.clock()

    def renew(self, line: Callable[[float], str]) -> None:
        """Show what `line` says at this second of the clock, where it is time to."""
        with self._lock:
            now = self.clock()
            live = self.stream.isatty()
            if now - self._shown >= (_RENEW if live else _ALIVE):
                self._shown = now
                self._write(f"\r{line(now)}\x1b[K" if live else f"{line(now)}\n")

    def say(self, sentence: str) -> None:
        """Write a sentence on a line of its own."""
        with self._lock:
            self._write(f"\r  {sentence}\x1b[K\n" if self.stream.isatty() else f"  {sentence}\n")

    def leave(self, line: str) -> None:
        """Write the last state, which stays."""
        with self._lock:
            self._write(f"\r{line}\x1b[K\n" if self.stream.isatty() else f"{line}\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


class Meter:
    """Counts what a step works on; shown on standard error, and left there when it closes.

    ::

        with Meter("tracks") as meter:
            build_store(tracks, spec, folder, meter.show)

        with Meter("examples", start=first * examples) as meter:
            ...
            meter.show(done, total, f"epoch {epoch} of {epochs}  loss {loss:.3f}")
    """

    def __init__(
        self, unit: str, start: int = 0, display: Display | None = None, name: str = ""
    ) -> None:
        """Start the clock.

        Args:
            unit: what is counted, in the plural.
            start: how many an earlier run did: they are part of the whole, not of the rate.
            display: where to show it; standard error where None.
            name: of the part of the step, said before the count; empty for the whole.
        """
        self._unit = unit
        self._start = start
        self._display = display or Display(sys.stderr)
        self._began = self._display.clock()
        self._done = self._total = 0
        self._note = ""
        self._name = name

    def __enter__(self) -> Self:
        """Return the meter."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the last state standing, if there was any."""
        if self._total:
            self._display.leave(self.line(self._display.clock()))

    def show(self, done: int, total: int, note: str = "") -> None:
        """Say where it is time to that so much is done.

        Args:
            done: how many, those of earlier runs among them.
            total: how many there are in all.
            note: what to say instead of both.
        """
        self._done, self._total, self._note = done, total, note
        self._display.renew(self.line)

    def say(self, sentence: str) -> None:
        """Write a sentence on a line of its own."""
        self._display.say(sentence)

    def line(self, now: float) -> str:
        """Return the state at `now`, in seconds of the clock."""
        spent = max(now - self._began, 1e-9)
        rate = (self._done - self._start) / spent
        left = (self._total - self._done) / max(rate, 1e-9)
        what = self._note or f"{self._done:,} of {self._total:,} {self._unit}"
        end = f"{duration(left)} left" if self._done < self._total else f"in {duration(spent)}"
        name = f"{self._name}  " if self._name else ""
        share = bar(self._done / max(self._total, 1))
        return f"  {share}  {name}{what}  {_short(rate)}/s  {end}"


def bar(share: float) -> str:
    """Return a share, 0 ... 1, as a bar and in per cent; more is shown as all."""
    share = min(1.0, share)
    return f"[{'#' * round(share * _WIDTH):-<{_WIDTH}}] {share:4.0%}"


def duration(seconds: float) -> str:
    """Return a duration for a person: "0:30", "2:00:05", or "days"."""
    if seconds >= 100 * 3600:
        return "days"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _short(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 99.95 else f"{rate:.1f}"
