"""The picture that a person looks at: the whole track, 0 to 4 kHz, as a small PNG.

It is drawn by the same :func:`genre_core.spectrogram.compute` that the models see with, in the
seed's 128 bands, but over the whole track and with colours. Three choices are the eye's:

- Time. Each column stands for one short stretch, centred on it, and there are at most
  ``max_columns`` of them. Where a column would skip sound, being longer than the transform's
  window, it is the mean decibels of several frames.
- Loudness. The top of the scale is the track's own loud end (99.5% of the picture lie below it)
  and the bottom 70 dB less, so that a quiet recording is as visible as a loud one.
- Colour. Magma (S. van der Walt and N. Smith, 2015; ten of its colours, as plotly lists them):
  its lightness rises evenly from black, so that it reads the same in grey and to the colour-blind.
"""

import io
import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from genre_core.audio import Clip, Source, decode
from genre_core.errors import SpecError
from genre_core.spectrogram import Scale, SpectrogramSpec, compute

SAMPLE_RATE = 8000
MAX_HZ = 4000.0
BANDS = 128
RANGE_DB = 70.0
LOUD_END = 99.5
"""Percentile of the decibels that takes the brightest colour."""
MAX_COLUMNS = 2000
"""Twice a wide player's pixels."""

MAGMA = (
    (0, 0, 4), (24, 15, 61), (68, 15, 118), (114, 31, 129), (158, 47, 127),
    (205, 64, 113), (241, 96, 93), (253, 150, 104), (254, 202, 141), (252, 253, 191),
)  # fmt: skip
"""Colours at even steps, dark to bright; red, green, blue from 0 to 255."""

_WINDOW = 1024
# A digitally quiet passage still lies below the loud end of the quietest track by RANGE_DB.
_FLOOR_DB = -180.0
_SHORTEST_HOP = 64  # 8 ms: a sixteenth of the window; closer frames show nothing new
_BLOCK = 2048  # frames computed at once: 30 MB, whatever the length of the track
# 64 steps of 1.1 dB look even, and deflate to half the size of 256.
_COLOURS = 64


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn track.

    Attributes:
        png: the file; 128 rows, the lowest frequency at the bottom, time from left to right.
        seconds: what decodes of the track, > 0; the picture's width, to within a column.
        max_hz: frequency at the upper edge; the lower edge is 0 Hz, the axis linear.
    """

    png: bytes
    seconds: float
    max_hz: float


def draw_picture(source: Source, max_columns: int = MAX_COLUMNS) -> Picture:
    """Decode a whole track and draw it.

    Raises:
        AudioError: it does not decode, breaks a limit or is silent.
        SpecError: ``max_columns`` is below 1.
    """
    clip = decode(source, SAMPLE_RATE)
    return Picture(encode(levels(loudness(clip, max_columns))), clip.seconds, MAX_HZ)


def loudness(clip: Clip, max_columns: int = MAX_COLUMNS) -> NDArray[np.float32]:
    """Return a track's decibels, float32 (128, columns), with at most ``max_columns`` columns.

    Column c shows the sound around (c + 0.5) / columns of the track; row 0 is the lowest band.

    Args:
        clip: the whole track at 8000 Hz.
        max_columns: >= 1.

    Raises:
        SpecError: ``max_columns`` is below 1, or the clip has another sample rate.
    """
    if max_columns < 1:
        raise SpecError(f"A picture of {max_columns} columns was asked for; ask for 1 or more.")
    stretch = max(_SHORTEST_HOP, math.ceil(clip.samples.size / max_columns))
    frames_a_column = math.ceil(stretch / _WINDOW)
    hop = math.ceil(stretch / frames_a_column)
    columns = math.ceil(clip.samples.size / (hop * frames_a_column))
    frames = columns * frames_a_column
    # So much silence before it that the first frame's centre is that of the first stretch.
    before = (_WINDOW - hop) // 2
    after = (frames - 1) * hop + _WINDOW - before - clip.samples.size
    padded = np.pad(clip.samples, (before, max(0, after)))
    spec = SpectrogramSpec(
        SAMPLE_RATE, _WINDOW, hop, BANDS, frames, Scale.LINEAR, 0.0, MAX_HZ, _FLOOR_DB
    )
    parts = [
        compute(Clip(padded[first * hop : (last - 1) * hop + _WINDOW], SAMPLE_RATE), spec).decibels
        for first, last in pairwise([*range(0, frames, _BLOCK), frames])
    ]
    decibels = np.concatenate(parts, axis=1)
    return np.asarray(decibels.reshape(BANDS, columns, frames_a_column).mean(axis=2), np.float32)


def levels(decibels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Map decibels, any shape, to colours 0 to 63: 70 dB below the track's own loud end."""
    top = np.percentile(decibels, LOUD_END)
    shares = np.clip((decibels - top) / RANGE_DB + 1.0, 0.0, 1.0)
    return np.asarray(np.round(shares * (_COLOURS - 1)), dtype=np.uint8)


def encode(colours: NDArray[np.uint8]) -> bytes:
    """Return colours 0 to 63, (rows, columns), row 0 at the bottom, as a PNG with a palette."""
    image = Image.fromarray(np.ascontiguousarray(colours[::-1]))
    image.putpalette(palette(_COLOURS).tobytes())
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def palette(steps: int) -> NDArray[np.uint8]:
    """Return magma in so many even steps, dark to bright: (steps, 3) red, green, blue."""
    at = np.linspace(0.0, len(MAGMA) - 1.0, steps)
    channels = np.array(MAGMA, dtype=np.float64).T
    mixed = [np.interp(at, np.arange(len(MAGMA)), channel) for channel in channels]
    return np.asarray(np.round(np.stack(mixed, axis=1)), dtype=np.uint8)
