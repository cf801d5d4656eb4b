"""What a person can say of a track, and how the track came before her.

These words stand in the store, in every export and in the trainer's file (docs/feedback.md).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, TypeVar


class Answer(StrEnum):
    """What a moderator can say; the words of the column ``decision``."""

    HOLDS = "holds"
    """The claim is right."""
    GENRE_IS = "genre_is"
    """The genre is the one named, or are those named, whatever the claim."""
    CANNOT_TELL = "cannot_tell"
    NOT_MUSIC = "not_music"
    """Nothing that has a genre: speech, silence, damage."""
    ESCALATE = "escalate"
    SKIP = "skip"
    UNDO = "undo"
    """The decision named in ``supersedes``, or the moderator's last on this track, is void."""


OPINIONS = frozenset({Answer.HOLDS, Answer.GENRE_IS, Answer.NOT_MUSIC})
"""The answers that say something of the music; the others leave the question open."""


class Chosen(StrEnum):
    """How a track came before a moderator; the words of the column ``chosen_by``."""

    UNKNOWN = ""
    CHANCE = "chance"
    """Drawn at random, or every track of a list was looked at."""
    MODEL = "model"
    """Flagged, suspected or uncertain: a model's opinion brought it there."""


class Said(Protocol):
    """A decision, as far as what stands of a history depends on it."""

    @property
    def key(self) -> str:
        """Its name, or empty."""

    @property
    def supersedes(self) -> str:
        """The key of a decision that is void from this one on, or empty."""

    @property
    def answer(self) -> Answer:
        """What was said."""


_Said = TypeVar("_Said", bound=Said)


def last_standing(history: Sequence[_Said]) -> _Said | None:
    """Return the decision that counts of one moderator's on one track; None if all is undone.

    Her last one counts. An undo takes one away, by its key or else the one before it, and what came
    before that stands again; an undo can itself be undone.

    Args:
        history: hers on the track, the earliest first.
    """
    void: set[str] = set()
    # From the last one back, since what is void makes nothing else void.
    for decision in reversed(history):
        if decision.supersedes and decision.key not in void:
            void.add(decision.supersedes)
    kept: list[_Said] = []
    for decision in history:
        if decision.key and decision.key in void:
            continue
        if decision.answer is not Answer.UNDO:
            kept.append(decision)
        elif kept and not decision.supersedes:
            kept.pop()
    return kept[-1] if kept else None
