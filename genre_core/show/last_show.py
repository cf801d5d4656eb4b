"""The show that was begun last, and what came of each of its rounds."""

from dataclasses import dataclass
from pathlib import Path

from genre_core.errors import ShowError
from genre_core.show.ballots import open_ballots
from genre_core.show.packed import read_pack
from genre_core.show.plan import pack_folder, planned_order, votes_file
from genre_core.show.results import RoundResult, round_results
from genre_core.show.running_order import RunningOrder, digest
from genre_core.show.votes import Choice, Show


@dataclass(frozen=True, slots=True)
class LastShow:
    """A show, and what came of it.

    Attributes:
        show: the one that runs, or else the last one.
        results: of each round, in their order.
        cautions: sentences about what cannot be told of it; none as a rule.
    """

    show: Show
    results: tuple[RoundResult, ...]
    cautions: tuple[str, ...]


def last_show(path: Path | None = None) -> LastShow:
    """Return what came of the show that was begun last.

    Args:
        path: of its running order; None for the one that the server was started with, or the one
            that was saved.

    Raises:
        ShowError: none was given, or its running order cannot be read.
        StoreError: the votes' file is damaged.
    """
    order = planned_order(path)
    if not votes_file().is_file():
        raise ShowError(f"No show was given: there is no {votes_file()}. Give one: make stage.")
    ballots = open_ballots(votes_file())
    try:
        shows = ballots.shows()
        if not shows:
            raise ShowError("No show was given: the votes' file is empty. Give one: make stage.")
        tallies = {scene.id: ballots.tally(scene.id, shows[0].id) for scene in order.rounds}
    finally:
        ballots.close()
    answers, without_cnn = _answers(order)
    cautions = (_other_order(shows[0], order), without_cnn)
    return LastShow(shows[0], round_results(order, tallies, answers), tuple(filter(None, cautions)))


def _other_order(show: Show, order: RunningOrder) -> str:
    """Why the votes may be missing or to other questions; "" where the order is the show's own."""
    if show.order_digest == digest(order):
        return ""
    return (
        "This running order is not the one of the last show, or was changed since: votes in rounds "
        "that it does not have are left out. Name the file that the show was started with: "
        "ORDER=FILE or --order FILE."
    )


def _answers(order: RunningOrder) -> tuple[dict[str, Choice], str]:
    """What the CNN says to each round that is packed, and why that is nothing without a pack."""
    try:
        pack = read_pack(pack_folder(), order)
    except ShowError as error:
        return {}, f"The CNN's answers are unknown. {error}"
    return {packed.scene: packed.answer for packed in pack.index.rounds}, ""
