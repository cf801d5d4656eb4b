"""The sources of sound: periodic tables, sums of decaying sines, and noise.

Two ideas carry every instrument of this package.

*What is blown, bowed or switched* repeats: one period is built from its harmonics by an inverse
Fourier transform (so it holds nothing above the Nyquist frequency: no aliasing) and read at any
speed (`read_table`).

*What is plucked or struck* rings: it is a sum of exponentially decaying sines,
Re sum_p a_p exp((-r_p + 2 pi i f_p) t). `ringing` evaluates it exactly and without a loop:
exp(z (b B + j)) = exp(z b B) exp(z j) makes the whole sound one matrix product, blocks x partials
times partials x B. It is the closed form of what a Karplus-Strong loop does sample by sample.

Convention: signals are float32, mono (n,), at 44.1 kHz, nominally within [-1, 1].
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 44100
"""Samples per second of everything that the synthesiser plays."""

Signal = NDArray[np.float32]
Reals = NDArray[np.float64]
Complexes = NDArray[np.complex128]

_BLOCK = 256
_TABLE = 2048


@dataclass(frozen=True, slots=True)
class Tone:
    """What an instrument is asked for: one note in physical units.

    hertz > 0; seconds > 0 from attack to release; velocity in (0, 1]; `take` numbers the stroke,
    so that two strokes of a drum differ as they do under a hand.
    """

    hertz: float
    seconds: float
    velocity: float = 0.8
    take: int = 0


@dataclass(frozen=True, slots=True)
class Partials:
    """Decaying sines: hertz, complex amplitudes and decay rates (1/s), each of shape (p,)."""

    hertz: Reals
    amplitudes: Complexes
    rates: Reals


@dataclass(frozen=True, slots=True)
class Vibrato:
    """A trembling pitch: rate in Hz, depth in cents, and the seconds it takes to set in."""

    rate: float = 5.5
    cents: float = 14.0
    onset: float = 0.35


def samples(seconds: float) -> int:
    """Return the number of samples in `seconds` >= 0, at least 1."""
    return max(1, round(seconds * SAMPLE_RATE))


def times(count: int) -> Reals:
    """Return the times of `count` samples in s, shape (count,)."""
    return np.arange(count) / SAMPLE_RATE


def noise(count: int, seed: int) -> Signal:
    """Return white Gaussian noise of standard deviation 1, shape (count,), the same every time."""
    return np.random.default_rng(seed).standard_normal(count, dtype=np.float32)


def wavering(hertz: float, count: int, vibrato: Vibrato, phase: float = 0.0) -> Reals:
    """Return the pitch in Hz of each of `count` samples under a vibrato, shape (count,)."""
    clock = np.arange(count, dtype=np.float32) / np.float32(SAMPLE_RATE)
    depth = np.float32(vibrato.cents) * np.minimum(clock / np.float32(vibrato.onset), 1) ** 2
    sway = np.sin(np.float32(2 * np.pi) * (np.float32(vibrato.rate) * clock + np.float32(phase)))
    # 2^x is 1 + x log 2 to within 0.2 cents at these depths, and many times cheaper.
    pitch: Reals = hertz * (1.0 + np.log(2) / 1200 * (depth * sway).astype(np.float64))
    return pitch


def cycles(hertz: Reals) -> Reals:
    """Return the periods gone by at each sample of a pitch curve in Hz, shape (n,)."""
    return np.cumsum(hertz) / SAMPLE_RATE


def harmonics(hertz: float, top: float = 14000.0) -> Reals:
    """Return the harmonic numbers 1, 2, ... of `hertz` below `top` Hz, at most 256, shape (p,)."""
    return np.arange(1.0, max(1, min(256, int(top / hertz))) + 1)


def sawtooth(numbers: Reals) -> Complexes:
    """Return a sawtooth's amplitudes at the harmonic numbers, shape (p,)."""
    return (-1j / numbers).astype(np.complex128)


def pulse(numbers: Reals, duty: float) -> Complexes:
    """Return the amplitudes of a pulse that is high for `duty` of its period; 0.5 is a square."""
    wave: Complexes = (np.sin(np.pi * numbers * duty) / numbers).astype(np.complex128)
    return wave


def triangle(numbers: Reals) -> Complexes:
    """Return a triangle's amplitudes at the harmonic numbers: odd ones only, falling as 1/m^2."""
    return ((numbers % 2) / numbers**2).astype(np.complex128)


def table(amplitudes: Complexes) -> Signal:
    """Return one period, shape (2048,), of harmonics 1..p with these amplitudes, peak 1."""
    spectrum = np.zeros(_TABLE // 2 + 1, np.complex128)
    spectrum[1 : amplitudes.size + 1] = amplitudes
    wave = np.fft.irfft(spectrum)
    period: Signal = (wave / np.abs(wave).max()).astype(np.float32)
    return period


def read_table(period: Signal, turns: Reals) -> Signal:
    """Return the period read at `turns` (periods gone by, from `cycles`), shape of `turns`."""
    place = ((turns - np.floor(turns)) * period.size).astype(np.float32)
    index = place.astype(np.int32)
    share = place - index
    # Rounding may reach the period's end; two more samples stand there.
    wrapped = np.append(period, period[:2])
    start: Signal = wrapped[index]
    read: Signal = start + (wrapped[index + 1] - start) * share.astype(np.float32)
    return read


def ringing(partials: Partials, count: int) -> Signal:
    """Return the first `count` samples of the sum of the decaying sines, shape (count,)."""
    exponents = (2j * np.pi * partials.hertz - partials.rates) / SAMPLE_RATE
    blocks = -(-count // _BLOCK)
    starts = partials.amplitudes * np.exp(np.outer(np.arange(blocks) * _BLOCK, exponents))
    steps = np.exp(np.outer(exponents, np.arange(_BLOCK)))
    left = np.hstack((starts.real, -starts.imag)).astype(np.float32)
    right = np.vstack((steps.real, steps.imag)).astype(np.float32)
    sound: Signal = (left @ right).ravel()[:count]
    return sound


def decaying(count: int, seconds: float) -> Signal:
    """Return an envelope that falls by 60 dB in `seconds`, from 1, shape (count,)."""
    fall: Reals = np.exp(-6.91 * times(count) / seconds)
    return fall.astype(np.float32)


def burst(count: int, seconds: float, seed: int) -> Signal:
    """Return a knock: noise that falls by 60 dB in `seconds`, then silence, shape (count,)."""
    heard = min(count, samples(seconds))
    sound = np.zeros(count, np.float32)
    sound[:heard] = noise(heard, seed) * decaying(heard, seconds)
    return sound


def held(tone: Tone, attack: float, release: float) -> Signal:
    """Return a smooth rise in `attack` s, a plateau until the tone ends, a fall in `release` s.

    Shape (n,) with n the samples of tone.seconds + release; both edges are raised cosines.
    """
    shape = np.ones(samples(tone.seconds + release), np.float32)
    clock = times(shape.size)
    rise, fall = min(samples(attack), shape.size), min(samples(release), shape.size)
    shape[:rise] *= np.sin(np.pi / 2 * clock[:rise] / attack) ** 2
    left = tone.seconds + release - clock[-fall:]
    shape[-fall:] *= np.sin(np.pi / 2 * np.clip(left / release, 0.0, 1.0)) ** 2
    return shape
