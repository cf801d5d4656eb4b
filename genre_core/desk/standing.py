"""What stands of a track's decisions, once every undo is done and every revision counted.

A moderator's last decision on a track is the one that counts, as in the file that the trainer
reads (docs/feedback.md). An undo takes one away, and the decision before it stands again. Answers
to golden items count for nothing here: they ask about the moderator, not about the track.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from genre_core.desk.labels import Word, in_accord, label, upholds
from genre_core.desk.queues import Queue
from genre_core.desk.records import DecisionRecord
from genre_core.ruling import OPINIONS, last_standing


class Consensus(StrEnum):
    """What the opinions that stand are together."""

    OPEN = "open"
    """There is none."""
    AGREED = "agreed"
    """None contradicts another; one alone agrees with itself."""
    DISPUTED = "disputed"
    SETTLED = "settled"
    """A senior's decision ended a disagreement or an appeal, and counts alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of one track's decisions.

    Attributes:
        decisions: the last of each moderator, in the order of their rows.
        opinions: those of them that count, in the same order.
        consensus: what these are together.
    """

    decisions: tuple[DecisionRecord, ...]
    opinions: tuple[DecisionRecord, ...]
    consensus: Consensus

    @property
    def opinion(self) -> DecisionRecord | None:
        """The opinion that stands for all; None where they differ, or are none."""
        place = _in_accord(self.opinions)
        return None if place is None else self.opinions[place]

    @property
    def overturned(self) -> bool:
        """Whether the claim was found wrong."""
        return self.opinion is not None and overturns(self.opinion)


def standing(decisions: Iterable[DecisionRecord]) -> Standing:
    """Return what stands of decisions, all on one track, in the order of their rows."""
    histories: dict[int, list[DecisionRecord]] = defaultdict(list)
    for decision in decisions:
        if decision.queue != Queue.GOLDEN:
            histories[decision.moderator_id].append(decision)
    last = [found for each in histories.values() if (found := last_standing(each))]
    last.sort(key=lambda decision: decision.id)
    opinions = [decision for decision in last if decision.answer in OPINIONS]
    settled = [decision for decision in opinions if decision.settles][-1:]
    return Standing(tuple(last), tuple(settled or opinions), _consensus(settled, opinions))


def said(decision: DecisionRecord) -> str:
    """Return what a decision says in one word, in which two can be compared; empty for nothing."""
    return label(decision.answer, decision.genres, decision.claimed_genre)


def overturns(decision: DecisionRecord) -> bool:
    """Return whether a decision is an opinion against the claim."""
    known = decision.answer in OPINIONS
    return known and not upholds(decision.answer, decision.genres, decision.claimed_genre)


def agree(one: DecisionRecord, other: DecisionRecord) -> bool:
    """Return whether two opinions do not contradict each other."""
    return _in_accord([one, other]) is not None


def _consensus(settled: Sequence[DecisionRecord], opinions: Sequence[DecisionRecord]) -> Consensus:
    if settled:
        return Consensus.SETTLED
    if not opinions:
        return Consensus.OPEN
    return Consensus.DISPUTED if _in_accord(opinions) is None else Consensus.AGREED


def _in_accord(opinions: Sequence[DecisionRecord]) -> int | None:
    return in_accord([Word(said(opinion), not overturns(opinion)) for opinion in opinions])
