"""What a claim finds in a recording, as the player draws it: heatmaps, support, stretches.

All three share the recording's own time axis, in seconds from its beginning, so that the browser
can lay them over one picture without a second scale. They hold numbers only: which colours,
lines and words they become is decided in the browser, where switching costs no round trip.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A piece of the recording: `start` and `end` in seconds, 0 <= start < end."""

    start: float
    end: float

    def __post_init__(self) -> None:
        """Raise ValueError for a piece that begins before the recording or has no length."""
        if not 0 <= self.start < self.end < float("inf"):
            raise ValueError(
                f"The stretch from {self.start} s to {self.end} s cannot be heard; it needs "
                "0 <= start < end. Give both in seconds from the beginning of the recording."
            )


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Join `stretches` that touch or overlap; the answer is in order and has no overlaps."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches):
        if joined and stretch.start <= joined[-1].end:
            joined[-1] = Stretch(joined[-1].start, max(joined[-1].end, stretch.end))
        else:
            joined.append(stretch)
    return tuple(joined)


@dataclass(frozen=True, slots=True, eq=False)
class Heatmap:
    """A class activation map over the whole picture.

    `values` is (rows, columns) in [0, 1]: row 0 holds the lowest frequencies, column 0 the
    beginning. `label` is the word on its button, such as "Claimed: Rock".
    """

    label: str
    values: NDArray[np.float32]

    def __post_init__(self) -> None:
        """Raise ValueError unless `values` is a filled grid of numbers in [0, 1]."""
        if self.values.ndim != 2 or self.values.size == 0:
            raise ValueError(
                f"The heatmap {self.label!r} has the shape {self.values.shape}; it needs rows "
                "and columns, at least one of each. Pass one map, not a batch."
            )
        if not _all_within_0_and_1(self.values):
            raise ValueError(
                f"The heatmap {self.label!r} runs from {self.values.min()} to "
                f"{self.values.max()}; it needs numbers in [0, 1]. Scale it first."
            )


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """A genre's probability over time, in windows that slide over the recording.

    `times` (n,) are the windows' centres in seconds, rising; `probabilities` (n,) lie in [0, 1];
    `window` is each window's length in seconds; `chance` in [0, 1] is what guessing would give.
    """

    genre: str
    times: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    window: float
    chance: float

    def __post_init__(self) -> None:
        """Raise ValueError unless there is one probability in [0, 1] for each rising time."""
        if self.times.ndim != 1 or self.times.shape != self.probabilities.shape:
            raise ValueError(
                f"{self.times.shape} times meet {self.probabilities.shape} probabilities of "
                f"{self.genre}; each window needs one of both. Pass two arrays of one length."
            )
        if self.times.size == 0 or not _rising(self.times):
            raise ValueError(
                f"The {self.times.size} window centres of {self.genre} do not rise from one to "
                "the next; at least one is needed, in order of time. Sort them first."
            )
        if not (_all_within_0_and_1(self.probabilities) and 0 <= self.chance <= 1):
            raise ValueError(
                f"The probabilities of {self.genre}, or its chance of {self.chance}, leave "
                "[0, 1]. Pass shares of one, not per cent."
            )
        if not 0 < self.window < float("inf"):
            raise ValueError(
                f"The windows of {self.genre} last {self.window} s; they need a length above "
                "0 s. Pass the length that the model heard at a time."
            )

    @property
    def best(self) -> Stretch:
        """The window that sounds most like the genre (the first of equals)."""
        return self._around(int(np.argmax(self.probabilities)))

    @property
    def worst(self) -> Stretch:
        """The window that sounds least like the genre (the first of equals)."""
        return self._around(int(np.argmin(self.probabilities)))

    def _around(self, index: int) -> Stretch:
        """Return the window with this index, not earlier than the recording's beginning."""
        start = max(0.0, float(self.times[index]) - self.window / 2)
        return Stretch(start, start + self.window)


def _all_within_0_and_1(values: NDArray[np.floating]) -> bool:
    """Tell whether all `values` (any shape) are numbers in [0, 1]; NaN is not."""
    return bool(np.all((values >= 0) & (values <= 1)))


def _rising(times: NDArray[np.floating]) -> bool:
    """Tell whether `times` (n,) are finite and each is later than the one before it."""
    return bool(np.all(np.isfinite(times)) and np.all(np.diff(times) > 0))
