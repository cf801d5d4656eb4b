"""Pocket Planet: a chiptune for four channels of an 8-bit console.

A square sings, a thin pulse breaks the chords into arpeggios of 49 ms (the trick by which one
voice stands for three), a triangle is the bass, noise is the kit. The lead's echo is the old one:
the same line again three sixteenths later, softer. A minor, 152 beats a minute; two bars of
intro, eight of tune, eight of answer that climbs to C major.
"""

from genre_core.synthesiser.effects import echoing
from genre_core.synthesiser.machines import ChipNoise, ChipPulse, ChipTriangle
from genre_core.synthesiser.score import (
    Notes,
    in_turn,
    pattern,
    phrase,
    repeated,
    shifted,
    shortened,
    softer,
)
from genre_core.synthesiser.space import Room, panned
from genre_core.synthesiser.stage import Channel, Part, Score

TEMPO = 152.0

_CHORDS = {
    "Am": "A4 C5 E5 A5",
    "F": "A4 C5 F5 A5",
    "C": "G4 C5 E5 G5",
    "G": "G4 B4 D5 G5",
    "Em": "G4 B4 E5 G5",
}
_ROOTS = {"Am": "A", "F": "F", "C": "C", "G": "G", "Em": "E"}
_FORM = ("Am G", "Am F C G Am F G G", "F G Em Am F G C C")


def lead() -> Notes:
    """Return the tune: eight bars and their answer, from beat 8."""
    tune = (
        phrase("E5 A5 B5 C6 B5 A5 E5", (0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5)),
        phrase("F5 A5 C6 A5 G5 F5", (0.5, 0.5, 1, 0.5, 0.5, 1)),
        phrase("E5 G5 C6 D6 E6 D6 C6", (0.5, 0.5, 0.5, 0.5, 1, 0.5, 0.5)),
        phrase("D6 B5 G5 -", (1.5, 0.5, 1, 1)),
        phrase("E5 A5 B5 C6 D6 E6 C6", (0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5)),
        phrase("F6 E6 D6 C6 A5", (1, 0.5, 0.5, 1, 1)),
        phrase("B5 C6 D6 E6 D6 B5", (0.5, 0.5, 1, 0.5, 0.5, 1)),
        phrase("G5 A5 B5 D6 G6 -", (0.5, 0.5, 0.5, 0.5, 1, 1)),
        phrase("A5 C6 F6 E6 D6", (1.5, 0.5, 1, 0.5, 0.5)),
        phrase("D6 B5 G5 A5 B5", (1.5, 0.5, 1, 0.5, 0.5)),
        phrase("B5 G5 E6 D6 C6", (1.5, 0.5, 1, 0.5, 0.5)),
        phrase("C6 A5 E5 G5 A5", (1.5, 0.5, 1, 0.5, 0.5)),
        phrase("A5 C6 F6 C6 A6 G6 F6", (0.5, 0.5, 0.5, 0.5, 1, 0.5, 0.5)),
        phrase("G6 F6 D6 B5 D6 F6", (0.5, 0.5, 0.5, 0.5, 1, 1)),
        phrase("E6 D6 C6 G5", (1.5, 0.5, 1, 1)),
        phrase("C6 E6 G6 E6 C7", (0.5, 0.5, 0.5, 0.5, 2)),
    )
    return shifted(shortened(in_turn(tune, 4.0), 0.92), 8.0)


def _bars() -> list[str]:
    return " ".join(_FORM).split()


def arpeggios() -> Notes:
    """Return the broken chords: 32 notes a bar."""
    bars = [phrase(" ".join([_CHORDS[name]] * 8), (0.125,)) for name in _bars()]
    return shortened(in_turn(bars, 4.0), 0.9) + phrase("C5+C6", (0.5,), 72.0)


def bass() -> Notes:
    """Return the bass: eighths that jump the octave, silent in the intro."""
    bars = [
        phrase(" ".join(f"{_ROOTS[name]}{octave}" for octave in (2, 2, 3, 2, 2, 3, 2, 3)), (0.5,))
        for name in _bars()[2:]
    ]
    line = in_turn(bars, 4.0) + phrase("C3", (1.0,), 64.0)
    return shortened(shifted(line, 8.0), 0.8)


def kit() -> tuple[Notes, Notes, Notes]:
    """Return kick, snare and hat: a beat with a fill on every eighth bar."""
    kick = repeated(pattern("X.....X.X.....x."), 18, 4.0) + pattern("X", 0.25, 72.0)
    fill = pattern("....X.......XxXX")
    rounds = [fill if bar % 8 == 7 else pattern("....X.......X...") for bar in range(16)]
    snare = shifted(in_turn(rounds, 4.0), 8.0) + pattern("X", 0.5, 72.0)
    hat = shifted(repeated(pattern("x.o.x.oox.o.x.o."), 16, 4.0), 8.0)
    return kick, snare, hat


def compose() -> Score:
    """Return the score: 74 beats, 29 s."""
    kick, snare, hat = kit()
    step = 0.75 * 60 / TEMPO
    parts = (
        Part("lead", lead(), ChipPulse(0.5), Channel(0, place=panned(-0.15))),
        Part("echo", softer(shifted(lead(), 0.75), 0.6), ChipPulse(0.5),
             Channel(-5, place=panned(0.55))),
        Part("arpeggios", arpeggios(), ChipPulse(0.25), Channel(-6, place=panned(0.35))),
        Part("bass", bass(), ChipTriangle(), Channel(1)),
        Part("kick", shortened(kick, 2.0), ChipTriangle(drop=2.5), Channel(0)),
        Part("snare", snare, ChipNoise(15000, 0.2), Channel(4, place=panned(0.1))),
        Part("hat", hat, ChipNoise(40000, 0.05), Channel(0, (echoing(step, 0.2, 0.2),),
                                                         panned(-0.3))),
    )  # fmt: skip
    return Score(TEMPO, 74.0, parts, Room(0.4))
