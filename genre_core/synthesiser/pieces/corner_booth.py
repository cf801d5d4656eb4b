"""Corner Booth: a twelve-bar blues in F for piano trio, swung at 144.

A riff in eighths over a walking bass, the piano's left hand in shells without their roots, a ride
cymbal, the hi-hat's foot on two and four. Three bars of tag, and a chord with sixth and ninth.
"""

from genre_core.synthesiser.drums import Cymbal, Kick, Snare
from genre_core.synthesiser.keys import Piano
from genre_core.synthesiser.score import (
    Notes,
    humanised,
    in_turn,
    pattern,
    phrase,
    repeated,
    shortened,
    swung,
)
from genre_core.synthesiser.space import Room, panned
from genre_core.synthesiser.stage import Channel, Part, Score
from genre_core.synthesiser.strings import Plucked, wooden_body

TEMPO = 144.0
END = 56.0
"""The beat of the last bar."""

_SHELLS = {
    "F7": "Eb3+A3+D4", "Bb7": "D3+Ab3+C4", "Bo": "D3+Ab3+B3", "D7": "C3+F#3+Bb3",
    "Gm": "F3+Bb3+D4", "C7": "E3+Bb3+D4", "Am": "G3+C4+E4",
}  # fmt: skip
_FORM = (
    "F7", "Bb7", "F7", "F7", "Bb7", "Bo", "F7", "D7", "Gm", "C7", "F7 D7", "Gm C7",
    "Am D7", "Gm C7",
)  # fmt: skip
_WALK = (
    "F2 A2 C3 D3 Bb2 D3 F3 D3 F2 G2 A2 C3 Eb3 D3 C3 A2 Bb2 C3 D3 F3 B2 D3 F3 Ab3 "
    "C3 A2 F2 A2 D3 C3 A2 F#2 G2 A2 Bb2 D3 C3 Bb2 G2 E2 F2 A2 D3 F#2 G2 Bb2 C3 E3 "
    "A2 C3 D3 F#2 G2 Bb2 C3 E2"
)


def riff() -> Notes:
    """Return the right hand, in straight eighths as it is written; it is played swung."""
    eighths = (0.5,) * 8
    turn = phrase("C5 D5 F5 D5 C5 Ab4 A4 C5", eighths)
    bars = (
        turn,
        phrase("- D5 Bb4 Ab4 F4 -", (0.5, 1, 0.5, 0.5, 1, 0.5)),
        turn,
        phrase("F5 Eb5 C5 A4 Eb5 -", (0.5, 0.5, 0.5, 0.5, 1, 1)),
        phrase("D5 F5 Ab5 F5 D5 Bb4 D5 F5", eighths),
        phrase("- Ab5 F5 D5 B4 -", (0.5, 1, 0.5, 0.5, 0.5, 1)),
        phrase("C5 D5 F5 D5 C5 Ab4 A4 F4", eighths),
        phrase("- F#4 A4 C5 Eb5 D5", (0.5, 0.5, 0.5, 0.5, 1, 1)),
        phrase("Bb4 D5 F5 A5 G5 F5 D5 Bb4", eighths),
        phrase("- E5 G5 Bb5 A5 G5 E5 C5", eighths),
        phrase("F5 - A4 C5 Eb5 D5", (1, 0.5, 0.5, 0.5, 0.5, 1)),
        phrase("- Bb4 D5 F5 E5 D5 Db5 C5", eighths),
        phrase("A4 C5 E5 G5 F#5 Eb5 D5 C5", eighths),
        phrase("Bb4 D5 F5 - E5 Ab5 G5", (0.5, 0.5, 1, 0.5, 0.5, 0.5, 0.5)),
        phrase("F5 - F5+A5 - A4+D5+G5+C6", (0.5, 1, 0.5, 1, 3.0)),
    )
    return in_turn(bars, 4.0)


def shells() -> Notes:
    """Return the left hand: on one and after two, the rhythm of the Charleston."""
    bars = []
    for names in _FORM:
        first, *second = (_SHELLS[name] for name in names.split())
        late = second[0] if second else first
        rhythm = (1.3, 1.2, 0.4, 1.1) if second else (1.3, 0.2, 0.5, 2.0)
        bars.append(phrase(f"{first} - {late} -", rhythm, 0.0, 0.5))
    end = phrase("Eb3+A3+D4 - Eb3+A3+D4 - F2+C3+A3", (0.4, 1.1, 0.4, 1.1, 3.0), END, 0.6)
    return in_turn(bars, 4.0) + end


def kit() -> dict[str, Notes]:
    """Return ride, foot, brush and feathered kick; the ride is swung with the riff."""
    ride = repeated(pattern("x.Xxx.Xx", 0.5), 14, 4.0) + pattern("X", 1.0, END + 3)
    snare = repeated(pattern("...o.......o..o.", 0.5), 7, 8.0)
    return {
        "ride": swung(ride),
        "foot": repeated(pattern(".x.x", 1.0), 14, 4.0),
        "snare": swung(snare) + pattern("x..x..X", 0.5, END),
        "kick": repeated(pattern("oooo", 1.0), 14, 4.0) + pattern("X", 1.0, END + 3),
    }


def compose() -> Score:
    """Return the score: 64 beats, 26.7 s."""
    walk = phrase(_WALK, (1.0,)) + phrase("F2 - C2 - F1", (0.5, 1, 0.5, 1, 3.5), END)
    gut = Plucked(pick=0.3, sustain=2.6, damping=700.0, stiffness=2e-5, click=0.06, release=0.07)
    lines = kit()
    parts = (
        Part("right hand", humanised(shortened(swung(riff()), 0.92), 1, 0.012), Piano(1.1, 0.12),
             Channel(1.5, place=panned(0.2), send=0.13)),
        Part("left hand", humanised(swung(shells()), 2, 0.014), Piano(0.9, 0.12),
             Channel(-1, place=panned(-0.2), send=0.12)),
        Part("bass", humanised(walk, 3, 0.01), gut,
             Channel(2.5, (wooden_body,), panned(-0.05), 0.05)),
        Part("ride", humanised(lines["ride"], 4, 0.008), Cymbal(0.55, 4800, 0.4),
             Channel(-7, place=panned(0.35), send=0.1)),
        Part("foot", lines["foot"], Cymbal(0.06, 6000), Channel(-2, place=panned(0.45))),
        Part("snare", humanised(lines["snare"], 5), Snare(210, 0.2, 0.8),
             Channel(3, place=panned(0.1), send=0.15)),
        Part("kick", lines["kick"], Kick(110, 55, 0.25, 0.1), Channel(0, send=0.05)),
    )  # fmt: skip
    return Score(TEMPO, 64.0, parts, Room(0.9, 0.012, 5000.0))
