"""Strings: plucked (guitar, banjo, bass), distorted, and bowed (violins, pads).

A plucked string at 1/p of its length from the bridge starts with harmonics of strength
sin(pi m p) / m; each dies the faster the higher it is. Stiffness stretches them to
m f sqrt(1 + b m^2), which makes the ear believe in metal. A bowed string repeats its period as long
as the bow moves: a sawtooth with a vibrato, several players never quite in tune with each other.
"""

from dataclasses import dataclass, replace

import numpy as np

from genre_core.synthesiser.effects import overdriven, warped
from genre_core.synthesiser.filters import chained, equalised, highpass, lowpass, peak
from genre_core.synthesiser.oscillators import (
    Partials,
    Reals,
    Signal,
    Tone,
    Vibrato,
    burst,
    cycles,
    decaying,
    harmonics,
    held,
    noise,
    read_table,
    ringing,
    sawtooth,
    table,
    times,
    wavering,
)


@dataclass(frozen=True, slots=True)
class Plucked:
    """A plucked string.

    pick: where it is plucked, 0 (bridge, thin) to 0.5 (middle, round). sustain: seconds by which
    110 Hz has fallen by 60 dB. damping: Hz at which the sustain has halved. stiffness: b above.
    click: loudness of the plectrum. release: seconds the finger takes to stop it.
    """

    pick: float = 0.18
    sustain: float = 5.0
    damping: float = 1800.0
    stiffness: float = 4e-5
    click: float = 0.04
    release: float = 0.09

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,), release included."""
        envelope = held(tone, 0.0012, self.release)
        string = ringing(self.partials(tone), envelope.size)
        snap = burst(envelope.size, 0.02, 31 + tone.take)
        sound: Signal = (string + np.float32(self.click) * snap) * envelope
        return sound * np.float32(tone.velocity)

    def partials(self, tone: Tone) -> Partials:
        """Return the string's partials after this stroke: soft strokes are duller."""
        numbers = harmonics(tone.hertz, 9000.0)
        hertz = tone.hertz * numbers * np.sqrt(1 + self.stiffness * numbers**2)
        softness = np.exp(-hertz / (1500.0 + 7000.0 * tone.velocity))
        strengths = np.sin(np.pi * numbers * self.pick) / numbers * softness
        # Partials that all start as sines would add up to one sharp spike at the attack.
        turns = np.random.default_rng(tone.take).uniform(-0.8, 0.8, numbers.size)
        fall = self.sustain * (110 / tone.hertz) ** 0.45 / (1 + hertz / self.damping)
        amplitudes = 0.55 * strengths * np.exp(1j * (turns - np.pi / 2))
        return Partials(hertz, amplitudes, 6.91 / fall)


@dataclass(frozen=True, slots=True)
class PowerChord:
    """Root, fifth and octave on an electric guitar: clean where gain is 0, else overdriven.

    `detune` in cents and `seed` make a second guitar of the same player.
    """

    string: Plucked = Plucked(pick=0.13, sustain=7.0, damping=1500, release=0.05)
    intervals: tuple[float, ...] = (0, 7, 12)
    gain: float = 14.0
    detune: float = 0.0
    seed: int = 0

    def __call__(self, tone: Tone) -> Signal:
        """Return the chord on the tone's root, mono, shape (n,)."""
        tuning, first = tone.hertz * 2 ** (self.detune / 1200), tone.take + self.seed
        clean = sum(
            self.string(replace(tone, hertz=tuning * 2 ** (step / 12), take=first + order))
            for order, step in enumerate(self.intervals)
        )
        chord = np.asarray(clean, np.float32) / np.float32(len(self.intervals))
        if self.gain == 0:
            return chord
        # Overdrive levels the decay of the strings; the hand that stops them must be repeated.
        stop = held(tone, 0.001, self.string.release)
        return overdriven(chord, self.gain) * stop * np.float32(0.4 + 0.5 * tone.velocity)


