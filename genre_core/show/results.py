"""What came of a show: the room against the label, the CNN and chance.

A round's share of yes is of those who decided, with Wilson's interval. That interval takes the
voters for independent; a room that whispers is less certain than it says. In the score a right
answer is one point and a wrong one none, and who is unsure gets the half point that a coin would
earn, as chance itself does: nobody gains by not answering.
"""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genre_core.evaluation.intervals import Interval, wilson_interval
from genre_core.exchange.formulas import neutralised
from genre_core.genres import read_claim
from genre_core.outcomes import Outcome
from genre_core.show.scenes import Round, RunningOrder
from genre_core.show.votes import Choice, Tally

_COLUMNS = (
    "round", "title", "artist", "claim", "confirmed", "votes", "yes", "no", "unsure", "share_yes",
    "share_yes_low", "share_yes_high", "room", "cnn", "label", "with_label", "with_label_low",
    "with_label_high", "with_cnn", "with_cnn_low", "with_cnn_high", "genres",
)  # fmt: skip
_UNKNOWN = Interval(math.nan, math.nan, math.nan)


def answer_of(outcome: Outcome, claim: str) -> Choice:
    """Return what a verdict answers to "does this look like it?".

    A sibling of the claimed genre is none of it, but a genre without parents has all of its family
    within it. A verdict that is unclear or could not be had is unsure, as a person may be.
    """
    if outcome is Outcome.SIBLING:
        genre = read_claim(claim).genre
        return Choice.YES if genre is not None and genre.depth == 0 else Choice.NO
    said = {Outcome.PLAUSIBLE: Choice.YES, Outcome.MISMATCH: Choice.NO}
    return said.get(outcome, Choice.UNSURE)


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What came of a round.

    Attributes:
        id: of its scene.
        round: what was played and asked.
        tally: the votes.
        cnn: the CNN's answer, None where none is known.
    """

    id: str
    round: Round
    tally: Tally
    cnn: Choice | None

    @property
    def label(self) -> Choice | None:
        """The answer that the confirmed genre gives, None where none is confirmed."""
        holds = self.round.holds
        return None if holds is None else (Choice.YES if holds else Choice.NO)

    @property
    def yes(self) -> Interval:
        """The share of yes among those who decided; NaN where nobody did."""
        return _share(self.tally.yes, self.tally.decided)

    @property
    def with_label(self) -> Interval:
        """The share of those who decided that agrees with the label; NaN where unknown."""
        return self._agreeing(self.label)

    @property
    def with_cnn(self) -> Interval:
        """The share of those who decided that agrees with the CNN; NaN where it is unsure."""
        return self._agreeing(self.cnn)

    @property
    def counts(self) -> bool:
        """Whether room, CNN and label all gave an answer, so that they can be compared."""
        return self.label is not None and self.cnn is not None and self.tally.votes > 0

    def _agreeing(self, other: Choice | None) -> Interval:
        said = {Choice.YES: self.tally.yes, Choice.NO: self.tally.no}
        return _share(said[other], self.tally.decided) if other in said else _UNKNOWN


@dataclass(frozen=True, slots=True)
class Score:
    """Points of the rounds that count, 0 ... 1 each.

    Attributes:
        room: of what more of the decided said.
        cnn: of the CNN.
        chance: what a coin may expect.
        rounds: how many counted.
    """

    room: float
    cnn: float
    chance: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """In which share of the rounds the room's majority agrees, with Wilson's interval.

    Attributes:
        label: with the confirmed label.
        cnn: with the CNN; rounds in which either is unsure do not count.
    """

    label: Interval
    cnn: Interval


def round_results(
    order: RunningOrder, tallies: Mapping[str, Tally], answers: Mapping[str, Choice]
) -> tuple[RoundResult, ...]:
    """Return what came of each round, in the order of the show.

    Args:
        order: the show.
        tallies: {round: votes}; one that is missing has none.
        answers: {round: the CNN's answer}, as answer_of() gives it, where there is one.
    """
    return tuple(
        RoundResult(scene.id, scene.round, tallies.get(scene.id, Tally()), answers.get(scene.id))
        for scene in order.scenes
        if scene.round is not None
    )


def score(results: Iterable[RoundResult]) -> Score:
    """Return the points of room, CNN and chance, all of the same rounds: those that count."""
    counted = [each for each in results if each.counts]
    room = sum(_points(each.tally.majority, each.label) for each in counted)
    cnn = sum(_points(each.cnn, each.label) for each in counted)
    return Score(room, cnn, 0.5 * len(counted), len(counted))


def agreement(results: Iterable[RoundResult]) -> Agreement:
    """Return in how many rounds the room sided with the label, and with the CNN."""
    shown = tuple(results)
    return Agreement(
        _siding((each.tally.majority, each.label) for each in shown),
        _siding((each.tally.majority, each.cnn) for each in shown),
    )


def results_csv(results: Iterable[RoundResult]) -> str:
    """Return a row a round; no cell is one that a spreadsheet would run, unknown ones are empty."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for each in results:
        table.writerow([neutralised(cell) for cell in _cells(each)])
    return out.getvalue()


def _cells(result: RoundResult) -> list[str]:
    played, tally = result.round, result.tally
    named = "; ".join(f"{genre} {number}" for genre, number in tally.genres)
    counts = (tally.votes, tally.yes, tally.no, tally.unsure)
    said = (tally.majority if tally.votes else None, result.cnn, result.label)
    return [
        result.id, played.title, played.artist, played.claim, played.truth,
        *map(str, counts), *_ends(result.yes), *(each or "" for each in said),
        *_ends(result.with_label), *_ends(result.with_cnn), named,
    ]  # fmt: skip


def _ends(share: Interval) -> list[str]:
    ends = (share.value, share.low, share.high)
    return ["" if math.isnan(end) else f"{end:.4f}" for end in ends]


def _share(part: int, whole: int) -> Interval:
    return wilson_interval(part, whole) if whole else _UNKNOWN


def _points(said: Choice | None, label: Choice | None) -> float:
    return 0.5 if said is Choice.UNSURE else float(said == label)


def _siding(pairs: Iterable[tuple[Choice, Choice | None]]) -> Interval:
    sure = [(a, b) for a, b in pairs if Choice.UNSURE not in (a, b) and b is not None]
    return _share(sum(a == b for a, b in sure), len(sure))
