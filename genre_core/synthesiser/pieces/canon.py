"""Canon over a Falling Ground: three violins, a cello, a lute, in a hall.

The bass descends by step through an octave, G F# E D C B A D, eight beats, again and again. The
first violin plays a theme and three variations over it, each livelier; the second violin plays
exactly the same eight beats later, the third another eight later (`shifted` is the whole
canon). All three close on a G major chord.
"""

from genre_core.synthesiser.score import (
    Notes,
    humanised,
    in_turn,
    phrase,
    repeated,
    shifted,
    softer,
    until,
)
from genre_core.synthesiser.space import Room, panned
from genre_core.synthesiser.stage import Channel, Part, Score
from genre_core.synthesiser.strings import Bowed, Plucked, violin_body, wooden_body

TEMPO = 72.0
ROUND = 8.0
"""Beats between two entries of the canon, and of one turn of the ground."""
CLOSE = 4 * ROUND
"""The beat of the last chord."""

_THEME = phrase("B4 D5 E5 G5 F#5 E5 D5 C5 E5 D5 C5", (1, 1, 0.5, 0.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.5))
_FLOWING = phrase("G5 D5 F#5 A5 G5 B5 B5 A5 G5 C6 B5 G5 A5 C6 A5 F#5", (0.5,))
_RUNNING = phrase(
    "G5 A5 B5 G5 F#5 G5 A5 F#5 G5 F#5 E5 G5 F#5 E5 D5 F#5 "
    "E5 D5 C5 E5 G5 D5 B4 D5 C5 D5 E5 C5 D5 E5 F#5 A5",
    (0.25,),
)
_DESCANT = phrase("D6 A5 B5 A5 G5 B5 C6 A5 F#5", (1, 1, 1.5, 0.5, 1, 1, 1, 0.5, 0.5), 0.0, 0.95)


def leader() -> Notes:
    """Return the first voice: theme, two variations and a descant, 32 beats."""
    return in_turn((_THEME, _FLOWING, _RUNNING, _DESCANT), ROUND)


def follower(entries: int) -> Notes:
    """Return the leader's line `entries` rounds later, as far as the last chord."""
    return until(shifted(leader(), entries * ROUND), CLOSE)


def ground() -> Notes:
    """Return the cello's falling bass, four times, and its last G."""
    once = phrase("G3 F#3 E3 D3 C3 B2 A2 D3", (1.0,))
    return repeated(once, 4, ROUND) + phrase("G2+D3", (3.2,), CLOSE)


def continuo() -> Notes:
    """Return the lute's broken chords over the ground, in eighths."""
    chords = (
        "G3 D4", "A3 D4", "B3 E4", "B3 F#4", "C4 G4", "B3 G4", "C4 E4", "A3 F#4",
    )  # fmt: skip
    once = in_turn([phrase(pair, (0.5,)) for pair in chords], 1.0)
    last = phrase("G3 B3 D4 G4 B4", (0.12, 0.12, 0.12, 0.12, 3.0), CLOSE)
    return repeated(once, 4, ROUND) + last


def compose() -> Score:
    """Return the score: 36 beats, 30 s."""
    hall = Room(2.3, 0.028, 5200.0)
    violin = Bowed(players=3, attack=0.09, release=0.2)
    ends = {"first": "G5", "second": "D5", "third": "B4"}
    lines = (leader(), follower(1), follower(2))
    violins = tuple(
        Part(
            f"{name} violin",
            humanised(line + phrase(end, (3.2,), CLOSE), seed, 0.008),
            violin,
            Channel(0, (violin_body,), panned(place), 0.32),
        )
        for seed, ((name, end), line, place) in enumerate(
            zip(ends.items(), lines, (-0.55, 0.55, 0.05), strict=True)
        )
    )
    cello = Part("cello", ground(), Bowed(2, 4.0, 0.1, 0.25, 1800.0),
                 Channel(1, (violin_body,), panned(0.15), 0.28))  # fmt: skip
    lute = Part("lute", humanised(softer(continuo(), 0.8), 9, 0.01), Plucked(0.25, 3.0, 1500.0),
                Channel(-3, (wooden_body,), panned(-0.2), 0.25))  # fmt: skip
    return Score(TEMPO, 36.0, (*violins, cello, lute), hall)
