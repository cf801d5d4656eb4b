"""Where a sound stands: placement between two loudspeakers, and the room around it.

Placements map mono (n,) to stereo (n, 2). A room is an impulse response of decaying noise, low
frequencies lasting longer than high ones as air and walls have it, different for the two ears.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from genre_core.synthesiser.effects import echoing, warped
from genre_core.synthesiser.filters import Curve, chained, equalised, fast_length, highpass, lowpass
from genre_core.synthesiser.oscillators import SAMPLE_RATE, Signal, decaying, noise, samples, times

Placement = Callable[[Signal], Signal]

_BANDS: tuple[tuple[Curve, float], ...] = (
    (lowpass(500, 2), 1.15),
    (chained(highpass(500, 2), lowpass(3000, 2)), 0.9),
    (highpass(3000, 2), 0.45),
)


def panned(position: float) -> Placement:
    """Return a place from -1 (left) over 0 to 1 (right), of equal power everywhere."""
    angle = (position + 1) * np.pi / 4
    gains = np.array([np.cos(angle), np.sin(angle)], np.float32)
    return lambda sound: sound[:, None] * gains


def swaying(rate: float, depth: float = 0.5) -> Placement:
    """Return a place that swings between left and right `rate` times a second (depth 0 to 1)."""

    def place(sound: Signal) -> Signal:
        swing = depth * np.sin(2 * np.pi * rate * times(sound.size))
        angle = (swing + 1) * np.pi / 4
        stereo = np.stack((np.cos(angle), np.sin(angle)), axis=1).astype(np.float32)
        return sound[:, None] * stereo

    return place


def widened(milliseconds: float = 9.0) -> Placement:
    """Return a chorus: each ear hears the sound and a copy with a slowly moving short delay."""

    def place(sound: Signal) -> Signal:
        clock, grid = times(sound.size), np.arange(sound.size)
        ears = []
        for phase in (0.0, 0.5):
            sway = np.sin(2 * np.pi * (0.45 * clock + phase))
            delay = milliseconds / 1000 * SAMPLE_RATE * (1 + 0.25 * sway)
            ears.append((sound + warped(sound, grid - delay)) / 2)
        return np.stack(ears, axis=1)

    return place


def ping_pong(delay: float, feedback: float = 0.45, wet: float = 0.5) -> Placement:
    """Return the sound in the middle and its echoes, `delay` s apart, jumping left and right."""

    def place(sound: Signal) -> Signal:
        far = echoing(2 * delay, feedback, feedback)(sound) * np.float32(wet)
        stereo = np.repeat(sound[:, None] * np.float32(0.707), 2, axis=1)
        for ear, turns in enumerate((1, 2)):
            start = samples(delay * turns)
            stereo[start:, ear] += far[:-start] * np.float32(1.0 if turns == 1 else feedback)
        return stereo

    return place


@dataclass(frozen=True, slots=True)
class Room:
    """A reverberant room: seconds to fall by 60 dB, predelay in s, brightness as a cutoff in Hz."""

    seconds: float = 1.2
    predelay: float = 0.015
    brightness: float = 6000.0

    def response(self) -> Signal:
        """Return the impulse response of both ears, shape (n, 2), of energy 1 each."""
        count = samples(1.1 * self.seconds)
        ears = []
        for ear in (0, 1):
            hiss = noise(count, 900 + ear)
            tail = sum(
                (equalised(hiss, curve) * decaying(count, self.seconds * share))
                for curve, share in _BANDS
            )
            # A wall answers within a few ms: without the rise the room would start with a click.
            soft = np.clip(times(count) / 0.004, 0, 1).astype(np.float32)
            late = equalised(np.asarray(tail) * soft, chained(highpass(180, 1), self.colour))
            ears.append(late / np.sqrt(np.sum(late**2)))
        return np.pad(np.stack(ears, axis=1), ((samples(self.predelay), 0), (0, 0)))

    @property
    def colour(self) -> Curve:
        """The curve of what the walls reflect."""
        return lowpass(self.brightness, 1)

    def reverberate(self, sound: Signal) -> Signal:
        """Return only the reverberation of a mono sound (n,), heard by two ears, shape (n, 2)."""
        response = self.response()
        size = fast_length(sound.size + response.shape[0])
        spectrum = np.fft.rfft(sound, size)
        ears = [
            np.fft.irfft(spectrum * np.fft.rfft(ear, size), size)[: sound.size]
            for ear in response.T
        ]
        wet: Signal = np.stack(ears, axis=1).astype(np.float32)
        return wet
