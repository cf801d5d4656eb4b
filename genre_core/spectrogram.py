"""The picture of a sound: short-time Fourier power in decibels, frequency x time.

One function, :func:`compute`, serves the app, the command line and the trainer; what it
draws is told by a :class:`SpectrogramSpec` that a model carries in its card, so that
training and serving cannot differ.

Conventions
-----------
- Frames are not padded: frame ``t`` covers the samples ``t * hop ... t * hop + n_fft - 1``.
  Hence cropping a sound at a multiple of ``hop`` is cropping its picture, and the trainer
  cuts crops out of stored pictures instead of computing them again.
- 0 dB is the power of a full-scale sine that falls inside one band, whatever the length of
  the window (Parseval: its power summed over the bins is ``n_fft * sum(window ** 2) / 4``).
  A fixed reference, not the loudest point of the recording: a crop's picture must not
  depend on what was cut away. Values below ``floor_db`` are raised to it.
- Linear bands are sums of neighbouring bins; mel bands are triangles of height one on
  Slaney's mel scale (M. Slaney, "Auditory Toolbox", 1998; librosa's default, norm=None).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from genre_core.audio import Clip
from genre_core.errors import SpecError
from genre_core.spec import (
    SEED_PICTURE,
    SEED_WIDE_PICTURE,
    WIDE_MEL,
    Scale,
    SpectrogramSpec,
)

__all__ = [
    "SEED_PICTURE",
    "SEED_WIDE_PICTURE",
    "WIDE_MEL",
    "Scale",
    "Spectrogram",
    "SpectrogramSpec",
    "band_edges",
    "compute",
    "hertz_to_mel",
    "mel_to_hertz",
]

# Frames transformed at once. They stay in the processor's cache and in memory that the process
# keeps: with larger arrays, fetching fresh pages from the system takes twice the transform's time.
_BLOCK = 64
_GROUP = 16  # mel bands


@dataclass(frozen=True, slots=True, eq=False)
class Spectrogram:
    """A picture of a sound.

    Attributes:
        decibels: float32 (bands, frames), from ``spec.floor_db`` to about 0; row 0 is the
            lowest band, column 0 the earliest frame.
        spec: what the rows and columns mean. The number of columns may differ from
            ``spec.frames``, which is what a model looks at in one crop.
        start: time of the first sample of the first frame in the recording, in s.
    """

    decibels: NDArray[np.float32]
    spec: SpectrogramSpec
    start: float = 0.0

    @property
    def silent(self) -> bool:
        """Whether nothing in it rises 10 dB above the floor: digital silence, or as good as."""
        return float(self.decibels.max()) < self.spec.floor_db + 10.0

    def crop(self, first: int, frames: int) -> "Spectrogram":
        """Return the ``frames`` columns from column ``first`` on.

        Raises:
            SpecError: the picture has no such columns.
        """
        there = self.decibels.shape[1]
        if first < 0 or frames < 1 or first + frames > there:
            raise SpecError(
                f"Columns {first} to {first + frames} were asked of a picture with {there}. "
                "Crop inside it."
            )
        start = self.start + first * self.spec.hop / self.spec.sample_rate
        return Spectrogram(self.decibels[:, first : first + frames], self.spec, start)


def compute(clip: Clip, spec: SpectrogramSpec) -> Spectrogram:
    """Draw the spectrogram of a whole clip.

    Args:
        clip: sound at ``spec.sample_rate``, of ``spec.n_fft`` samples or more.
        spec: what to draw.

    Returns:
        The picture, with 1 + (samples - n_fft) // hop columns.

    Raises:
        SpecError: the clip has another sample rate or is shorter than one window.
    """
    if clip.sample_rate != spec.sample_rate:
        raise SpecError(
            f"The clip is sampled at {clip.sample_rate} Hz; the spectrogram needs "
            f"{spec.sample_rate} Hz. Decode the recording at that rate."
        )
    if clip.samples.size < spec.n_fft:
        raise SpecError(
            f"The clip has {clip.samples.size} samples; one frame needs {spec.n_fft}. "
            "Use a longer excerpt."
        )
    frames = np.lib.stride_tricks.sliding_window_view(clip.samples, spec.n_fft)[:: spec.hop]
    decibels = np.empty((spec.bands, len(frames)), np.float32)
    least = np.float32(10.0 ** (spec.floor_db / 10.0))
    for first in range(0, len(frames), _BLOCK):
        bands = _band_power(frames[first : first + _BLOCK], spec)
        decibels[:, first : first + _BLOCK] = 10.0 * np.log10(np.maximum(bands, least)).T
    return Spectrogram(decibels, spec, clip.start)


def hertz_to_mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return frequencies (any shape, Hz >= 0) on Slaney's mel scale: linear to 1 kHz, then log."""
    octaves = np.log(np.maximum(hertz, 1000.0) / 1000.0) / (math.log(6.4) / 27.0)
    return np.where(hertz < 1000.0, hertz * 3.0 / 200.0, 15.0 + octaves)


