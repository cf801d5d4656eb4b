"""Rain on Line Four: a trip-hop beat in C minor at 88.

Ninth chords on a wavering electric piano, a sub bass, a drum loop that drags (its sixteenths are
swung to 57%), a theremin late at night, and the dust of the record it seems to be sampled from.
Two bars of chords and rain, four with the beat, four with the voice, one chord to go.
"""

from genre_core.synthesiser.drums import Cymbal, Kick, Snare
from genre_core.synthesiser.effects import dusty, echoing, warmed, wow
from genre_core.synthesiser.keys import ElectricPiano, Singing, SubBass
from genre_core.synthesiser.oscillators import Vibrato
from genre_core.synthesiser.score import (
    Notes,
    humanised,
    in_turn,
    pattern,
    phrase,
    repeated,
    shifted,
    swung,
)
from genre_core.synthesiser.space import Room, panned, swaying
from genre_core.synthesiser.stage import Channel, Part, Score

TEMPO = 88.0

_VOICINGS = {
    "Cm9": "C3+G3+Bb3+D4+Eb4",
    "Ab9": "Ab2+G3+Bb3+C4+Eb4",
    "Fm9": "F2+Ab3+C4+Eb4+G4",
    "G7": "G2+F3+B3+Eb4+Ab4",
}
_FORM = ("Cm9", "G7", "Cm9", "Ab9", "Fm9", "G7", "Cm9", "Ab9", "Fm9", "G7")
_BASS = {
    "Cm9": "C2 - C2 - G1",
    "Ab9": "Ab1 - Ab1 - Eb2",
    "Fm9": "F1 - F1 - C2",
    "G7": "G1 - G1 - B1",
}


def chords() -> Notes:
    """Return the electric piano: each chord struck and answered before the third beat."""
    bars = [
        phrase(f"{_VOICINGS[name]} - {_VOICINGS[name]}", (1.6, 0.9, 1.5), 0.0, 0.62)
        for name in _FORM
    ]
    return in_turn(bars, 4.0) + phrase("C3+G3+Bb3+D4+Eb4+G4", (2.5,), 40.0, 0.6)


def bass() -> Notes:
    """Return the sub bass, from the third bar."""
    bars = [phrase(_BASS[name], (1.5, 0.75, 0.75, 0.5, 0.5)) for name in _FORM[2:]]
    return shifted(in_turn(bars, 4.0), 8.0) + phrase("C2", (2.2,), 40.0)


def voice() -> Notes:
    """Return the theremin: a sigh over the first round, the tune over the second."""
    sigh = phrase("C5 Ab4 G4 - F4 G4", (1.5, 0.5, 2, 1, 1, 2), 16.0, 0.6)
    tune = (
        phrase("- G4 C5 Eb5", (1, 0.5, 0.5, 2)),
        phrase("D5 C5 Bb4 C5", (1, 0.5, 0.5, 2)),
        phrase("- Ab4 C5 F5 Eb5", (0.5, 0.5, 0.5, 1.5, 1)),
        phrase("D5 B4 Ab4 G4", (1.5, 0.5, 0.5, 1.5)),
        phrase("C5", (2.2,)),
    )
    return sigh + shifted(in_turn(tune, 4.0), 24.0)


def kit() -> dict[str, Notes]:
    """Return kick, snare and hat from the third bar, swung on the sixteenths."""
    kick = [pattern("X......x..x....."), pattern("X..x...x..x...o.")] * 4
    snare = [pattern("....X..o.o..X..."), pattern("....X..o....X.oo")] * 4
    lines = {
        "kick": in_turn(kick, 4.0) + pattern("X", 0.5, 32.0),
        "snare": in_turn(snare, 4.0),
        "hat": repeated(pattern("x.o.x.o.x.oox.o."), 8, 4.0),
    }
    return {name: shifted(swung(line, 0.57, 0.5), 8.0) for name, line in lines.items()}


def compose() -> Score:
    """Return the score: 43 beats, 29.3 s."""
    lines = kit()
    theremin = Singing(overtone=0.1, vibrato=Vibrato(5.4, 34.0, 0.5), glide=-160.0, attack=0.09)
    eighth = 0.75 * 60 / TEMPO
    parts = (
        Part("electric piano", humanised(chords(), 1, 0.012), ElectricPiano(2.0),
             Channel(-1, (wow(0.6, 12.0),), swaying(2.9, 0.45), 0.14)),
        Part("sub bass", bass(), SubBass(slide=-200.0), Channel(-1.5)),
        Part("theremin", voice(), theremin,
             Channel(-2, (echoing(eighth, 0.4, 0.3),), panned(0.15), 0.3)),
        Part("kick", humanised(lines["kick"], 2, 0.008), Kick(140, 46, 0.4, 0.3), Channel(4)),
        Part("snare", humanised(lines["snare"], 3, 0.01), Snare(175, 0.24, 0.7, 5200.0),
             Channel(7, place=panned(0.05), send=0.12)),
        Part("hat", humanised(lines["hat"], 4, 0.01), Cymbal(0.07, 6000.0),
             Channel(-3, place=panned(-0.3))),
    )  # fmt: skip
    return Score(TEMPO, 43.0, parts, Room(1.6, 0.02, 3500.0), (warmed(1.3), dusty(61, 3.0)))
