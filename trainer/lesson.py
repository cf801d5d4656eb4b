"""What one fit is about: a recipe, pictures, and which tracks may be looked at."""

from dataclasses import dataclass

from trainer.errors import TrainingError
from trainer.features import FeatureStore
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What one fit is about.

    Attributes:
        recipe: how to train.
        store: pictures of all the tracks.
        train: what is trained on, and nothing else.
        validation: by whose loss the fit may end early; none for a fit of fixed length.
        seed: of weights, crops and disturbances.
        name: what tells this fit from the others of its run, "fold 2 of 5"; empty for the only
            one.
    """

    recipe: Recipe
    store: FeatureStore
    train: tuple[LabelledTrack, ...]
    validation: tuple[LabelledTrack, ...] = ()
    seed: int = 440
    name: str = ""

    def __post_init__(self) -> None:
        """Raise TrainingError where the fit shall end early and nothing says when."""
        if self.recipe.patience and not self.validation:
            raise TrainingError(
                f"The recipe {self.recipe.name} has a patience of {self.recipe.patience} epochs, "
                "and there are no validation tracks to lose it over. Set folds=0 or patience=0."
            )
