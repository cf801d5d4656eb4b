"""Where a show stands: a running order is one line of steps, and the presenter goes along it.

A scene is one step, a round six: the vote, which is open from the moment the track starts; its end;
then what the room said, what the CNN says, what is true, and why the CNN said so.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from genre_core.show.scenes import RunningOrder


class Phase(StrEnum):
    """What of a scene is shown."""

    SHOWN = "shown"
    """A scene without a round has only this one."""
    VOTE = "vote"
    """The track plays and phones may vote."""
    CLOSED = "closed"
    ROOM = "room"
    """What the room said."""
    MODEL = "model"
    """What the CNN says, over the seconds heard so far."""
    TRUTH = "truth"
    """What was claimed and what is confirmed."""
    BECAUSE = "because"
    """Where in the picture the CNN saw it."""


PHASES = (Phase.VOTE, Phase.CLOSED, Phase.ROOM, Phase.MODEL, Phase.TRUTH, Phase.BECAUSE)
"""The phases of a round, in their order."""


ANSWERED = (Phase.MODEL, Phase.TRUTH, Phase.BECAUSE)
"""Once the room has seen one of these, a vote would repeat what was heard from the wall."""


class Step(NamedTuple):
    """A scene's id and what of it is shown; in JSON a list of both."""

    scene: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a show stands.

    Attributes:
        scene: id of the scene; "" before the first move.
        phase: what of it is shown.
        revision: moves so far, 0 before the first one.
    """

    scene: str
    phase: Phase
    revision: int

    @property
    def step(self) -> Step:
        """The moment without its number."""
        return Step(self.scene, self.phase)


def steps(order: RunningOrder) -> tuple[Step, ...]:
    """Return the whole show as one line of steps."""
    return tuple(
        Step(scene.id, phase)
        for scene in order.scenes
        for phase in (PHASES if scene.round else (Phase.SHOWN,))
    )


def standing(order: RunningOrder, step: Step) -> Step:
    """Return the step itself, or what comes nearest to it where the order has been edited.

    That is the first step of its scene or, where the scene is gone or nothing was shown yet, the
    first of all.
    """
    line = steps(order)
    if step in line:
        return step
    return next((each for each in line if each.scene == step.scene), line[0])


def revealed(order: RunningOrder, step: Step) -> tuple[str, ...]:
    """Return the ids of the rounds whose truth the room has seen when the show stands at a step."""
    line = steps(order)
    seen = line[: line.index(standing(order, step)) + 1]
    return tuple(each.scene for each in seen if each.phase is Phase.TRUTH)
