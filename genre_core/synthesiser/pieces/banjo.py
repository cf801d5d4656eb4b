"""Crooked Gate: a clawhammer banjo tune with fiddle, off a 78 rpm record.

Clawhammer is one figure, "bum-ditty": the melody string, a brush over the chord, and the short
fifth string (a high G that never changes) with the thumb. Part A alone, part B with the fiddle, A
again together, and a farewell. Then it is pressed on shellac: mono, narrow, wavering.
"""

from genre_core.synthesiser.drums import Tom
from genre_core.synthesiser.effects import gramophone
from genre_core.synthesiser.score import Notes, humanised, in_turn, phrase, shifted, transposed
from genre_core.synthesiser.space import Room, panned
from genre_core.synthesiser.stage import Channel, Part, Score
from genre_core.synthesiser.strings import Bowed, Plucked, drum_head, violin_body, wooden_body

TEMPO = 120.0

_PART_A = ("D4", "E4 G4", "D4", "B3", "G3 A3", "B3", "A3", "A3",
           "D4", "E4 G4", "D4 E4", "D4 B3", "A3 B3", "A3", "G3", "G3")  # fmt: skip
_PART_B = ("G4", "G4 A4", "B4", "A4 G4", "E4", "E4 G4", "D4", "D4",
           "G4", "A4", "B4 A4", "G4 E4", "D4 B3", "A3 B3", "G3", "G3")  # fmt: skip
_CHORDS_A = "GGGGGGDDGGGGDDGG"
_CHORDS_B = "GGGGCCGGGCGCDDGG"
_BRUSH = {"G": "B3+D4", "D": "F#3+D4", "C": "C4+E4"}
_BOOM = {"G": ("G2", "D3"), "D": ("D3", "A2"), "C": ("C3", "G2")}
_CHUCK = {"G": "G3+B3+D4", "D": "A3+C4+F#4", "C": "G3+C4+E4"}


def bum_ditty(beat: str, chord: str) -> Notes:
    """Return one beat of banjo: "D4" becomes bum-ditty, "E4 G4" two notes and the thumb."""
    tune = beat.split()
    thumb = phrase("G4", (0.6,), 0.75, 0.5)
    if len(tune) == 2:
        return phrase(beat, (0.5,), 0.0, 0.95) + thumb
    brush = phrase(_BRUSH[chord], (0.5,), 0.5, 0.5)
    rolled = tuple(n for order, note in enumerate(brush) for n in shifted((note,), 0.025 * order))
    return phrase(tune[0], (1.0,), 0.0, 0.95) + rolled + thumb


def banjo() -> Notes:
    """Return the banjo: A, B, A and the farewell, 52 beats."""
    beats = [
        *map(bum_ditty, _PART_A, _CHORDS_A),
        *map(bum_ditty, _PART_B, _CHORDS_B),
        *map(bum_ditty, _PART_A, _CHORDS_A),
    ]
    farewell = phrase("G3 D3 D3 E3 D3 - F#3 B2+G3+B3+D4+G4", (1, 0.5, 0.5, 1, 1, 1, 1, 2.0), 48.0)
    return in_turn(beats, 1.0) + farewell


def fiddle() -> Notes:
    """Return the fiddle: the tune of B and of the second A, an octave up, with an open string."""
    tune = [phrase(beat, (1.0 / len(beat.split()),)) for beat in (*_PART_B, *_PART_A)]
    drone = [phrase("D4", (4.0,), 0.0, 0.4)] * 8
    line = transposed(in_turn(tune, 1.0), 12) + in_turn(drone, 4.0)
    return shifted(line, 16.0) + phrase("B4+G5", (1.6,), 54.0)


def accompaniment() -> tuple[Notes, Notes]:
    """Return the guitar: bass notes on the beat, chords off it."""
    form = _CHORDS_A + _CHORDS_B + _CHORDS_A
    boom = in_turn([phrase(_BOOM[c][beat % 2], (0.9,)) for beat, c in enumerate(form)], 1.0)
    chuck = in_turn([phrase(_CHUCK[c], (0.3,), 0.5, 0.5) for c in form], 1.0)
    return boom + phrase("G2", (1.5,), 54.0), chuck


def compose() -> Score:
    """Return the score: 57 beats, 28.5 s."""
    boom, chuck = accompaniment()
    claw = Plucked(pick=0.09, sustain=1.5, damping=2600.0, stiffness=6e-5, click=0.12)
    flat = Plucked(pick=0.2, sustain=2.0, damping=1200.0)
    parts = (
        Part("banjo", humanised(banjo(), 1, 0.01), claw, Channel(3, (drum_head,), send=0.05)),
        Part("fiddle", humanised(fiddle(), 2, 0.012), Bowed(1, 0.0, 0.05, 0.08, 4200.0),
             Channel(-3, (violin_body,), send=0.08)),
        Part("guitar bass", humanised(boom, 3, 0.01), flat, Channel(-3, (wooden_body,), send=0.03)),
        Part("guitar chords", humanised(chuck, 4, 0.012), flat, Channel(-8, (wooden_body,))),
        Part("foot", phrase("G2 -", (1.0,) * 2) + phrase(" ".join(["E2"] * 46), (1.0,), 2.0),
             Tom(0.12, 0.3), Channel(3, place=panned(0.0))),
    )  # fmt: skip
    return Score(TEMPO, 57.0, parts, Room(0.5, 0.004, 3500.0), (gramophone(78),))
