"""A small synthesiser that composes the demo crate: music to open the app with, without a network.

The modules, from the air to the record::

    oscillators   periods read at any speed, sums of decaying sines, noise, envelopes
    filters       gain curves over frequency, and a low-pass that moves
    effects       overdrive, echo, tape, vinyl, shellac
    space         places between two ears, reverberant rooms
    strings  keys  machines  drums     instruments: a Tone in, a signal out
    score         notes in beats, and the verbs of composing
    stage         parts, mixing desk, mastering
    pieces        nine compositions

It needs NumPy only, is seeded throughout, and renders half a minute of stereo in about a second.
What it plays is imitation, and is labelled as such wherever it is shown.
"""

from genre_core.synthesiser.oscillators import SAMPLE_RATE
from genre_core.synthesiser.pieces import PIECES, Piece, render

__all__ = ["PIECES", "SAMPLE_RATE", "Piece", "render"]
