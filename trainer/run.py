"""A recipe at work on a manifest: what its steps share, each thing worked out once."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from trainer.devices import Devices
from trainer.evaluate import Answers, cross_validate, judge_parts
from trainer.features import FeatureStore, open_store
from trainer.lesson import Lesson
from trainer.manifest import LabelledTrack, read_manifest, with_genres
from trainer.parts import Part, deal_parts
from trainer.recipe import Recipe
from trainer.split import check_disjoint, deal_folds

WHOLE = "final"
"""Folder of the network that ships after a cross-validation, trained on every track."""
PARTED = "fit"
"""Folder of the one network of one split, which is judged and ships."""


@dataclass(frozen=True)
class Run:
    """A recipe, a manifest and the folder between them.

    Attributes:
        recipe: what is done.
        manifest: the file of labelled recordings.
        folder: where the steps leave their files.
        devices: what networks are trained on; all that the backend has where None.
    """

    recipe: Recipe
    manifest: Path
    folder: Path
    devices: Devices | None = None

    @cached_property
    def labelled(self) -> tuple[LabelledTrack, ...]:
        """The manifest's tracks of the recipe's genres."""
        return with_genres(read_manifest(self.manifest), self.recipe.genres)

    @cached_property
    def store(self) -> FeatureStore:
        """The pictures, once the step ``features`` has drawn them."""
        return open_store(self.folder / "features", self.recipe.spec)

    @cached_property
    def tracks(self) -> tuple[LabelledTrack, ...]:
        """The tracks with a picture as long as a crop, but those that the split set aside."""
        usable = self.store.usable(self.labelled)
        return tuple(track for track in usable if track.id in self.side)

    @cached_property
    def side(self) -> dict[str, int] | dict[str, Part]:
        """The fold, from 0, or the part of every track that takes part, by id.

        Raises:
            LeakError: an artist lies on two sides.
            TrainingError: a genre has too few artists for the split.
        """
        usable = self.store.usable(self.labelled)
        if self.recipe.folds:
            folds = deal_folds(usable, self.recipe.folds)
            check_disjoint(usable, folds)
            return folds
        return deal_parts(
            usable,
            official=self.recipe.official,
            shares=self.recipe.shares,
            set_aside=self.recipe.set_aside,
        )

    @cached_property
    def parts(self) -> dict[Part, tuple[LabelledTrack, ...]]:
        """The tracks of each part; with folds there are none."""
        return {
            part: tuple(track for track in self.tracks if self.side[track.id] is part)
            for part in Part
        }

    @cached_property
    def lesson(self) -> Lesson:
        """What the network that ships is trained on: the part ``train``, or every track."""
        recipe = self.recipe
        if not recipe.folds:
            train, validation = self.parts[Part.TRAIN], self.parts[Part.VALIDATION]
            return Lesson(recipe, self.store, train, validation, recipe.seed)
        # A seed of its own: the folds use recipe.seed + 0 ... folds - 1.
        return Lesson(recipe, self.store, self.tracks, seed=recipe.seed + recipe.folds)

    @property
    def fitted(self) -> Path:
        """The folder in which the network that ships is trained."""
        return self.folder / (WHOLE if self.recipe.folds else PARTED)

    @property
    def candidate(self) -> Path:
        """The folder that the step ``export`` writes, named after the model."""
        return self.folder / "candidate" / self.recipe.name

    @cached_property
    def answers(self) -> Answers:
        """What networks say of artists they never heard; they are trained where missing.

        Raises:
            TrainingError: a fit failed.
        """
        if not self.recipe.folds:
            return judge_parts(self.lesson, self.parts, self.fitted, self.devices)
        lesson = Lesson(self.recipe, self.store, self.tracks, seed=self.recipe.seed)
        return cross_validate(lesson, self.folder, self.devices)
