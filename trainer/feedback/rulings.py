"""What the decisions that stand make of one track: a label, set aside, in dispute, or nothing.

Only three answers are opinions: the claim holds, the genre is another, this is no music. All
opinions must be the same; otherwise the track is in dispute and stays as it is, until a senior's
decision settles it, which then counts alone. Several genres in one opinion are read as
``curate`` reads an artist's tags: a genre above another one is dropped (Punk, not Rock and Punk).
A track that still has several has no one label to train on and is set aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from genre_core.genres import find
from trainer.feedback.decisions import Answer, Decision
from trainer.fma.rules import is_above

_OPINIONS = (Answer.HOLDS, Answer.GENRE_IS, Answer.NOT_MUSIC)


class Outcome(StrEnum):
    """What becomes of a track."""

    LABEL = "label"
    ASIDE = "set aside"
    DISPUTED = "disputed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What moderators together said of one track.

    Attributes:
        outcome: what becomes of it.
        genre: its label, where it gets one; else empty.
        reason: why it is set aside or in dispute; else empty.
        opinions: the decisions that say so, in the order of time.
    """

    outcome: Outcome
    genre: str = ""
    reason: str = ""
    opinions: tuple[Decision, ...] = ()


def rule(decisions: Sequence[Decision], claim: str) -> Ruling:
    """Return what decisions make of a track.

    Args:
        decisions: the last of each moderator, in the order of time.
        claim: the uploader's genre; not empty where a decision says that it holds and does not
            name it.

    Raises:
        GenreError: a decision names a genre that the tree does not have.
    """
    settling = [decision for decision in decisions if decision.settles]
    opinions = tuple(d for d in settling[-1:] or decisions if d.answer in _OPINIONS)
    said = {decision: _genres(decision, claim) for decision in opinions}
    if not said:
        return Ruling(Outcome.OPEN)
    if len(set(said.values())) > 1:
        words = "; ".join(f"{d.moderator}: {_spoken(genres)}" for d, genres in said.items())
        return Ruling(Outcome.DISPUTED, reason=words, opinions=opinions)
    (genres,) = set(said.values())
    if len(genres) == 1:
        return Ruling(Outcome.LABEL, genre=genres[0], opinions=opinions)
    why = f"several genres: {', '.join(genres)}" if genres else "not music, or damaged"
    return Ruling(Outcome.ASIDE, reason=why, opinions=opinions)


def _genres(decision: Decision, claim: str) -> tuple[str, ...]:
    """The genres of an opinion, sorted, none above another; empty for what is no music."""
    if decision.answer is Answer.HOLDS:
        # A catalogue may claim something else by now.
        return (decision.claimed_genre or claim,)
    named = [find(name) for name in decision.genres]
    lowest = [genre for genre in named if not any(is_above(genre, other) for other in named)]
    return tuple(sorted(genre.name for genre in lowest))


def _spoken(genres: tuple[str, ...]) -> str:
    return " and ".join(genres) or "not music"