@dataclass(frozen=True, slots=True)
class LeadGuitar:
    """One overdriven string that is bent into the note and sings with a wide vibrato."""

    string: Plucked = Plucked(pick=0.16, sustain=14.0, damping=2200, release=0.08)
    gain: float = 18.0
    bend: float = -70.0

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,)."""
        clean = self.string(tone)
        clock = times(clean.size)
        depth = 22 * np.clip((clock - 0.2) / 0.4, 0, 1)
        cents = self.bend * np.exp(-clock / 0.045) + depth * np.sin(2 * np.pi * 5.6 * clock)
        moved = warped(clean, np.cumsum(2 ** (cents / 1200)))
        stop = held(tone, 0.004, self.string.release)
        return overdriven(moved, self.gain) * stop * np.float32(0.4 + 0.5 * tone.velocity)


@dataclass(frozen=True, slots=True)
class Bowed:
    """A section of bowed strings.

    players: how many, spread by `spread` cents. attack, release: s. brightness: Hz above which the
    sawtooth is softened.
    """

    players: int = 3
    spread: float = 5.0
    attack: float = 0.07
    release: float = 0.22
    brightness: float = 3200.0

    def __call__(self, tone: Tone) -> Signal:
        """Return the note, mono, shape (n,), release included."""
        envelope = held(tone, min(self.attack, 0.6 * tone.seconds), self.release)
        numbers = harmonics(tone.hertz, 10000.0)
        period = table(sawtooth(numbers) * self._bow(tone, numbers))
        offsets = np.linspace(-self.spread, self.spread, self.players)
        voices = [
            self._player(tone.hertz * 2 ** (cents / 1200), envelope.size, order + tone.take)
            for order, cents in enumerate(offsets)
        ]
        section = np.asarray(sum(read_table(period, voice) for voice in voices), np.float32)
        rosin = noise(envelope.size, 71 + tone.take) * np.float32(0.012)
        swelling = 1 - 0.25 * decaying(envelope.size, 1.2)
        level = np.float32(0.34 * tone.velocity / self.players**0.7)
        sound: Signal = (section + rosin) * envelope * swelling * level
        return sound

    def _bow(self, tone: Tone, numbers: Reals) -> Reals:
        """Return how the bow's pressure softens the harmonics."""
        edge = self.brightness * (0.5 + 0.7 * tone.velocity)
        return 1 / (1 + (tone.hertz * numbers / edge) ** 2)

    def _player(self, hertz: float, count: int, seed: int) -> Reals:
        """Return one player's periods gone by: own vibrato, own phase, shape (count,)."""
        rate = 5.1 + 0.33 * (seed % 4)
        pitch = wavering(hertz, count, Vibrato(rate, 13.0, 0.4), 0.29 * seed)
        return cycles(pitch) + 0.37 * seed


def wooden_body(sound: Signal) -> Signal:
    """Return a sound through an acoustic guitar's body: air at 105 Hz, top plate at 210 Hz."""
    curve = chained(
        highpass(70, 2), peak(105, 4, 0.5), peak(210, 5, 0.6), peak(3000, 3, 1.5), lowpass(9000, 1)
    )
    return equalised(sound, curve)


def violin_body(sound: Signal) -> Signal:
    """Return a sound through a violin's body: air at 280, wood at 460, brilliance at 2,600 Hz."""
    curve = chained(
        highpass(70, 2), peak(280, 4, 0.5), peak(460, 4, 0.6), peak(1200, -4, 0.8),
        peak(2600, 5, 1.0), lowpass(6500, 2),
    )  # fmt: skip
    return equalised(sound, curve)


def drum_head(sound: Signal) -> Signal:
    """Return a sound through a banjo's skin: little bass, a bark at 700 Hz, a snap at 2.5 kHz."""
    curve = chained(
        highpass(170, 2), peak(330, 3, 0.6), peak(720, 7, 0.8), peak(2500, 5, 1.0), lowpass(7000, 2)
    )
    return equalised(sound, curve)
