"""From a score to sound: parts on a mixing desk, and the last touch before the record.

A `Part` is a line of notes, the instrument that plays it and its channel on the desk. A `Score` is
tempo, parts, a room they send to and effects over everything. `perform` plays it: every note is
rendered alone (equal notes once) and added where it belongs; the mix loses its DC, is brought to
an even loudness, limited to -1 dBFS and faded at both ends.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from genre_core.synthesiser.effects import Effect
from genre_core.synthesiser.filters import equalised, highpass
from genre_core.synthesiser.oscillators import SAMPLE_RATE, Signal, Tone, samples
from genre_core.synthesiser.score import Notes, ScoreError
from genre_core.synthesiser.space import Placement, Room, panned

Instrument = Callable[[Tone], Signal]

CEILING = 10 ** (-1 / 20)
"""The highest peak of a finished record: -1 dBFS."""

_LOUDNESS = 10 ** (-15.5 / 20)
_TAKES = 4


@dataclass(frozen=True, slots=True)
class Channel:
    """A strip of the desk: decibels, effects, place between the ears, share sent to the room."""

    decibels: float = 0.0
    chain: tuple[Effect, ...] = ()
    place: Placement = field(default_factory=lambda: panned(0.0))
    send: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """One player: a name, the notes, the instrument and its channel."""

    name: str
    notes: Notes
    instrument: Instrument
    channel: Channel = Channel()


@dataclass(frozen=True, slots=True)
class Score:
    """A whole piece: tempo in beats per minute, length in beats, parts, room, effects over all."""

    tempo: float
    beats: float
    parts: tuple[Part, ...]
    room: Room = field(default_factory=Room)
    master: tuple[Effect, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a score without time or players (ScoreError)."""
        if self.tempo <= 0 or self.beats <= 0 or not self.parts:
            raise ScoreError(
                f"A score has tempo {self.tempo}, {self.beats} beats and {len(self.parts)} parts; "
                "each must be above 0. Complete the score."
            )

    @property
    def seconds(self) -> float:
        """How long the piece lasts."""
        return self.beats * 60 / self.tempo

    def part(self, name: str) -> Part:
        """Return the part of this name (ScoreError if there is none)."""
        for part in self.parts:
            if part.name == name:
                return part
        names = ", ".join(part.name for part in self.parts)
        raise ScoreError(f"No part is called {name!r}; the score has {names}. Choose one of them.")


def play(part: Part, score: Score) -> Signal:
    """Return one part before its channel, mono, shape (n,)."""
    sound = np.zeros(samples(score.seconds), np.float32)
    beat_seconds = 60 / score.tempo
    rendered: dict[Tone, Signal] = {}
    for index, note in enumerate(part.notes):
        tone = Tone(
            440.0 * 2 ** ((note.pitch - 69) / 12),
            round(note.beats * beat_seconds, 4),
            max(0.05, round(20 * note.velocity) / 20),
            index % _TAKES,
        )
        if tone not in rendered:
            rendered[tone] = part.instrument(tone)
        start = round(note.beat * beat_seconds * SAMPLE_RATE)
        fitting = rendered[tone][: max(0, sound.size - start)]
        sound[start : start + fitting.size] += fitting
    return sound


def mix(score: Score) -> Signal:
    """Return all parts through their channels, the room and the master effects, shape (n, 2)."""
    total = np.zeros((samples(score.seconds), 2), np.float32)
    sent = np.zeros(total.shape[0], np.float32)
    for part in score.parts:
        sound = play(part, score)
        for effect in part.channel.chain:
            sound = effect(sound)
        sound = sound * np.float32(10 ** (part.channel.decibels / 20))
        total += part.channel.place(sound)
        sent += np.float32(part.channel.send) * sound
    if sent.any():
        total += score.room.reverberate(sent)
    for effect in score.master:
        total = effect(total)
    return total


def limited(sound: Signal, ceiling: float) -> Signal:
    """Return a stereo sound (n, 2) whose peaks are pressed below `ceiling`, unheard if it can.

    The gain that each 64th of a block needs is looked up ahead, held and smoothed, as a
    mastering limiter does, so that it moves slower than the waves it tames.
    """
    hop, reach = 64, 12
    blocks = -(-sound.shape[0] // hop)
    loudest = np.abs(np.pad(sound, ((0, blocks * hop - sound.shape[0]), (0, 0))))
    peaks = loudest.reshape(blocks, -1).max(axis=1)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    padded = np.pad(needed, 2 * reach, mode="edge")
    held = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = np.convolve(held, window / window.sum(), mode="valid")
    gain = np.interp(np.arange(sound.shape[0]), (np.arange(blocks) + 0.5) * hop, smooth)
    pressed: Signal = np.clip(sound * gain[:, None], -ceiling, ceiling).astype(np.float32)
    return pressed


def finished(sound: Signal) -> Signal:
    """Return a mix (n, 2) as a record: no DC, even loudness, peak -1 dBFS, silent edges."""
    centred = equalised(sound, highpass(24, 3))
    level = float(np.sqrt(np.mean(centred**2))) or 1.0
    loud = limited(centred * np.float32(_LOUDNESS / level), CEILING)
    edge = np.ones(loud.shape[0], np.float32)
    head, tail = samples(0.004), samples(0.5)
    edge[:head] = np.sin(np.linspace(0, np.pi / 2, head)) ** 2
    edge[-tail:] = np.cos(np.linspace(0, np.pi / 2, tail)) ** 2
    faded = loud * edge[:, None]
    record: Signal = faded * np.float32(CEILING / (float(np.abs(faded).max()) or 1.0))
    return record


def perform(score: Score) -> Signal:
    """Return the finished stereo record of a score, float32, shape (n, 2), peak -1 dBFS."""
    return finished(mix(score))
