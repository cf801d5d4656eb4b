"""The programme: nine pieces composed for this synthesiser, in the order of the evening.

Each module holds one composition and explains it; `PIECES` names them. `style` is the genre that
a piece imitates, one of the 20 of the tree; what an uploader CLAIMS it to be is another matter and
lives in `genre_core.crate`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from genre_core.synthesiser.oscillators import Signal
from genre_core.synthesiser.pieces import (
    banjo,
    canon,
    chiptune,
    corner_booth,
    lighthouse,
    night_bus,
    orchard,
    riff,
    trip_hop,
)
from genre_core.synthesiser.stage import Score, perform


@dataclass(frozen=True, slots=True)
class Piece:
    """A composition: slug (file name), title, style (a genre's exact name), and its score."""

    slug: str
    title: str
    style: str
    compose: Callable[[], Score]


PIECES: tuple[Piece, ...] = (
    Piece("pocket-planet", "Pocket Planet", "Chiptune", chiptune.compose),
    Piece("falling-ground", "Canon over a Falling Ground", "Classical", canon.compose),
    Piece("iron-filings", "Iron Filings", "Rock", riff.compose),
    Piece("rain-on-line-four", "Rain on Line Four", "Trip-Hop", trip_hop.compose),
    Piece("crooked-gate", "Crooked Gate", "Old-Time", banjo.compose),
    Piece("night-bus", "Night Bus, Top Deck", "Electronic", night_bus.compose),
    Piece("lighthouse-keeper", "The Lighthouse Keeper", "Soundtrack", lighthouse.compose),
    Piece("letters-from-the-orchard", "Letters from the Orchard", "Folk", orchard.compose),
    Piece("corner-booth", "Corner Booth", "Jazz", corner_booth.compose),
)


def render(piece: Piece) -> Signal:
    """Return the record of a piece: float32, shape (n, 2), 44.1 kHz, peak -1 dBFS.

    The same every time on one machine: all chance is seeded.
    """
    return perform(piece.compose())
