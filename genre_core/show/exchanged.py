"""An edit must not put votes that were given to one track under another one.

Votes are kept under the id of their round. So a round that has votes keeps its track and its
claim, and a new track takes an id of its own.
"""

from collections.abc import Callable, Mapping

from genre_core.errors import ShowError
from genre_core.show.scenes import Round, RunningOrder


def rounds_by_id(order: RunningOrder) -> dict[str, Round]:
    """Return the rounds of an order by the ids of their scenes."""
    return {scene.id: scene.round for scene in order.scenes if scene.round is not None}


def exchanged(known: Mapping[str, Round], order: RunningOrder) -> frozenset[str]:
    """Return the ids of the rounds that ask of another track or claim than is known, or are new.

    Args:
        known: the rounds that have been on the stage so far, by id.
        order: the edited order.
    """
    rounds = rounds_by_id(order)
    return frozenset(
        id_ for id_, played in rounds.items() if id_ not in known or not _same(played, known[id_])
    )


def check_exchange(
    known: Mapping[str, Round], order: RunningOrder, count: Callable[[str], int]
) -> None:
    """Return if no round that is exchanged has votes.

    Args:
        known: the rounds that have been on the stage so far, by id.
        order: the edited order.
        count: gives the votes of a round of the running show.

    Raises:
        ShowError: one has; says how many, and on what.
    """
    for id_ in sorted(exchanged(known, order)):
        if votes := count(id_):
            was = known.get(id_)
            track = f"{was.track} as {was.claim}" if was else "a track that was taken out"
            raise ShowError(
                f"Round {id_} has {votes} {'vote' if votes == 1 else 'votes'} on {track}, which "
                "would count as votes on another track or claim. Give that one a round with an id "
                "of its own, or begin a new show."
            )


def _same(one: Round, other: Round) -> bool:
    return (one.track, one.claim) == (other.track, other.claim)
