"""The accuracy ladder: a model's accuracy above who always guesses one genre, beside the others'.

All figures stand in cards. Two are only comparable where they were measured on the same tracks
under the same labels; of a model whose tracks are unknown, or others, that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from genre_core.card import Metric, ModelCard
from genre_core.evaluation.comparison import LEAST_SHARED
from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.intervals import Interval


class Ground(StrEnum):
    """On what a rung was measured, seen from the model that is shown."""

    OWN = "the same tracks"
    OTHER = "other tracks"
    UNKNOWN = "other data, not at hand"


@dataclass(frozen=True, slots=True)
class Rung:
    """One accuracy.

    Attributes:
        label: whose.
        accuracy: share of right guesses, with its 95% interval.
        ground: whether it can be compared with the model that is shown.
        genres: among how many it guesses.
        note: how it was measured.
        shown: whether it is the model that is shown.
    """

    label: str
    accuracy: Interval
    ground: Ground
    genres: int
    note: str
    shown: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Climber:
    """A model as the ladder needs it: its card, and its answers where it has any."""

    card: ModelCard
    answers: Contestant | None


_KINDS = (
    ("majority", "{label}"),
    ("seed_accuracy", "{label}"),
    ("accuracy", "{title}"),
)
_SHORT = {"majority": "Majority", "seed_accuracy": "Seed beside"}


def ladder(shown: Climber, others: Sequence[Climber]) -> tuple[Rung, ...]:
    """Return the rungs that can be compared with the model first, each group from low to high.

    Args:
        shown: the model that is shown.
        others: models beside it.
    """
    rungs = _rungs(shown, shown)
    for other in others:
        rungs += _rungs(other, shown)
    order = list(Ground)
    return tuple(sorted(rungs, key=lambda rung: (order.index(rung.ground), rung.accuracy.value)))


def ground_of(other: Climber, shown: Climber) -> Ground:
    """Return whether a model was measured on the tracks of the one that is shown."""
    if other.card.name == shown.card.name:
        return Ground.OWN
    if other.answers is None or shown.answers is None:
        return Ground.UNKNOWN
    common = len(shown.answers.shared(other.answers))
    most = max(len(shown.answers.rows), len(other.answers.rows))
    return Ground.OWN if common >= LEAST_SHARED * most else Ground.OTHER


def _rungs(model: Climber, shown: Climber) -> list[Rung]:
    ground = ground_of(model, shown)
    itself = model is shown
    known = {metric.name: metric for metric in model.card.metrics}
    rungs = []
    for name, words in _KINDS:
        metric = known.get(name)
        # Who guesses one genre guesses it for whoever has the same tracks.
        again = name != "accuracy" and not itself and ground is Ground.OWN
        if metric is None or again or _unknown(metric):
            continue
        label = words.format(label=metric.label, title=model.card.title)
        if name != "accuracy" and not itself:
            label = f"{_SHORT[name]} of {model.card.name}"
        rungs.append(
            Rung(
                label=label,
                accuracy=Interval(metric.value, metric.low, metric.high),
                ground=Ground.UNKNOWN if name == "seed_accuracy" else ground,
                genres=len(model.card.genres),
                note=metric.note,
                shown=itself and name == "accuracy",
            )
        )
    return rungs


def _unknown(metric: Metric) -> bool:
    """Whether a figure is what a card writes for one that nobody knows."""
    return (metric.value, metric.low, metric.high) == (0, 0, 1)
