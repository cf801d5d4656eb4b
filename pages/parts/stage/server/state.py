"""How a show stands at one moment, and what of it the room and the presenter may know.

The room is told the question and how many have voted. What was voted stays with the server until
the presenter reveals it: the stage stands on a wall, and who looks over the presenter's shoulder
must not read it there either.
"""

from dataclasses import dataclass

from genre_core.show.moments import Moment, Phase, revealed
from genre_core.show.packed import Pack
from genre_core.show.results import RoundResult, Score, answer_of, round_results, score
from genre_core.show.running_order import Kind, RunningOrder, Scene
from genre_core.show.votes import Tally

_HIDDEN = (Phase.VOTE, Phase.CLOSED)


@dataclass(frozen=True, slots=True)
class State:
    """How a show stands.

    Attributes:
        show: its id.
        order: its running order.
        moment: where it stands; the scene is "" before the first move.
        tallies: the votes of the rounds, in the order's order, hidden ones included.
        genres: what a phone may name instead.
        answered: whether the room has seen an answer to the round that is shown.
    """

    show: str
    order: RunningOrder
    moment: Moment
    tallies: tuple[Tally, ...]
    genres: tuple[str, ...]
    answered: bool = False

    @property
    def scene(self) -> Scene | None:
        """The scene that is shown; None before the first move, or where an edit removed it."""
        return next((s for s in self.order.scenes if s.id == self.moment.scene), None)

    @property
    def open(self) -> bool:
        """Whether phones may vote."""
        return self.in_round and self.moment.phase is Phase.VOTE and not self.answered

    @property
    def in_round(self) -> bool:
        """Whether a round is shown."""
        return self.scene is not None and self.scene.round is not None

    @property
    def over(self) -> bool:
        """Whether nothing will be asked any more."""
        return self.scene is not None and self.scene.kind is Kind.CLOSING

    @property
    def tally(self) -> Tally:
        """The votes of the round that is shown; none where none is."""
        rounds = [scene.id for scene in self.order.rounds]
        return self.tallies[rounds.index(self.moment.scene)] if self.in_round else Tally()

    @property
    def known(self) -> tuple[tuple[Scene, Tally], ...]:
        """The rounds whose votes may be told: all but the one that is being voted in."""
        hidden = self.moment.scene if self.moment.phase in _HIDDEN else ""
        pairs = zip(self.order.rounds, self.tallies, strict=True)
        return tuple((scene, tally) for scene, tally in pairs if scene.id != hidden)

    @property
    def told(self) -> Tally | None:
        """The votes of the round that is shown, once they may be told."""
        return self.tally if self.in_round and self.moment.phase not in _HIDDEN else None


def results_of(state: State, pack: Pack) -> tuple[RoundResult, ...]:
    """Return what has come of each round, with the CNN's answers that are packed.

    The pack may be of the order that has just taken this one's place, with rounds that it has not.
    """
    claims = {scene.id: scene.round.claim for scene in state.order.rounds if scene.round}
    packed = [each for each in pack.index.rounds if each.scene in claims]
    answers = {each.scene: answer_of(each.outcome, claims[each.scene]) for each in packed}
    tallies = dict(zip(claims, state.tallies, strict=True))
    return round_results(state.order, tallies, answers)


def score_of(state: State, pack: Pack) -> Score:
    """Return the score over the rounds whose truth the room has seen."""
    seen = revealed(state.order, state.moment.step)
    return score(each for each in results_of(state, pack) if each.id in seen)
