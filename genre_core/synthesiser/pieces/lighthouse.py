"""The Lighthouse Keeper: a slow film cue for felt piano, strings and a distant drum.

One breath: a piano alone in A minor, strings that grow under it bar by bar, the melody handed to
high violins, then F, G and, unhoped for, A major (flat sixth, flat seventh, major tonic: the film
composer's dawn). 66 beats a minute in a very large room.
"""

from dataclasses import replace

from genre_core.synthesiser.drums import Swell, Tom
from genre_core.synthesiser.keys import Piano
from genre_core.synthesiser.score import (
    Notes,
    humanised,
    in_turn,
    phrase,
    shifted,
    shortened,
    softer,
    transposed,
)
from genre_core.synthesiser.space import Room, panned, widened
from genre_core.synthesiser.stage import Channel, Part, Score
from genre_core.synthesiser.strings import Bowed, violin_body

TEMPO = 66.0

_FIGURES = (
    "A2 E3 B3 C4 E4 C4 B3 E3",
    "F2 C3 G3 A3 C4 A3 G3 C3",
    "E2 C3 G3 C4 E4 C4 G3 C3",
    "G2 D3 A3 B3 D4 B3 A3 D3",
    "D2 A2 E3 F3 A3 F3 E3 A2",
    "F2 C3 G3 A3 C4 A3 G3 C3",
    "G2 D3 A3 B3 D4 B3 G3 D3",
)
_HARMONY = (
    "A2+E3+C4", "F2+C4+A3", "E2+G3+C4", "G2+B3+D4", "D2+A3+F4", "F2+C4+A4", "G2+D4+B4",
)  # fmt: skip
_DAWN = 28.0


def piano_left() -> Notes:
    """Return the left hand: broken chords in eighths that grow, and the last rolled chord."""
    bars = [phrase(figure, (0.5,), 0.0, 0.4 + 0.05 * bar) for bar, figure in enumerate(_FIGURES)]
    last = phrase("A2 E3 A3 C#4 E4 A4", (0.2,), _DAWN, 0.6)
    # The pedal is down: every note sounds on after its key is up.
    return shortened(in_turn(bars, 4.0), 2.8) + shortened(last, 17.0)


def melody() -> Notes:
    """Return the melody: seven bars and the note of the dawn."""
    bars = (
        phrase("E5 D5 C5", (2, 1, 1)),
        phrase("A4 C5", (3, 1)),
        phrase("G4 E5 D5", (2, 1, 1)),
        phrase("D5 B4 C5", (2, 1, 1)),
        phrase("F5 E5 D5", (2, 1, 1)),
        phrase("C5 A5", (2, 2)),
        phrase("B5 G5 D6", (2, 1, 1)),
        phrase("C#6", (3.6,)),
    )
    return in_turn(bars, 4.0)


def strings() -> Notes:
    """Return the low strings: a chord a bar from the second, each louder than the one before."""
    bars = [phrase(chord, (4.1,), 0.0, 0.3 + 0.1 * bar) for bar, chord in enumerate(_HARMONY[1:])]
    return shifted(in_turn(bars, 4.0), 4.0) + phrase("A2+E3+C#4+A4", (3.4,), _DAWN, 0.9)


def violins() -> Notes:
    """Return the high violins: the melody's second half in octaves, and the major third."""
    late = tuple(note for note in melody() if note.beat >= 16)
    return late + transposed(late, -12)


def drums() -> Notes:
    """Return the far drum: one stroke, then three, then a roll into the dawn."""
    roll = phrase(" ".join(["A1"] * 8), (0.25,), 26.0)
    swelling = tuple(replace(note, velocity=0.25 + 0.09 * order) for order, note in enumerate(roll))
    far = phrase("A1", (2,), 16.0, 0.5) + phrase("A1 A1", (1,), 22.0, 0.6)
    return far + swelling + phrase("A1", (3,), _DAWN, 1.0)


def compose() -> Score:
    """Return the score: 33 beats, 30 s."""
    felt = Piano(0.75, 0.5)
    section = Bowed(4, 7.0, 0.7, 0.7, 2200.0)
    parts = (
        Part("piano, left hand", humanised(piano_left(), 1, 0.015), felt,
             Channel(-2, place=panned(-0.25), send=0.2)),
        Part("piano, right hand", humanised(melody(), 2, 0.015), felt,
             Channel(3, place=panned(0.2), send=0.3)),
        Part("strings", strings(), section, Channel(-2.5, (violin_body,), widened(13.0), 0.3)),
        Part("violins", softer(violins(), 0.8), Bowed(4, 7.0, 0.25, 0.5, 3500.0),
             Channel(1, (violin_body,), widened(11.0), 0.45)),
        Part("drum", drums(), Tom(1.6, 0.05), Channel(3, place=panned(0.0), send=0.5)),
        Part("swell", phrase("C4", (4.0,), 24.0), Swell(3500),
             Channel(-6, place=panned(0.1), send=0.3)),
    )  # fmt: skip
    return Score(TEMPO, 33.0, parts, Room(3.4, 0.035, 4200.0))
