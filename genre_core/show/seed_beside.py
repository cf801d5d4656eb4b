"""The slides' result beside ours, each above who always guesses one genre.

The two were measured on other tracks and among other genres, so that their accuracies cannot be
compared by themselves: each is told with what the commonest genre alone would get.
"""

from dataclasses import dataclass

from genre_core.card import ModelCard, models_folder, read_card
from genre_core.errors import ModelError
from genre_core.evaluation.intervals import Interval

SEED = "seed-2020"


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a model is right.

    Attributes:
        name, title: of the model.
        genres: among how many it guesses.
        accuracy: share of right guesses.
        baseline: the same of who always guesses the commonest genre.
        note: on how many tracks that was measured.
    """

    name: str
    title: str
    genres: int
    accuracy: Interval
    baseline: Interval
    note: str


@dataclass(frozen=True, slots=True)
class SeedBeside:
    """The seed's standing, ours, and what may be said of both in one sentence."""

    seed: Standing
    ours: Standing
    sentence: str


def seed_beside(card: ModelCard) -> SeedBeside | None:
    """Return the slides' result beside a model's; None where either is not known."""
    try:
        seed = _standing(read_card(models_folder() / SEED))
        ours = _standing(card)
    except ModelError:
        return None
    return SeedBeside(seed, ours, _sentence(seed, ours))


def _standing(card: ModelCard) -> Standing:
    found, guess = card.metric("accuracy"), card.metric("majority")
    return Standing(
        name=card.name,
        title=card.title,
        genres=len(card.genres),
        accuracy=Interval(found.value, found.low, found.high),
        baseline=Interval(guess.value, guess.low, guess.high),
        note=found.note,
    )


def _sentence(seed: Standing, ours: Standing) -> str:
    return (
        f"The slides' network named {seed.accuracy.value:.1%} of its tracks right, among "
        f"{seed.genres} genres, where always guessing one gives {seed.baseline.value:.1%}; ours "
        f"{ours.accuracy.value:.1%} among {ours.genres}, where that gives "
        f"{ours.baseline.value:.1%}. The tracks differ, too: compare each with its own guess."
    )
