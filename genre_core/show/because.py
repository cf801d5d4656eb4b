"""Why: where in the picture the CNN saw what it said, as one place and one sentence.

The place is where its class activation map lies furthest above that of the other genres, averaged
over two seconds, in the part of the picture that people see; it is widened to where that is still
three quarters as much. It is evidence, not proof (see :mod:`genre_core.evidence`): the sentence
says where the network looked, and what usually sounds there, not that this was recognised.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.evidence import Evidence

_STEADY = 2.0
"""Seconds over which the map is averaged: a place, not a single hit of a drum."""

_NEARLY = 0.75
"""Share of the strongest place's excess that its surroundings must have to belong to it."""

_REGISTERS = (
    (120.0, "the kick drum and the deepest bass"),
    (350.0, "bass lines and low chords"),
    (1500.0, "voices and melodies"),
    (4500.0, "cymbals and the edge of guitars and strings"),
    (math.inf, "hiss and shimmer"),
)
"""What usually sounds around so many Hz."""


@dataclass(frozen=True, slots=True)
class Focus:
    """A place in a picture.

    Attributes:
        start, end: s, start < end.
        low, high: Hz, low < high.
    """

    start: float
    end: float
    low: float
    high: float

    @property
    def register(self) -> str:
        """What usually sounds at these frequencies."""
        centre = math.sqrt(max(self.low, 1.0) * self.high)
        return next(words for below, words in _REGISTERS if centre < below)


def focus(seen: Evidence, genre: str, max_hz: float) -> Focus | None:
    """Return where a genre stands out most; None where it does nowhere below ``max_hz``.

    Args:
        seen: what the network saw where.
        genre: one of its genres.
        max_hz: the upper edge of the picture that people see, > 0.
    """
    contrast = seen.activation[seen.genres.index(genre)] - seen.activation.mean(axis=0)
    rows = int(np.searchsorted(seen.edges[:-1], max_hz))
    if not rows:
        return None
    visible = _steadied(np.maximum(contrast[:rows], 0.0), seen.seconds)
    row, column = np.unravel_index(int(visible.argmax()), visible.shape)
    peak = visible[row, column]
    if not peak > 0:
        return None
    first, last = _reach(visible[row], int(column), _NEARLY * peak)
    low, high = _reach(visible[:, column], int(row), _NEARLY * peak)
    a_column = seen.seconds / visible.shape[1]
    return Focus(
        start=first * a_column,
        end=(last + 1) * a_column,
        low=float(seen.edges[low]),
        high=float(min(seen.edges[high + 1], max_hz)),
    )


def because(predicted: str, instead_of: str, place: Focus | None) -> str:
    """Return in one sentence why the CNN, who speaks, said what it said.

    Args:
        predicted: the genre that it says.
        instead_of: the genre that was claimed, if it knows that one; "" otherwise.
        place: where that stands out most.
    """
    rival = f" rather than {instead_of}" if instead_of not in ("", predicted) else ""
    if place is None:
        return f"I saw it as {predicted}{rival} because of all of it: no place stands out."
    return (
        f"I saw it as {predicted}{rival} because of what sounds from {_clock(place.start)} to "
        f"{_clock(place.end)} between {_hertz(place.low)} and {_hertz(place.high)}\u00a0Hz, where "
        f"{place.register} lie."
    )


def _steadied(contrast: NDArray[np.float32], seconds: float) -> NDArray[np.float64]:
    """The map (rows, columns), each place the mean of the two seconds around it."""
    columns = contrast.shape[1]
    width = min(columns, max(1, round(_STEADY / seconds * columns)))
    sums = np.cumsum(np.pad(contrast, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    centre = np.arange(columns)
    first = np.clip(centre - width // 2, 0, columns - width)
    return np.asarray((sums[:, first + width] - sums[:, first]) / width)


def _reach(line: NDArray[np.float64], peak: int, least: float) -> tuple[int, int]:
    """The first and last place around the peak between which the line keeps to ``least``."""
    lower = np.flatnonzero(line < least)
    before, after = lower[lower < peak], lower[lower > peak]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(after[0]) - 1 if len(after) else len(line) - 1
    return first, last


def _hertz(frequency: float) -> str:
    """A frequency to two figures, and to tens: 638.3 Hz is told as 640."""
    digits = max(1, math.floor(math.log10(max(frequency, 1.0))) - 1)
    return f"{round(frequency / 10**digits) * 10**digits:,}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
