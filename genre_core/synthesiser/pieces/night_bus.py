"""Night Bus, Top Deck: four-on-the-floor electronic music at 124, in D minor.

One gesture carries it: a low-pass filter opens over eight bars of sawtooth arpeggios (their
3+3+3+3+4 grouping leans against the four beats), closes for a two-bar break, and is thrown wide
open for the last four with the tune. Everything that is not a drum breathes with the kick.
"""

import numpy as np

from genre_core.synthesiser.drums import Clap, Cymbal, Kick, Snare, Swell
from genre_core.synthesiser.effects import Effect, pumping
from genre_core.synthesiser.filters import swept
from genre_core.synthesiser.machines import FilterBass, SuperSaw
from genre_core.synthesiser.oscillators import Signal
from genre_core.synthesiser.score import (
    Notes,
    in_turn,
    pattern,
    phrase,
    repeated,
    shifted,
    shortened,
)
from genre_core.synthesiser.space import Room, panned, ping_pong, widened
from genre_core.synthesiser.stage import Channel, Part, Score

TEMPO = 124.0
CUTOFFS = np.array([
    280, 330, 420, 560, 800, 1150, 1700, 2500, 3400, 700, 3800, 9000, 9500, 9000, 6000, 900.0,
])  # fmt: skip
"""The filter's edge in Hz at each bar line."""

_CHORDS = {
    "Dm": ("D4 A4 F5", "D3+A3+C4+F4", "D2"),
    "Bb": ("Bb3 F4 D5", "Bb2+A3+D4+F4", "Bb1"),
    "F": ("F4 C5 A5", "F3+A3+C4+E4", "F2"),
    "C": ("C4 G4 E5", "C3+G3+D4+E4", "C2"),
}
_ROUND = ("Dm", "Bb", "F", "C")


def filter_sweep(sound: Signal) -> Signal:
    """Return the sound through the filter that opens, closes and opens over the piece."""
    return swept(sound, CUTOFFS, 9.0)


def arpeggio() -> Notes:
    """Return the sixteenths: low, middle, high in threes, closed by a four, for 14 bars."""
    bars = []
    for name in (*_ROUND, *_ROUND, "Bb", "C", *_ROUND):
        low, middle, high = _CHORDS[name][0].split()
        figure = f"{low} {middle} {high} " * 4 + f"{low} {high} {middle} {high}"
        bars.append(phrase(figure, (0.25,)))
    return shortened(in_turn(bars, 4.0), 0.8) + phrase("D4+A4+D5", (1.0,), 56.0)


def pad() -> Notes:
    """Return the chords: from the fifth bar, one a bar."""
    bars = [phrase(_CHORDS[name][1], (3.9,)) for name in (*_ROUND, "Bb", "C", *_ROUND)]
    return shifted(in_turn(bars, 4.0), 16.0) + phrase("D3+A3+D4+F4", (1.5,), 56.0)


def bass() -> Notes:
    """Return the bass: off the beat, in bars five to eight and eleven to fourteen."""
    bars = []
    for name in _ROUND:
        off_beat = f"- {_CHORDS[name][2]} "
        bars.append(phrase(off_beat * 4 + _CHORDS[name][2], (*(0.5,) * 7, 0.25, 0.25)))
    once = in_turn(bars, 4.0)
    return shortened(shifted(once, 16.0) + shifted(once, 40.0), 0.85) + phrase("D2", (1.5,), 56.0)


def lead() -> Notes:
    """Return the tune of the last four bars, announced by two notes in the break."""
    tune = (
        phrase("A5 F5 G5 A5 C6", (0.75, 0.75, 0.5, 1, 1)),
        phrase("D6 C6 A5 F5", (0.75, 0.75, 0.5, 2)),
        phrase("A5 F5 G5 A5 G5 F5", (0.75, 0.75, 0.5, 1, 0.5, 0.5)),
        phrase("G5 E5 F5 G5", (0.75, 0.75, 0.5, 2)),
    )
    call = phrase("F5 - G5", (1.5, 2.5, 2.5), 32.0, 0.5)
    return call + shifted(shortened(in_turn(tune, 4.0), 0.9), 40.0) + phrase("D6", (1.5,), 56.0)


def kit() -> dict[str, Notes]:
    """Return kick, clap, hats, the roll into the drop and the crashes."""
    floor = pattern("X...X...X...X...")
    hats, back = pattern("..X...X...X...Xo"), pattern("....X.......X...")
    ticks = pattern("o.xoo.xoo.xoo.xo")
    late = (16.0, 40.0)
    return {
        "kick": repeated(floor, 8, 4.0) + shifted(repeated(floor, 4, 4.0), 40.0)
        + pattern("X", 1.0, 56.0),
        "clap": tuple(n for start in late for n in shifted(repeated(back, 4, 4.0), start)),
        "open hat": tuple(n for start in late for n in shifted(repeated(hats, 4, 4.0), start)),
        "tick": shifted(repeated(ticks, 6, 4.0), 8.0) + shifted(repeated(ticks, 4, 4.0), 40.0),
        "roll": pattern("o.o.o.o.oooooooo" "oxoxoxoxxxxxXXXX", 0.25, 32.0),
        "crash": pattern("X", 1.0, 16.0) + pattern("X", 1.0, 40.0) + pattern("X", 1.0, 56.0),
    }  # fmt: skip


def compose() -> Score:
    """Return the score: 60 beats, 29 s."""
    breath: Effect = pumping(60 / TEMPO, 0.75)
    lines = kit()
    eighth = 0.75 * 60 / TEMPO
    parts = (
        Part("arpeggio", arpeggio(), SuperSaw(3, 9.0, 0.004, 0.06, 0.9),
             Channel(4, (filter_sweep, breath), ping_pong(eighth, 0.4, 0.35), 0.1)),
        Part("pad", pad(), SuperSaw(5, 16.0, 0.25, 0.3),
             Channel(-4, (filter_sweep, breath), widened(), 0.2)),
        Part("bass", bass(), FilterBass(), Channel(1.5, (pumping(60 / TEMPO, 0.4),))),
        Part("lead", lead(), SuperSaw(5, 12.0, 0.01, 0.15, 4.0),
             Channel(4, (breath,), ping_pong(eighth, 0.45, 0.45), 0.2)),
        Part("kick", lines["kick"], Kick(210, 47, 0.4, 0.35), Channel(4.5)),
        Part("clap", lines["clap"], Clap(), Channel(4, place=panned(0.08), send=0.15)),
        Part("open hat", lines["open hat"], Cymbal(0.22, 7000), Channel(-5, place=panned(0.2))),
        Part("tick", lines["tick"], Cymbal(0.05, 8500), Channel(-3, place=panned(-0.35))),
        Part("roll", lines["roll"], Snare(210, 0.16, 0.7), Channel(-1, send=0.2)),
        Part("crash", lines["crash"], Cymbal(2.4, 4000, 0.1, 0.004), Channel(-12, send=0.2)),
        Part("riser", phrase("C4", (8.0,), 32.0), Swell(2500), Channel(-4)),
    )  # fmt: skip
    return Score(TEMPO, 60.0, parts, Room(1.8, 0.02, 7000.0))
