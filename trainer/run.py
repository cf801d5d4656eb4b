"""A recipe at work on a manifest: what its steps share, each thing worked out once."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from trainer.crossing import cross_validate
from trainer.devices import Devices
from trainer.evaluate import Answers, judge_parts
from trainer.features import FeatureStore, open_store
from trainer.lesson import Lesson
from trainer.manifest import LabelledTrack, read_manifest, with_genres
from trainer.parts import Part
from trainer.provenance import claim_split
from trainer.recipe import Recipe
from trainer.sides import SPLIT, Sides, deal, read_split, require_genres

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
    def left_out(self) -> tuple[LabelledTrack, ...]:
        """The labelled tracks without a picture, or with one that is shorter than a crop."""
        usable = {track.id for track in self.store.usable(self.labelled)}
        return tuple(track for track in self.labelled if track.id not in usable)

    @cached_property
    def tracks(self) -> tuple[LabelledTrack, ...]:
        """The tracks with a picture as long as a crop, but those that the split set aside.

        Raises:
            TrainingError: a genre is absent from a side once the others are dropped.
        """
        usable = self.store.usable(self.labelled)
        tracks = tuple(track for track in usable if track.id in self.side)
        require_genres(tracks, self.side, self.recipe)
        return tracks

    @property
    def split_file(self) -> Path:
        """What the step ``split`` writes and the later ones go by."""
        return self.folder / SPLIT

    @cached_property
    def dealt(self) -> Sides:
        """The side of every labelled track that takes part, as the recipe deals it.

        Raises:
            LeakError: an artist lies on two sides.
            TrainingError: a genre has too few artists for the split.
        """
        return deal(self.labelled, self.recipe)

    @cached_property
    def side(self) -> Sides:
        """The fold, from 0, or the part of every track that takes part, by id.

        It is what ``split.csv`` says; where there is none, what the recipe deals.

        Raises:
            LeakError: an artist lies on two sides.
            TrainingError: a genre has too few artists for the split, or the file cannot be used.
        """
        if not self.split_file.exists():
            return self.dealt
        usable = self.store.usable(self.labelled)
        return read_split(self.split_file, self.labelled, usable, self.recipe)

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
        seed = recipe.seed + recipe.folds
        return Lesson(recipe, self.store, self.tracks, seed=seed, name="final network")

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
            TrainingError: a fit failed, or the split is not the one that was judged before.
        """
        claim_split(self.folder, self.side)
        if not self.recipe.folds:
            return judge_parts(self.lesson, self.parts, self.fitted, self.devices)
        lesson = Lesson(self.recipe, self.store, self.tracks, seed=self.recipe.seed)
        return cross_validate(lesson, self.side, self.folder, self.devices)
