"""What a genre looks like: the mean of its tracks' pictures, and how far they lie apart.

Each track gives the 20 s in its middle, 0 to 4 kHz, in decibels below its own loud end, as the
player's picture shows it. Over several tracks the mean picture has no notes any more; it is the
band by band balance that a genre has of itself, and its spread says how much of that is shared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from genre_core.audio import Clip, decode
from genre_core.errors import AudioError
from genre_core.picture import (
    BANDS,
    LOUD_END,
    MAX_HZ,
    RANGE_DB,
    SAMPLE_RATE,
    loudness,
)

SECONDS = 20.0
_COLUMNS = 300
_POOLED = 6  # columns of a coarse one: in a mean of tracks there is nothing finer to see


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """What several tracks look like together.

    Attributes:
        tracks: how many were drawn; ``silent`` could not be.
        hertz: (bands,) centre of each band.
        mean: (bands,) mean over the tracks of their mean decibels, 0 at their loud end.
        spread: (bands,) standard deviation over the tracks; 0 for one track.
        picture: (bands / 2, columns) mean decibels in pairs of bands; row 0 is the lowest, and
            the columns span :data:`SECONDS`.
        max_hz: frequency at the picture's upper edge.
    """

    tracks: int
    silent: int
    hertz: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    picture: NDArray[np.float64]
    max_hz: float


def draw_portrait(paths: Iterable[Path]) -> Portrait | None:
    """Return what recordings look like together; None where none of them can be drawn."""
    pictures, silent = [], 0
    for path in paths:
        try:
            pictures.append(_picture(decode(path, SAMPLE_RATE)))
        except AudioError:
            silent += 1
    return portrait_of(pictures, silent) if pictures else None


def portrait_of(pictures: Sequence[NDArray[np.float64]], silent: int = 0) -> Portrait:
    """Return what pictures (bands, columns) in decibels look like together; one or more."""
    stack = np.stack(pictures)
    profiles = stack.mean(axis=2)
    bands = stack.shape[1]
    return Portrait(
        tracks=len(stack),
        silent=silent,
        hertz=(np.arange(bands) + 0.5) * MAX_HZ / bands,
        mean=profiles.mean(axis=0),
        spread=profiles.std(axis=0),
        picture=_pooled(stack.mean(axis=0)),
        max_hz=MAX_HZ,
    )


def _pooled(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over 2 bands and 6 columns; what does not fill one is left out."""
    bands, columns = picture.shape[0] // 2, picture.shape[1] // _POOLED
    blocks = picture[: bands * 2, : columns * _POOLED].reshape(bands, 2, columns, _POOLED)
    return np.asarray(blocks.mean(axis=(1, 3)))


def _picture(clip: Clip) -> NDArray[np.float64]:
    """The middle of a track, (BANDS, _COLUMNS), in decibels from -RANGE_DB to 0."""
    wanted = int(SECONDS * SAMPLE_RATE)
    start = max(0, (clip.samples.size - wanted) // 2)
    drawn = loudness(Clip(clip.samples[start : start + wanted], SAMPLE_RATE), _COLUMNS)
    below = np.clip(drawn - np.percentile(drawn, LOUD_END), -RANGE_DB, 0.0)
    # A shorter track is spread over the whole width.
    at = np.linspace(0, below.shape[1] - 1, _COLUMNS).round().astype(np.int64)
    return np.asarray(below[:, at], np.float64).reshape(BANDS, _COLUMNS)
