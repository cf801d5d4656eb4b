"""Drums: a membrane is a falling sine or a few ringing modes, a cymbal is coloured noise.

Every stroke of an instrument with the same `take` is the same; four takes differ in their noise.
The pitch of the notes is ignored unless said.
"""

from dataclasses import dataclass

import numpy as np

from genre_core.synthesiser.filters import chained, equalised, highpass, lowpass, peak
from genre_core.synthesiser.oscillators import (
    Partials,
    Signal,
    Tone,
    cycles,
    decaying,
    noise,
    ringing,
    samples,
    times,
)


def _faded(sound: Signal) -> Signal:
    """Return the sound with its last 5 ms faded, so that a cut tail does not click."""
    edge = np.clip((sound.size - np.arange(sound.size)) / 220, 0, 1)
    return (sound * edge).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Kick:
    """A bass drum: from `start` Hz falling to `end` Hz; fade: s for 60 dB; click: the beater."""

    start: float = 180.0
    end: float = 48.0
    fade: float = 0.45
    click: float = 0.25

    def __call__(self, tone: Tone) -> Signal:
        """Return the stroke, mono, shape (n,)."""
        count = samples(self.fade)
        clock = times(count)
        hertz = self.end + (self.start - self.end) * np.exp(-clock / 0.028)
        thump = np.tanh(1.5 * np.sin(2 * np.pi * cycles(hertz))) * decaying(count, self.fade)
        beater = noise(count, 3 + tone.take) * decaying(count, 0.012) * np.float32(self.click)
        soft = np.clip(clock / 0.0008, 0, 1)
        return _faded((0.9 * (thump + beater) * soft * tone.velocity).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Snare:
    """A snare drum: two modes of the head and the wires' noise; fade: s for 60 dB of the wires."""

    pitch: float = 190.0
    fade: float = 0.28
    wires: float = 0.5
    brightness: float = 7500.0

    def __call__(self, tone: Tone) -> Signal:
        """Return the stroke, mono, shape (n,)."""
        count = samples(self.fade)
        modes = np.array([1.0, 1.59, 2.14]) * self.pitch
        head = ringing(
            Partials(modes, -1j * np.array([0.5, 0.3, 0.15]), 6.91 / np.array([0.2, 0.14, 0.1])),
            count,
        )
        rattle = equalised(
            noise(count, 11 + tone.take) * decaying(count, self.fade),
            chained(highpass(900, 1), peak(2200, 3), lowpass(self.brightness, 2)),
        )
        sound = (head + np.float32(self.wires) * rattle) * np.float32(0.75 * tone.velocity)
        return _faded(sound)


@dataclass(frozen=True, slots=True)
class Cymbal:
    """A hi-hat, ride or crash: noise above `floor` Hz with metal modes; fade: s for 60 dB.

    metal: share of the ringing modes; attack: s, long for brushes and swells.
    """

    fade: float = 0.09
    floor: float = 6500.0
    metal: float = 0.15
    attack: float = 0.0008

    def __call__(self, tone: Tone) -> Signal:
        """Return the stroke, mono, shape (n,)."""
        count = samples(self.fade)
        hiss = equalised(
            noise(count, 23 + tone.take), chained(highpass(self.floor, 3), lowpass(13000, 2))
        )
        hand = np.random.default_rng(5)
        modes = np.sort(hand.uniform(0.5, 1.6, 24)) * self.floor
        strengths = 0.35 * np.exp(2j * np.pi * hand.random(24))
        plate = ringing(Partials(modes, strengths, np.full(24, 6.91 / self.fade)), count)
        rise = np.clip(times(count) / self.attack, 0, 1).astype(np.float32)
        blend = (1 - self.metal) * hiss + self.metal * plate
        loud = decaying(count, self.fade) * rise * np.float32(1.2 * tone.velocity)
        return _faded((blend * loud).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Swell:
    """A cymbal rolled from nothing, or a riser: noise above `floor` Hz that grows by 45 dB."""

    floor: float = 3000.0

    def __call__(self, tone: Tone) -> Signal:
        """Return the swell over the note's length and its fall in 0.6 s, mono, shape (n,)."""
        count = samples(tone.seconds + 0.6)
        place = times(count) / tone.seconds
        grown = 10 ** (45 / 20 * (np.minimum(place, 1) - 1))
        loud = grown * np.exp(-np.maximum(place - 1, 0) * tone.seconds / 0.12)
        colour = chained(highpass(self.floor, 2), lowpass(12000, 2))
        hiss = equalised(noise(count, 43), colour)
        return _faded((0.4 * tone.velocity * hiss * loud).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Clap:
    """Hands: three quick bursts and a tail of noise around 1.2 kHz; fade: s for 60 dB."""

    fade: float = 0.25

    def __call__(self, tone: Tone) -> Signal:
        """Return the clap, mono, shape (n,)."""
        count = samples(self.fade)
        clock = times(count)
        bursts = sum(
            np.where(clock >= start, np.exp(-(clock - start).clip(0) / span), 0.0)
            for start, span in ((0.0, 0.004), (0.011, 0.004), (0.022, 0.035))
        )
        hands = noise(count, 29 + tone.take) * np.asarray(bursts, np.float32)
        colour = chained(highpass(600, 2), peak(1300, 6, 1.0), lowpass(6000, 2))
        return _faded(equalised(hands, colour) * np.float32(0.5 * tone.velocity))


@dataclass(frozen=True, slots=True)
class Tom:
    """A tom-tom, timpani or a foot on boards, tuned by its note; fade: s for 60 dB."""

    fade: float = 0.5
    skin: float = 0.1

    def __call__(self, tone: Tone) -> Signal:
        """Return the stroke, mono, shape (n,)."""
        count = samples(self.fade)
        modes = np.array([1.0, 1.5, 1.99, 2.44]) * tone.hertz
        rates = 6.91 / (self.fade / np.array([1.0, 1.4, 2.0, 2.8]))
        head = ringing(Partials(modes, -1j * np.array([0.6, 0.22, 0.16, 0.08]), rates), count)
        stick = noise(count, 37 + tone.take) * decaying(count, 0.05)
        hit = equalised(np.float32(self.skin) * stick, lowpass(2500, 1))
        soft = np.clip(times(count) / 0.001, 0, 1).astype(np.float32)
        return _faded((head + hit) * soft * np.float32(tone.velocity))
