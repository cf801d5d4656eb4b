"""A run's folder serves the recipe it was begun with, and no other."""

from dataclasses import replace
from pathlib import Path

import pytest

from genre_core.spectrogram import SEED_PICTURE
from tests.trainer.tracks import GENRES, SPEC, catalogue
from trainer.errors import TrainingError
from trainer.provenance import claim_run
from trainer.recipe import Augmentation, Recipe

RECIPE = Recipe("tiny", "Tiny", "A test.", GENRES, "residual", SPEC)
TRACKS = catalogue()


def test_a_run_goes_on_with_the_recipe_and_the_labels_it_was_begun_with(tmp_path: Path) -> None:
    for tracks in (TRACKS, TRACKS, TRACKS[::-1]):
        claim_run(tmp_path / "run", RECIPE, tracks)


def test_words_about_the_model_may_change(tmp_path: Path) -> None:
    claim_run(tmp_path, RECIPE, TRACKS)
    claim_run(tmp_path, replace(RECIPE, title="Better", limits=("It is tiny.",)), TRACKS)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"epochs": 3}, "epochs"),
        ({"spec": SEED_PICTURE}, "spec"),
        ({"augmentation": Augmentation(mixup=0.0)}, "augmentation"),
        ({"seed": 1, "batch": 7}, "batch, seed"),
    ],
)
def test_another_recipe_is_refused_and_what_differs_is_named(
    tmp_path: Path, change: dict[str, object], named: str
) -> None:
    claim_run(tmp_path, RECIPE, TRACKS)
    with pytest.raises(
        TrainingError, match=rf"begun with other {named}; its weights would be mist"
    ):
        claim_run(tmp_path, replace(RECIPE, **change), TRACKS)  # type: ignore[arg-type]  # any of its fields


def test_other_labels_are_refused(tmp_path: Path) -> None:
    claim_run(tmp_path, RECIPE, TRACKS)
    relabelled = (replace(TRACKS[0], genre="Rock"), *TRACKS[1:])
    for tracks in (TRACKS[1:], relabelled):
        with pytest.raises(TrainingError, match=r"begun with other labels; .* but features/"):
            claim_run(tmp_path, RECIPE, tracks)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"genres": ("Rock",)}, r"genres \('Rock',\); it needs two or more"),
        ({"genres": ("Rock", "Rock")}, "none twice"),
        ({"folds": 1}, r"has 1 folds, official=False\. Give two folds or more, or 0"),
        ({"folds": 5, "official": True}, "5 folds, official=True"),
        ({"precision": "half"}, r"precision='half'.* one of float32"),
        ({"averaging": 1.0}, r"averaging=1\.0"),
        ({"clip": 0.0}, r"clip=0\.0"),
        ({"dropout": 1.0, "patience": -1}, r"dropout=1\.0, patience=-1"),
        ({"epochs": 0}, r"0 epochs, 30 steps and a batch of 32\. Give 1 or more"),
        ({"crops": 0}, "has 0 crops"),
        ({"batch": -1}, "a batch of -1"),
    ],
)
def test_a_recipe_that_makes_no_run_is_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(TrainingError, match=sentence):
        replace(RECIPE, **change)  # type: ignore[arg-type]  # any of its fields
