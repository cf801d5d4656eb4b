"""A lesson that is over in seconds, for tests of what surrounds a fit."""

from dataclasses import replace
from typing import Any

from tests.trainer.short import SHORT
from tests.trainer.tracks import GENRES, SPEC, catalogue, store_of
from trainer.lesson import Lesson
from trainer.recipe import Recipe

RECIPE = Recipe(
    name="tiny",
    title="Tiny",
    description="Trained in a test.",
    genres=GENRES,
    architecture=SHORT,
    spec=SPEC,
    crops=2,
    folds=2,
    epochs=4,
    steps=3,
    batch=6,
    averaging=0.5,
)
TRACKS = catalogue(artists=6)


def lesson(**changes: Any) -> Lesson:
    """Four epochs of three steps; every third track is there to validate."""
    recipe = replace(RECIPE, **changes)
    held = tuple(TRACKS[::3]) if recipe.patience else ()
    train = tuple(track for track in TRACKS if track not in held)
    return Lesson(recipe, store_of(TRACKS), train, held, seed=7)
