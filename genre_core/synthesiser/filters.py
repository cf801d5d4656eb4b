"""Tone colour: gain curves over frequency, applied by Fourier transform.

A `Curve` maps frequencies in Hz to gains. Low, high and peak curves have the magnitudes of the
classic Butterworth and bell filters, and zero phase, so that a chain of them is their product.
`swept` lets a low-pass with a resonant edge move through a sound (overlap-add of short spectra).
"""

from collections.abc import Callable

import numpy as np

from genre_core.synthesiser.oscillators import SAMPLE_RATE, Reals, Signal

Curve = Callable[[Reals], Reals]

_PAD = 4096
_FRAME = 2048
_HOP = _FRAME // 2


def lowpass(cutoff: float, order: int = 2) -> Curve:
    """Return a Butterworth low-pass curve: -3 dB at `cutoff` Hz, 6 dB per octave and order."""
    return lambda hertz: 1 / np.sqrt(1 + (hertz / cutoff) ** (2 * order))


def highpass(cutoff: float, order: int = 2) -> Curve:
    """Return a Butterworth high-pass curve: -3 dB at `cutoff` Hz, nothing at 0 Hz."""
    return lambda hertz: 1 / np.sqrt(1 + (cutoff / np.maximum(hertz, 1e-3)) ** (2 * order))


def peak(centre: float, decibels: float, octaves: float = 1.0) -> Curve:
    """Return a bell of `decibels` around `centre` Hz, a Gaussian `octaves` wide (2 sigma)."""

    def bell(hertz: Reals) -> Reals:
        distance = np.log2(np.maximum(hertz, 1e-3) / centre) / (octaves / 2)
        gain: Reals = 10 ** (decibels / 20 * np.exp(-0.5 * distance**2))
        return gain

    return bell


def chained(*curves: Curve) -> Curve:
    """Return the product of curves: one after the other."""

    def product(hertz: Reals) -> Reals:
        gain = np.ones_like(hertz)
        for curve in curves:
            gain = gain * curve(hertz)
        return gain

    return product


def fast_length(count: int) -> int:
    """Return the smallest of 2^k, 3 2^k, 5 2^k that is >= count: lengths that transform fast."""
    return min(
        odd << max(0, int(np.ceil(np.log2(count / odd)))) for odd in (1, 3, 5) if count >= odd
    )


def equalised(sound: Signal, curve: Curve) -> Signal:
    """Return the sound through a curve; shape (n,) or (n, channels) as given."""
    # The padding takes up the ringing that would otherwise wrap round to the beginning.
    size = fast_length(sound.shape[0] + _PAD)
    hertz: Reals = np.fft.rfftfreq(size, 1 / SAMPLE_RATE).astype(np.float64)
    gain = curve(hertz).astype(np.float32)
    columns = sound.reshape(sound.shape[0], -1)
    filtered = [
        np.fft.irfft(np.fft.rfft(column, size) * gain, size)[: sound.shape[0]]
        for column in columns.T
    ]
    result: Signal = np.stack(filtered, axis=1).reshape(sound.shape).astype(np.float32)
    return result


def swept(sound: Signal, cutoffs: Reals, resonance: float = 6.0) -> Signal:
    """Return a mono sound through a low-pass whose edge moves.

    `cutoffs` in Hz, shape (k,) with k >= 2, spreads evenly over the sound's length; `resonance`
    in dB lifts the edge.
    """
    frames = sound.size // _HOP + 2
    padded = np.pad(sound, (_HOP, frames * _HOP + _FRAME - sound.size - _HOP))
    window = np.sin(np.pi * (np.arange(_FRAME) + 0.5) / _FRAME).astype(np.float32)
    views = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP][:frames]
    places = np.linspace(0, cutoffs.size - 1, frames)
    edges = np.exp(np.interp(places, np.arange(cutoffs.size), np.log(cutoffs)))[:, None]
    hertz = np.maximum(np.fft.rfftfreq(_FRAME, 1 / SAMPLE_RATE), 1e-3)[None, :]
    bell = 10 ** (resonance / 20 * np.exp(-8 * np.log2(hertz / edges) ** 2))
    gains = (bell / np.sqrt(1 + (hertz / edges) ** 8)).astype(np.float32)
    shaped = np.fft.irfft(np.fft.rfft(views * window) * gains).astype(np.float32) * window
    halves = shaped.reshape(frames, 2, _HOP)
    joined: Signal = (halves[1:, 0] + halves[:-1, 1]).ravel()[: sound.size]
    return joined
