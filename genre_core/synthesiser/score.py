"""What is played: notes in beats, and the few verbs that a composer needs.

A piece is written as lines of notes. `phrase` takes pitch names ("E5 - C4+E4+G4": a note, a rest,
a chord) with their lengths in beats; `pattern` takes a drum grid, one sign a step, as drummers
write it. Lines are plain tuples of `Note`, so that they are shifted, repeated, transposed and
joined with `+`; a canon is literally `shifted(melody, 8)`.

Convention: pitch is a MIDI number (69 is A4, 440 Hz, equal temperament), time is in beats from the
beginning of the piece, velocity is in (0, 1].
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np

from genre_core.errors import SpectrogramError

Notes = tuple["Note", ...]

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_NAME = re.compile(r"([A-G])([#b]?)(\d)")
_STROKES = {"X": 1.0, "x": 0.75, "o": 0.4}


class ScoreError(SpectrogramError):
    """A score was written that cannot be played, such as a note named H4."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note: `beat` >= 0 and `beats` > 0 in beats, `pitch` in semitones, velocity in (0, 1]."""

    beat: float
    beats: float
    pitch: float
    velocity: float = 0.8

    def __post_init__(self) -> None:
        """Refuse a note outside time or loudness (ScoreError)."""
        if self.beat < 0 or self.beats <= 0:
            raise ScoreError(
                f"A note starts at beat {self.beat} and lasts {self.beats} beats; it must start "
                "at 0 or later and last longer than 0. Correct the score."
            )
        if not 0 < self.velocity <= 1:
            raise ScoreError(
                f"A note has velocity {self.velocity}; it must lie in (0, 1]. Correct the score."
            )

    @property
    def end(self) -> float:
        """The beat on which the note ends."""
        return self.beat + self.beats


def midi(name: str) -> float:
    """Return the MIDI number of a pitch name: "A4" is 69, "F#3" 54, "Bb2" 46 (else ScoreError)."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ScoreError(
            f"{name!r} is no pitch name; a letter A to G, # or b, and an octave were needed. "
            "Write for example F#4."
        )
    letter, accidental, octave = match.groups()
    return _STEPS[letter] + {"": 0, "#": 1, "b": -1}[accidental] + 12.0 * (int(octave) + 1)


def phrase(
    names: str, lengths: Sequence[float], start: float = 0.0, velocity: float = 0.8
) -> Notes:
    """Return a line: names of notes, chords ("C4+E4") or rests ("-"), separated by spaces.

    `lengths` in beats repeats until the names are used up, a whole number of times; ScoreError
    otherwise. `start` is the beat of the first name.
    """
    words = names.split()
    if not lengths or len(words) % len(lengths):
        raise ScoreError(
            f"{len(words)} names and {len(lengths)} lengths do not match; the lengths must fit a "
            "whole number of times. Count the phrase again."
        )
    notes: list[Note] = []
    beat = start
    for word, beats in zip(words, cycle(lengths), strict=False):
        if word != "-":
            notes += [Note(beat, beats, midi(name), velocity) for name in word.split("+")]
        beat += beats
    return tuple(notes)


def pattern(grid: str, step: float = 0.25, start: float = 0.0, pitch: str = "C4") -> Notes:
    """Return drum strokes from a grid: X accent, x stroke, o ghost, "." rest; spaces and | are air.

    `step` is the length of one sign in beats.
    """
    signs = [sign for sign in grid if sign not in " |"]
    unknown = sorted(set(signs) - set(_STROKES) - {"."})
    if unknown:
        raise ScoreError(f"The drum grid holds {unknown}; only X, x, o and . are strokes or rests.")
    height = midi(pitch)
    return tuple(
        Note(start + position * step, step, height, _STROKES[sign])
        for position, sign in enumerate(signs)
        if sign != "."
    )


def shifted(notes: Notes, beats: float) -> Notes:
    """Return the line moved by `beats` (later when positive)."""
    return tuple(replace(note, beat=note.beat + beats) for note in notes)


def transposed(notes: Notes, semitones: float) -> Notes:
    """Return the line moved by `semitones` (12 is an octave up)."""
    return tuple(replace(note, pitch=note.pitch + semitones) for note in notes)


def repeated(notes: Notes, times: int, every: float) -> Notes:
    """Return the line played `times` times, a new round every `every` beats."""
    return tuple(note for turn in range(times) for note in shifted(notes, turn * every))


def in_turn(lines: Sequence[Notes], every: float) -> Notes:
    """Return the lines one after the other, a new one every `every` beats: bars of a song."""
    return tuple(note for turn, line in enumerate(lines) for note in shifted(line, turn * every))


def shortened(notes: Notes, share: float) -> Notes:
    """Return the line with every note held for `share` of its length only: staccato below 1."""
    return tuple(replace(note, beats=note.beats * share) for note in notes)


def softer(notes: Notes, share: float) -> Notes:
    """Return the line with its velocities multiplied by `share` in (0, 1]."""
    return tuple(replace(note, velocity=note.velocity * share) for note in notes)


def until(notes: Notes, beat: float) -> Notes:
    """Return the notes that start before `beat`, the last ones cut off there."""
    return tuple(
        replace(note, beats=min(note.beats, beat - note.beat)) for note in notes if note.beat < beat
    )


def swung(notes: Notes, share: float = 2 / 3, pulse: float = 1.0) -> Notes:
    """Return the line swung: the middle of every `pulse` moves to `share` of it (0.5 is straight).

    2/3 on a pulse of one beat is jazz; 0.56 on half a beat is the drag of a sampled break.
    """

    def bent(beat: float) -> float:
        whole, part = divmod(beat / pulse, 1.0)
        slow = part / 0.5 * share if part < 0.5 else share + (part - 0.5) / 0.5 * (1 - share)
        return float((whole + slow) * pulse)

    return tuple(
        replace(note, beat=bent(note.beat), beats=bent(note.end) - bent(note.beat))
        for note in notes
    )


def humanised(notes: Notes, seed: int, beats: float = 0.012, push: float = 0.08) -> Notes:
    """Return the line played by a hand: onsets stray by about `beats`, velocities by `push`."""
    hand = np.random.default_rng(seed)
    strays = hand.normal(0.0, 1.0, (len(notes), 2))
    return tuple(
        replace(
            note,
            beat=max(0.0, note.beat + beats * float(early)),
            velocity=float(np.clip(note.velocity * (1 + push * loud), 0.05, 1.0)),
        )
        for note, (early, loud) in zip(notes, strays, strict=True)
    )
