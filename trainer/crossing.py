"""Cross-validation: a network a fold, each asked about the artists that it never heard.

Every track is judged once, by the network of the fold that left it out, so that the rows of all
folds together are one honest test set of the recipe.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from trainer.devices import Devices
from trainer.evaluate import Answers, HeldOut, judge_parts
from trainer.lesson import Lesson
from trainer.parts import Part


def cross_validate(
    lesson: Lesson, fold_of: Mapping[str, object], folder: Path, devices: Devices | None = None
) -> Answers:
    """Train a network a fold on the other folds and ask it about its own.

    Args:
        lesson: all the tracks, the recipe, and the seed to which a fold adds its number.
        fold_of: {track id: fold, from 0}, artist-disjoint; of every track.
        folder: gets ``fold-N/`` with weights, history and answers; what is there is not redone.
        devices: what to train on; all where None.

    Raises:
        TrainingError: a fit failed.
    """
    judged = []
    for fold in range(lesson.recipe.folds):
        rest = tuple(track for track in lesson.train if fold_of[track.id] != fold)
        own = tuple(track for track in lesson.train if fold_of[track.id] == fold)
        name = f"fold {fold + 1} of {lesson.recipe.folds}"
        of_fold = replace(lesson, train=rest, seed=lesson.seed + fold, name=name)
        # To its network, a fold is what the part `test` is to the one network of one split.
        held = {Part.VALIDATION: (), Part.CALIBRATION: (), Part.TEST: own}
        answers = judge_parts(of_fold, held, folder / f"fold-{fold + 1}", devices)
        judged.append(replace(answers.test, folds=np.full(len(own), fold, np.int64)))
    return Answers.cross(_in_order(judged, lesson))


def _in_order(judged: list[HeldOut], lesson: Lesson) -> HeldOut:
    """All folds' answers in the order of the lesson's tracks."""
    ids = [track.id for held in judged for track in held.tracks]
    place = {name: row for row, name in enumerate(ids)}
    order = np.array([place[track.id] for track in lesson.train])
    return HeldOut(
        lesson.train,
        np.concatenate([held.folds for held in judged])[order],
        np.concatenate([held.labels for held in judged])[order],
        np.concatenate([held.logits for held in judged])[order],
        np.concatenate([held.moods for held in judged])[order],
    )
