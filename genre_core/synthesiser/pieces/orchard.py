"""Letters from the Orchard: a fingerpicked guitar in C, and a whistle.

The thumb walks between two bass strings on every beat, the fingers answer between the beats: the
pattern that Merle Travis made common. Eight bars of it with a descending bass, four more that come
home; from the fifth bar a tin whistle sings over the top.
"""

from dataclasses import replace

from genre_core.synthesiser.keys import Singing
from genre_core.synthesiser.oscillators import Vibrato
from genre_core.synthesiser.score import Notes, humanised, in_turn, phrase, shifted
from genre_core.synthesiser.space import Room, panned
from genre_core.synthesiser.stage import Channel, Part, Score
from genre_core.synthesiser.strings import Plucked, wooden_body

TEMPO = 108.0

_BARS = (
    ("C3 E3 C3 E3", "E4 G3 C4 G4 E4"),
    ("B2 D3 B2 D3", "D4 G3 B3 G4 D4"),
    ("A2 E3 A2 E3", "E4 A3 C4 A4 E4"),
    ("G2 E3 G2 E3", "C4 A3 E4 G4 E4"),
    ("F2 C3 F2 C3", "A4 A3 C4 G4 F4"),
    ("E2 C3 E2 C3", "G4 G3 C4 E4 G4"),
    ("D3 A2 D3 A2", "F4 A3 C4 E4 F4"),
    ("G2 D3 G2 D3", "D4 G3 B3 D4 G4"),
    ("C3 E3 C3 E3", "E4 G3 C4 G4 C5"),
    ("F2 C3 F2 C3", "A4 A3 C4 C5 A4"),
    ("E2 C3 G2 D3", "G4 G3 C4 F4 D4"),
)


def thumb() -> Notes:
    """Return the thumb's bass notes, one a beat, ringing over each other."""
    return in_turn([ringing(phrase(low, (1.0,), 0.0, 0.75), 0.4) for low, _ in _BARS], 4.0)


def fingers() -> Notes:
    """Return the fingers: on the first beat and between the others, and the last chord, rolled."""
    bars = []
    for _, high in _BARS:
        first, *rest = high.split()
        answers = phrase(" - ".join(rest[1:]), (0.5,) * 5, 1.5, 0.7)
        filler = phrase(rest[0], (1.0,), 0.5, 0.45)
        bars.append(ringing(phrase(first, (1.0,), 0.0, 0.85) + filler + answers, 1.0))
    last = phrase("C3 G3 C4 E4 G4 C5", (0.09,), 44.0, 0.8)
    return in_turn(bars, 4.0) + ringing(last, 3.4)


def whistle() -> Notes:
    """Return the whistle's tune over bars five to twelve."""
    bars = (
        phrase("A5 G5 F5 A5", (1.5, 0.5, 1, 1)),
        phrase("G5 E5 C5", (1.5, 0.5, 2)),
        phrase("D5 F5 A5 G5 F5", (1, 1, 1, 0.5, 0.5)),
        phrase("G5 D5 G5", (1.5, 0.5, 2)),
        phrase("C6 B5 G5 E5", (1.5, 0.5, 1, 1)),
        phrase("A5 C6 A5 F5", (1.5, 0.5, 1, 1)),
        phrase("G5 E5 F5 E5 D5", (1, 1, 0.5, 0.5, 1)),
        phrase("C5", (3.2,)),
    )
    return shifted(in_turn(bars, 4.0), 16.0)


def ringing(notes: Notes, beats: float) -> Notes:
    """Return the notes sounding `beats` longer: a guitarist does not damp what may ring."""
    return tuple(replace(note, beats=note.beats + beats) for note in notes)


def compose() -> Score:
    """Return the score: 50 beats, 27.8 s."""
    steel = Plucked(pick=0.22, sustain=6.0, damping=2400.0, click=0.05, release=0.12)
    tin = Singing(0.035, 0.16, Vibrato(5.0, 12.0, 0.6), -60.0, 0.05)
    parts = (
        Part("thumb", humanised(thumb(), 1, 0.01), steel,
             Channel(-1, (wooden_body,), panned(-0.3), 0.12)),
        Part("fingers", humanised(fingers(), 2, 0.012), steel,
             Channel(1, (wooden_body,), panned(0.25), 0.14)),
        Part("whistle", humanised(whistle(), 3, 0.015), tin,
             Channel(-5, place=panned(0.05), send=0.35)),
    )  # fmt: skip
    return Score(TEMPO, 50.0, parts, Room(1.3, 0.02, 5500.0))
