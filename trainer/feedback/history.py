"""What stands of a history of decisions, once every undo is done.

A moderator's last decision on a track is the one that counts. An undo takes one away, and the
decision before it stands again; an undo can itself be undone by its key. Nobody can undo
another's decision: a senior who differs decides anew, and settles it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from genre_core.ruling import last_standing
from trainer.feedback.decisions import Decision


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of one track's history.

    Attributes:
        id: the track.
        decisions: the last of each moderator, in the order of time; empty where all is undone.
        dangling: lines that supersede what the moderator never said of this track.
    """

    id: str
    decisions: tuple[Decision, ...]
    dangling: tuple[Decision, ...]


def standing(decisions: Iterable[Decision]) -> tuple[Standing, ...]:
    """Return what stands of every track that was decided on, in the order of their first line."""
    histories: dict[str, dict[str, list[Decision]]] = defaultdict(lambda: defaultdict(list))
    for decision in decisions:
        histories[decision.id][decision.moderator].append(decision)
    return tuple(
        _of_track(track, tuple(each.values())) for track, each in histories.items()
    )  # fmt: skip


def _of_track(track: str, histories: Sequence[Sequence[Decision]]) -> Standing:
    last = [found for each in histories if (found := _last(each))]
    dangling = [found for each in histories for found in _dangling(each)]
    last.sort(key=_moment)
    return Standing(track, tuple(last), tuple(dangling))


def _last(history: Sequence[Decision]) -> Decision | None:
    """The decision of one moderator on one track that counts."""
    return last_standing(sorted(history, key=_moment))


def _dangling(history: Sequence[Decision]) -> list[Decision]:
    known = {decision.key for decision in history} | {""}
    return [decision for decision in history if decision.supersedes not in known]


def _moment(decision: Decision) -> tuple[float, int]:
    # By line where a clock stood still: a file is written in the order of deciding.
    return decision.decided_at.timestamp(), decision.line
