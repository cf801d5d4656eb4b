"""Keyboards and soft solo voices: piano, electric piano, sub bass, whistle, a singing sine.

The piano is a sum of stiff, slowly beating partials under a hammer; the electric piano is two
sines, one bending the phase of the other (Chowning's frequency modulation, 1973), and a ping.
"""

from dataclasses import dataclass, field

import numpy as np

from genre_core.synthesiser.filters import chained, equalised, highpass, lowpass
from genre_core.synthesiser.oscillators import (
    Partials,
    Signal,
    Tone,
    Vibrato,
    burst,
    cycles,
    decaying,
    harmonics,
    held,
    noise,
    ringing,
    samples,
    times,
    wavering,
)


@dataclass(frozen=True, slots=True)
class Piano:
    """A grand piano; brightness 1 is plain, 0.6 felt-covered. release: s of the damper."""

    brightness: float = 1.0
    release: float = 0.25

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,), release included."""
        envelope = held(tone, 0.002, self.release)
        sound = ringing(self.partials(tone), envelope.size)
        knock = burst(samples(0.1), 0.06, 41 + tone.take)[: sound.size]
        hammer = equalised(knock, chained(highpass(90, 1), lowpass(900, 2)))
        sound[: hammer.size] += np.float32(0.05) * hammer
        return sound * envelope * np.float32(tone.velocity)

    def partials(self, tone: Tone) -> Partials:
        """Return two strings' partials, a hair apart: they beat, and so ring on."""
        numbers = harmonics(tone.hertz, 7000.0)[:28]
        hertz = tone.hertz * numbers * np.sqrt(1 + 3e-4 * (tone.hertz / 262) ** 0.8 * numbers**2)
        felt = 500 + 2600 * self.brightness * tone.velocity**1.5
        strengths = np.abs(np.sin(np.pi * numbers / 8.3)) * numbers**-0.6 * np.exp(-hertz / felt)
        strengths *= 0.55 / np.sqrt(np.sum(strengths**2))
        fall = 9.0 * (180 / tone.hertz) ** 0.55 / (1 + hertz / 2500)
        phases = np.exp(1j * np.random.default_rng(7).uniform(0, 2 * np.pi, numbers.size))
        return Partials(
            np.concatenate((hertz * 0.9998, hertz * 1.0003)),
            np.concatenate((0.6 * strengths * phases, 0.4 * strengths * phases)),
            np.concatenate((6.91 / (0.55 * fall), 6.91 / fall)),
        )


@dataclass(frozen=True, slots=True)
class ElectricPiano:
    """A tine piano: harder strokes bark, soft ones are nearly sines. release: s."""

    bark: float = 1.6
    release: float = 0.3

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,), release included."""
        envelope = held(tone, 0.003, self.release)
        count = envelope.size
        turn = 2 * np.pi * tone.hertz * times(count)
        index = self.bark * tone.velocity**1.5 * decaying(count, 2.2)
        tine = 0.12 * tone.velocity * decaying(count, 0.35) * np.sin(14 * turn)
        if 14 * tone.hertz > 12000:
            tine = np.zeros(count)
        body = np.sin(turn + index * np.sin(turn)) * decaying(count, 5.0)
        sound: Signal = ((0.5 * body + tine) * envelope * tone.velocity).astype(np.float32)
        return sound


@dataclass(frozen=True, slots=True)
class SubBass:
    """A sine with a little second harmonic, felt more than heard. slide: cents it falls in from."""

    attack: float = 0.012
    slide: float = 0.0

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,)."""
        envelope = held(tone, self.attack, 0.08)
        clock = times(envelope.size)
        turn = 2 * np.pi * cycles(tone.hertz * 2 ** (self.slide * np.exp(-clock / 0.03) / 1200))
        wave = np.tanh(1.6 * np.sin(turn) + 0.25 * np.sin(2 * turn))
        sound: Signal = (0.6 * wave * envelope * tone.velocity).astype(np.float32)
        return sound


@dataclass(frozen=True, slots=True)
class Singing:
    """A near-sine that glides into its note and trembles: theremin, whistle, flute.

    breath: loudness of the blown noise. overtone: strength of the 2nd and 3rd harmonics.
    """

    breath: float = 0.0
    overtone: float = 0.12
    vibrato: Vibrato = field(default_factory=lambda: Vibrato(5.3, 28.0, 0.5))
    glide: float = -90.0
    attack: float = 0.06

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,)."""
        envelope = held(tone, min(self.attack, tone.seconds / 2), 0.14)
        count = envelope.size
        scoop = 2 ** (self.glide * np.exp(-times(count) / 0.05) / 1200)
        turn = 2 * np.pi * cycles(wavering(tone.hertz, count, self.vibrato, 0.1) * scoop)
        wave = np.sin(turn) + self.overtone * (np.sin(2 * turn) + 0.6 * np.sin(3 * turn))
        sound: Signal = (0.45 * wave * envelope * tone.velocity).astype(np.float32)
        if self.breath:
            colour = chained(highpass(tone.hertz, 2), lowpass(3 * tone.hertz, 2))
            air = equalised(noise(count, 53 + tone.take), colour)
            sound += np.float32(self.breath * tone.velocity) * air * envelope
        return sound
