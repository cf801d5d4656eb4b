"""Iron Filings: a power-chord riff in E minor for two guitars, bass, drums and a lead.

Two bars of one guitar alone, four of riff with the band, four of an anthem over C D G E with the
lead guitar above, four of riff again, one chord left to ring. The two rhythm guitars are the same
player twice, hard left and right, a few cents apart, which is how records make them wide.
"""

from genre_core.synthesiser.drums import Cymbal, Kick, Snare, Tom
from genre_core.synthesiser.effects import warmed
from genre_core.synthesiser.score import (
    Notes,
    humanised,
    in_turn,
    pattern,
    phrase,
    repeated,
    shifted,
    shortened,
    transposed,
)
from genre_core.synthesiser.space import Room, panned
from genre_core.synthesiser.stage import Channel, Part, Score
from genre_core.synthesiser.strings import LeadGuitar, Plucked, PowerChord

TEMPO = 126.0
MUTED = Plucked(pick=0.1, sustain=0.55, damping=900.0, click=0.12, release=0.03)
"""A string under the palm of the hand."""

_RIFF = phrase("E2 - - G2 - F#2 -", (0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5)) + phrase(
    "E2 - - C3 - D3", (0.5, 0.5, 0.5, 1, 0.5, 1), 4.0
)
_CHUG = phrase("- E2 E2 - E2 - E2", (0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5)) + phrase(
    "- E2 E2 - E2 -", (0.5, 0.5, 0.5, 1, 0.5, 1), 4.0
)
_ANTHEM = phrase("C3 C3 D3 D3 G2 F#2 E2 D2", (2.5, 1.5, 2.5, 1.5, 2, 2, 2.5, 1.5))


def rhythm() -> tuple[Notes, Notes]:
    """Return the open and the muted chords of the rhythm guitars."""
    riffs = repeated(_RIFF, 3, 8.0) + shifted(repeated(_RIFF, 2, 8.0), 40.0)
    chugs = repeated(_CHUG, 3, 8.0) + shifted(repeated(_CHUG, 2, 8.0), 40.0)
    return riffs + shifted(_ANTHEM, 24.0) + phrase("E2", (3.4,), 56.0), chugs


def lead() -> Notes:
    """Return the lead guitar: the anthem's tune, and a lick under the last riff."""
    tune = phrase("G4 A4 B4 A4 F#4 B4 D5 B4 A4 G4 F#4 E4",
                  (2, 1, 1, 3, 1, 1.5, 0.5, 1, 1, 1, 1, 2), 24.0)  # fmt: skip
    lick = phrase("B4 D5 E5 - E5 D5 B4 - G4 A4 B4 D5", (0.5, 0.5, 2, 1, 0.5, 0.5, 2, 1, 2, 2, 2, 2),
                  40.0)  # fmt: skip
    return tune + lick + phrase("E5", (3.4,), 56.0)


def bass() -> Notes:
    """Return the bass: with the guitars in the riff, eighths under the anthem."""
    roots = ("C2", "C2", "D2", "D2", "G1", "F#1", "E1", "D2")
    spans = (5, 3, 5, 3, 4, 4, 5, 3)
    eighths = " ".join(root for root, span in zip(roots, spans, strict=True) for _ in range(span))
    low = transposed(_RIFF + _CHUG, -12)
    riffs = shifted(repeated(low, 2, 8.0), 8.0) + shifted(repeated(low, 2, 8.0), 40.0)
    return riffs + phrase(eighths, (0.5,), 24.0) + phrase("E1", (3.4,), 56.0)


def kit() -> dict[str, Notes]:
    """Return the lines of kick, snare, hat, crash and tom."""
    riff_kick, anthem_kick = pattern("X.....x.X..x..x."), pattern("X...x...X.x.x...")
    backbeat, fill = pattern("....X.......X..."), pattern("....X.......X.XX")
    kicks = [*[riff_kick] * 4, *[anthem_kick] * 4, *[riff_kick] * 4]
    snares = [fill if bar % 4 == 3 else backbeat for bar in range(12)]
    hats = [pattern("x.o.x.o.x.o.x.o.")] * 4 + [()] * 4 + [pattern("x.o.x.o.x.o.x.o.")] * 4
    crashes = (8.0, 24.0, 28.0, 32.0, 36.0, 40.0, 48.0, 56.0)
    return {
        "kick": shifted(in_turn(kicks, 4.0), 8.0) + pattern("X", 1.0, 56.0),
        "snare": shifted(in_turn(snares, 4.0), 8.0) + pattern("xXX", 0.25, 7.25),
        "hat": shifted(in_turn(hats, 4.0), 8.0) + pattern("x.x.x.x.", 0.5, 4.0),
        "ride": repeated(pattern("xxxx", 1.0, 24.0), 4, 4.0),
        "crash": tuple(note for beat in crashes for note in pattern("X", 1.0, beat)),
        "tom": phrase("A2 A2 F2 F2 D2 D2", (0.25,), 22.5) + phrase("A2 F2 D2 D2", (0.5,), 54.0),
    }


def compose() -> Score:
    """Return the score: 60 beats, 28.6 s."""
    opens, chugs = rhythm()
    sides = (("left", -0.85, 0.0, 0), ("right", 0.85, 5.0, 2))
    guitars = [
        part
        for name, place, cents, seed in sides
        for part in (
            Part(f"{name} chords", from_bar_two(humanised(opens, seed, 0.006, 0), name),
                 PowerChord(detune=cents, seed=seed), Channel(-3, place=panned(place), send=0.07)),
            Part(f"{name} chugs", from_bar_two(humanised(chugs, seed + 5, 0.006, 0), name),
                 PowerChord(MUTED, detune=cents, seed=seed), Channel(-2, place=panned(place))),
        )
    ]  # fmt: skip
    strings = Plucked(pick=0.12, sustain=5.0, damping=900.0, click=0.1)
    low = Part("bass", shortened(bass(), 0.95), strings, Channel(1, (warmed(2.5),)))
    top = Part("lead", lead(), LeadGuitar(), Channel(-4.5, place=panned(0.1), send=0.25))
    lines = kit()
    drums = (
        Part("kick", lines["kick"], Kick(160, 50, 0.35, 0.5), Channel(6, send=0.03)),
        Part("snare", lines["snare"], Snare(200, 0.3, 0.8), Channel(6.5, send=0.2)),
        Part("hat", lines["hat"], Cymbal(0.1), Channel(-1.5, place=panned(-0.35))),
        Part("ride", lines["ride"], Cymbal(0.9, 4200, 0.35), Channel(-8, place=panned(0.4))),
        Part("crash", lines["crash"], Cymbal(2.2, 3600, 0.2, 0.003),
             Channel(-8, place=panned(0.3), send=0.1)),
        Part("tom", lines["tom"], Tom(0.45), Channel(6, place=panned(-0.2), send=0.15)),
    )  # fmt: skip
    return Score(TEMPO, 60.0, (*guitars, low, top, *drums), Room(1.1, 0.01, 6500.0))


def from_bar_two(notes: Notes, side: str) -> Notes:
    """Return the line as this side plays it: the left guitar begins, the right waits two bars."""
    return tuple(note for note in notes if side == "left" or note.beat >= 7.9)
