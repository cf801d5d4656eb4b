"""The show that was begun last, and what came of each of its rounds."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from genre_core.errors import ShowError
from genre_core.show.ballots import open_ballots
from genre_core.show.kept_orders import kept_order
from genre_core.show.left_behind import count_all
from genre_core.show.packed import read_pack
from genre_core.show.plan import orders_folder, pack_folder, planned_order, votes_file
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
        others: the other shows that have votes, each with how many; the last one first.
    """

    show: Show
    results: tuple[RoundResult, ...]
    cautions: tuple[str, ...]
    others: tuple[tuple[Show, int], ...]


_OTHER_ORDER = (
    "This running order is not the one of that show, or was changed since: votes in rounds that it "
    "does not have are left out. Name the file that the show was started with: ORDER=FILE or "
    "--order FILE."
)


def last_show(path: Path | None = None, show: str = "") -> LastShow:
    """Return what came of the show that was begun last, or of another one.

    Args:
        path: of its running order; None for the one that it was given under or, where that was not
            kept, the one that the server was started with or that was saved.
        show: its id; "" for the last one.

    Raises:
        ShowError: none was given, none has this id, or its running order cannot be read.
        StoreError: the votes' file is damaged.
    """
    if not votes_file().is_file():
        raise ShowError(f"No show was given: there is no {votes_file()}. Give one: make stage.")
    ballots = open_ballots(votes_file())
    try:
        shows = ballots.shows()
        chosen = _chosen(shows, show)
        order, other_order = _order_of(chosen, path)
        tallies = {scene.id: ballots.tally(scene.id, chosen.id) for scene in order.rounds}
        others = tuple(
            (each, votes)
            for each in shows
            if each != chosen and (votes := count_all(ballots.store, each.id))
        )
    finally:
        ballots.close()
    answers, without_cnn = _answers(order)
    cautions = tuple(filter(None, (other_order, without_cnn)))
    return LastShow(chosen, round_results(order, tallies, answers), cautions, others)


def _chosen(shows: tuple[Show, ...], wanted: str) -> Show:
    if not shows:
        raise ShowError("No show was given: the votes' file is empty. Give one: make stage.")
    chosen = next((show for show in shows if wanted in ("", show.id)), None)
    if chosen is None:
        raise ShowError(
            f"The votes' file has no show {wanted[:40]!r}. Leave it out for the last one."
        )
    return chosen


def _order_of(show: Show, path: Path | None) -> tuple[RunningOrder, str]:
    """The running order of a show, and why votes may be missing or to other questions, or ""."""
    kept = None if path else kept_order(orders_folder(), show.order_digest)
    if kept is not None:
        return kept, _changed_since(kept)
    order = planned_order(path)
    return order, "" if show.order_digest == digest(order) else _OTHER_ORDER


def _changed_since(kept: RunningOrder) -> str:
    """What is to be said where the presenter's file holds another order by now."""
    with suppress(ShowError):
        if planned_order(None) != kept:
            return (
                "The running order was changed since that show: these are its results under the "
                "order that it was given in. For another one: python -m genre_core show results "
                "--order FILE"
            )
    return ""


def _answers(order: RunningOrder) -> tuple[dict[str, Choice], str]:
    """What the CNN says to each round that is packed, and why that is nothing without a pack."""
    try:
        pack = read_pack(pack_folder(), order)
    except ShowError as error:
        return {}, f"The CNN's answers are unknown. {error}"
    return {packed.scene: packed.answer for packed in pack.index.rounds}, ""
