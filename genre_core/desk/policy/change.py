"""What another policy would change of the one in force, told before anybody applies it."""

from dataclasses import dataclass

from genre_core.desk.policy.grounds import Grounds
from genre_core.desk.policy.wording import tracks_are, tracks_of


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the flags; flags are nested, so that all of them come or all of them go.

    Attributes:
        before, after: tracks that are flagged.
        flags: how many more, negative where it is fewer.
        waiting: how many more of those that nobody decided.
        sentence: the same in words.
    """

    before: int
    after: int
    flags: int
    waiting: int
    sentence: str


def change(grounds: Grounds, present: float, alpha: float) -> Change:
    """Return what flagging at ``alpha`` changes.

    Args:
        grounds: catalogue and decisions.
        present: the alpha in force, in [0, 0.5]; 0 where there is none.
        alpha: another one.
    """
    found = grounds.audited
    before, after = found.tracks(present), found.tracks(alpha)
    waiting = grounds.backlog(alpha) - grounds.backlog(present)
    words = _said(before, after, waiting)
    return Change(before, after, after - before, waiting, words)


def _said(before: int, after: int, waiting: int) -> str:
    if before == after:
        return f"No flag changes: {tracks_are(after)} flagged, as at present."
    many, kind = abs(after - before), "more" if after > before else "fewer"
    words = f"{_flags(many, kind)}: {after:,} instead of {before:,}. "
    if not waiting:
        return f"{words}People decided on all of them already, and what is decided stays so."
    undecided, one = tracks_of(abs(waiting)), abs(waiting) == 1
    if waiting > 0:
        return f"{words}{undecided} more {'comes' if one else 'come'} into the queue."
    leave = "leaves" if one else "leave"
    return f"{words}{undecided} {leave} the queue undecided; what is decided stays so."


def _flags(count: int, kind: str) -> str:
    return f"{count:,} {kind} flag" if count == 1 else f"{count:,} {kind} flags"
