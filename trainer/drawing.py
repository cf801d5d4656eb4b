"""One recording drawn for the store: decoded, transformed, and its decibels made bytes.

A byte is 0 for the spec's floor and 255 for 0 dB: a step of about a third of a decibel, below
what a CNN can tell.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from genre_core.audio import decode
from genre_core.errors import SpectrogramError
from genre_core.spectrogram import SpectrogramSpec, compute


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A recording's picture, uint8 (frames, bands), or one without frames and why."""

    levels: NDArray[np.uint8]
    problem: str = ""


def draw(spec: SpectrogramSpec, path: Path) -> Drawn:
    """Return a recording's whole picture, or why it has none."""
    try:
        picture = compute(decode(path, spec.sample_rate), spec)
    except SpectrogramError as error:
        return undrawn(spec, str(error))
    return Drawn(quantise(picture.decibels.T, spec.floor_db))


def undrawn(spec: SpectrogramSpec, problem: str) -> Drawn:
    """Return what stands for a recording without a picture."""
    # On one line, so that a torn line of the index is one without an end.
    return Drawn(np.empty((0, spec.bands), np.uint8), " ".join(problem.split()))


def quantise(decibels: NDArray[np.float32], floor_db: float) -> NDArray[np.uint8]:
    """Return decibels (any shape) as bytes: 0 for ``floor_db``, 255 for 0 dB and above."""
    scaled = np.rint((decibels - floor_db) * np.float32(-255.0 / floor_db))
    levels: NDArray[np.uint8] = np.clip(scaled, 0, 255).astype(np.uint8)
    return levels


def dequantise(levels: NDArray[np.uint8], floor_db: float) -> NDArray[np.float32]:
    """Return bytes (any shape) as decibels, float32; the inverse of :func:`quantise`."""
    return levels.astype(np.float32) * np.float32(-floor_db / 255.0) + np.float32(floor_db)
