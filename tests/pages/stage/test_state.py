"""How a show stands while its running order changes under it."""

from __future__ import annotations

from pathlib import Path

from genre_core.outcomes import Outcome
from genre_core.show.kept_files import KeptFile
from genre_core.show.moments import Moment, Phase
from genre_core.show.pack_index import Figures, PackedRound, PackIndex
from genre_core.show.packed import Pack
from genre_core.show.running_order import Round
from genre_core.show.votes import Choice, Tally
from pages.parts.stage.server.state import State, results_of, score_of
from tests.genre_core.show.orders import order

FILE = KeptFile("a" * 64, "flac", 1)


def pack_of(*scenes: str) -> Pack:
    """A pack in which the CNN says no to each round."""
    rounds = tuple(
        PackedRound(scene, "", "", "Rock", 20.0, "Jazz", Outcome.MISMATCH, "", FILE, FILE, FILE)
        for scene in scenes
    )
    return Pack(Path(), PackIndex("tiny 1", 0.05, rounds, Figures("", None, None)), ())


def test_a_pack_with_rounds_that_this_order_has_not_yet_is_no_fault() -> None:
    show = order(Round("a.flac", "Rock", "Classical"))
    state = State("s", show, Moment("r1", Phase.TRUTH, 4), (Tally(1, 9),), ("Rock", "Jazz"))
    (result,) = results_of(state, pack_of("r1", "r2"))
    assert (result.id, result.cnn) == ("r1", Choice.NO)
    assert score_of(state, pack_of("r2")).rounds == 0