def mel_to_hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the frequencies in Hz of points on Slaney's mel scale (any shape)."""
    above = 1000.0 * np.exp((math.log(6.4) / 27.0) * (np.maximum(mel, 15.0) - 15.0))
    return np.where(mel < 15.0, mel * 200.0 / 3.0, above)


def band_edges(spec: SpectrogramSpec) -> NDArray[np.float64]:
    """Return the bands' borders in Hz, float64 (bands + 1,), ascending.

    For mel bands, which overlap, the border of two bands is midway between their peaks in mel.
    """
    if spec.scale is Scale.LINEAR:
        return np.linspace(0.0, spec.max_hz, spec.bands + 1)
    low, high = hertz_to_mel(np.array([spec.min_hz, spec.max_hz]))
    step = (high - low) / (spec.bands + 1)
    return mel_to_hertz(low + step * (np.arange(spec.bands + 1) + 0.5))


def _band_power(frames: NDArray[np.float32], spec: SpectrogramSpec) -> NDArray[np.float32]:
    """Return the bands' power, (frames, bands), relative to a full-scale sine."""
    spectrum = np.fft.rfft(frames * _window(spec.n_fft), axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    if spec.scale is Scale.MEL:
        bands = np.empty((len(frames), spec.bands), np.float32)
        for rows, bins, weights in _mel_groups(spec):
            np.matmul(power[:, bins], weights, out=bands[:, rows])
        return bands
    inside = power[:, : spec._bins_in_range].reshape(len(frames), spec.bands, -1)
    return np.asarray(inside.sum(axis=2), dtype=np.float32)


@lru_cache(maxsize=16)
def _window(n_fft: int) -> NDArray[np.float32]:
    """Return the periodic Hann window, scaled so that a full-scale sine has power one."""
    hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(n_fft) / n_fft)
    return np.asarray(hann / np.sqrt(n_fft * np.sum(hann**2) / 4.0), dtype=np.float32)


@lru_cache(maxsize=16)
def _mel_groups(spec: SpectrogramSpec) -> tuple[tuple[slice, slice, NDArray[np.float32]], ...]:
    """Return the triangles of neighbouring bands: (bands, bins, weights (bins, bands)) of each.

    A group leaves out the bins that are in none of its triangles, which are most of them: one
    product of all bins and bands takes several times as long.
    """
    weights = _mel_weights(spec)
    groups = []
    for first in range(0, spec.bands, _GROUP):
        some = weights[:, first : first + _GROUP]
        # A band narrower than a bin can be without any.
        inside = np.flatnonzero(some.any(axis=1)) if some.any() else np.zeros(1, int)
        bins = slice(int(inside[0]), int(inside[-1]) + 1)
        groups.append((slice(first, first + _GROUP), bins, np.ascontiguousarray(some[bins])))
    return tuple(groups)


@lru_cache(maxsize=16)
def _mel_weights(spec: SpectrogramSpec) -> NDArray[np.float32]:
    """Return the triangles, float32 (n_fft // 2 + 1, bands), each of height one."""
    low, high = hertz_to_mel(np.array([spec.min_hz, spec.max_hz]))
    corners = mel_to_hertz(np.linspace(low, high, spec.bands + 2))
    bins = np.fft.rfftfreq(spec.n_fft, 1.0 / spec.sample_rate)[:, None]
    rising = (bins - corners[:-2]) / np.diff(corners[:-1])
    falling = (corners[2:] - bins) / np.diff(corners[1:])
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), dtype=np.float32)
