"""Machines: the sound chip of an 8-bit console, and the sawtooth synthesiser of the dance floor.

The chip has pulse waves of fixed duty, a triangle without volume control and a noise generator
whose clock is set by the note; its volumes have 16 steps. The dance-floor voices are stacks of
detuned sawtooths.
"""

from dataclasses import dataclass, field

import numpy as np

from genre_core.synthesiser.filters import swept
from genre_core.synthesiser.oscillators import (
    SAMPLE_RATE,
    Signal,
    Tone,
    Vibrato,
    cycles,
    decaying,
    harmonics,
    held,
    noise,
    pulse,
    read_table,
    samples,
    sawtooth,
    table,
    times,
    triangle,
    wavering,
)

_FRAME = SAMPLE_RATE // 60


def stepped(envelope: Signal) -> Signal:
    """Return an envelope as the chip holds it: 16 levels, changing 60 times a second."""
    frames = np.round(envelope[::_FRAME] * 15) / 15
    coarse = np.repeat(frames, _FRAME)[: envelope.size].astype(np.float32)
    # One millisecond between the steps: the chip's own output filter did the same.
    short = np.full(44, 1 / 44, np.float32)
    smooth: Signal = np.convolve(coarse, short)[: envelope.size].astype(np.float32)
    return smooth


@dataclass(frozen=True, slots=True)
class ChipPulse:
    """A pulse channel: duty 0.5 (hollow square), 0.25 or 0.125 (reedy); fade: s for 60 dB."""

    duty: float = 0.5
    fade: float = 2.5
    vibrato: Vibrato = field(default_factory=lambda: Vibrato(6.0, 14.0, 0.35))

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,)."""
        envelope = held(tone, 0.001, 0.004)
        turns = cycles(wavering(tone.hertz, envelope.size, self.vibrato))
        wave = read_table(table(pulse(harmonics(tone.hertz), self.duty)), turns)
        volume = stepped(decaying(envelope.size, self.fade))
        return wave * envelope * volume * np.float32(0.5 * tone.velocity)


@dataclass(frozen=True, slots=True)
class ChipTriangle:
    """The triangle channel; with `drop` > 0, the octaves it falls in 0.1 s, it is a drum."""

    drop: float = 0.0

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,)."""
        envelope = held(tone, 0.001, 0.006)
        clock = times(envelope.size)
        hertz = tone.hertz * 2 ** (-self.drop * np.minimum(clock / 0.1, 1.0))
        wave = read_table(table(triangle(harmonics(tone.hertz))), cycles(hertz))
        return wave * envelope * np.float32(0.55 * tone.velocity)


@dataclass(frozen=True, slots=True)
class ChipNoise:
    """The noise channel: random bits at `clock` Hz; fade: s to fall by 60 dB."""

    clock: float = 12000.0
    fade: float = 0.12

    def __call__(self, tone: Tone) -> Signal:
        """Return the burst, mono, shape (n,)."""
        count = samples(min(tone.seconds, self.fade))
        bits = np.sign(noise(int(count * self.clock / SAMPLE_RATE) + 2, 17 + tone.take))
        held_bits = bits[(np.arange(count) * self.clock / SAMPLE_RATE).astype(np.int64)]
        edge = np.clip((count - np.arange(count)) / 60, 0, 1).astype(np.float32)
        loud = stepped(decaying(count, self.fade)) * edge
        sound: Signal = held_bits * loud * np.float32(0.35 * tone.velocity)
        return sound


@dataclass(frozen=True, slots=True)
class SuperSaw:
    """A stack of detuned sawtooths: voices, spread in cents, attack and release in s."""

    voices: int = 5
    spread: float = 14.0
    attack: float = 0.01
    release: float = 0.12
    fade: float = 30.0

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,)."""
        envelope = held(tone, self.attack, self.release)
        period = table(sawtooth(harmonics(tone.hertz, 15000.0)))
        clock = times(envelope.size)
        stack = sum(
            read_table(period, tone.hertz * 2 ** (cents / 1200) * clock + 0.381 * order)
            for order, cents in enumerate(np.linspace(-self.spread, self.spread, self.voices))
        )
        loud = envelope * decaying(envelope.size, self.fade)
        level = np.float32(0.4 * tone.velocity / self.voices**0.6)
        return np.asarray(stack, np.float32) * loud * level


@dataclass(frozen=True, slots=True)
class FilterBass:
    """A sawtooth bass whose filter snaps shut with each note: from `top` Hz down to `bottom` Hz."""

    top: float = 2400.0
    bottom: float = 160.0
    snap: float = 0.16

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,)."""
        envelope = held(tone, 0.004, 0.03)
        clock = times(envelope.size)
        wave = read_table(table(sawtooth(harmonics(tone.hertz, 8000.0))), tone.hertz * clock)
        moments = np.linspace(0, clock[-1], 64)
        open_to = (self.top - self.bottom) * tone.velocity
        edges = self.bottom + open_to * np.exp(-moments / self.snap)
        return swept(wave * envelope, edges, 7.0) * np.float32(0.6 * tone.velocity)
