"""What trained networks say of artists they never heard.

With folds, every track is judged once, by the network of the fold that left its group out, so
the rows of all folds together are one honest test set of the recipe. With one split, one
network judges the tracks of validation, calibration and test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.conformal import probabilities
from trainer.architectures import KerasModel
from trainer.batches import even_crops
from trainer.credits import readable_name
from trainer.devices import Devices, faults_told
from trainer.disk import whole
from trainer.fit import fit, train
from trainer.lesson import Lesson
from trainer.manifest import LabelledTrack
from trainer.meter import Meter
from trainer.parts import Part
from trainer.recipe import Recipe
from trainer.ties import artist_key

ANSWERS = "answers.npz"
"""What a network said of the tracks that it was asked about, with their ids."""

_KEPT = (
    "The trained network is kept, and so is what those of other folds answered; the same command "
    "asks this one again. Where memory ran out, end what else computes on the device."
)
"""What a device that fails while a network answers leaves, and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """The answers of a cross-validation.

    Attributes:
        tracks: n tracks, each judged by a model that never heard its artist.
        folds: int64 (n,), the fold that each lies in.
        labels: int64 (n,), index of each track's genre in the recipe.
        logits: float32 (n, genres), mean over the track's crops.
        moods: float32 (n, 2), estimated valence and energy in 0 ... 1, mean over the crops; or
            (n, 0) by a network that estimates none.
    """

    tracks: tuple[LabelledTrack, ...]
    folds: NDArray[np.int64]
    labels: NDArray[np.int64]
    logits: NDArray[np.float32]
    moods: NDArray[np.float32]

    @property
    def artists(self) -> list[str]:
        """The artist of each row, however spelt."""
        return [artist_key(track) for track in self.tracks]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Three sets of answers, each by networks that never heard the artists.

    Attributes:
        test: what figures are computed from, and nothing else is.
        validation: what the temperature is fitted on, and what ended the fit.
        calibration: where conformal scores come from.
    """

    test: HeldOut
    validation: HeldOut
    calibration: HeldOut

    @classmethod
    def cross(cls, held: HeldOut) -> "Answers":
        """Return a cross-validation's answers, which serve for all three."""
        return cls(held, held, held)

    @property
    def crossed(self) -> bool:
        """Whether one cross-validation serves for all three."""
        return self.test is self.calibration


def judge_parts(
    lesson: Lesson,
    held: Mapping[Part, tuple[LabelledTrack, ...]],
    folder: Path,
    devices: Devices | None = None,
) -> Answers:
    """Train one network and ask it about the tracks of the three other parts.

    Args:
        lesson: what it is trained on.
        held: tracks of the parts validation, calibration and test.
        folder: gets weights, history and answers; what is there is not redone.
        devices: what to train on; all where None.

    Raises:
        TrainingError: a fit failed.
    """
    parts = (Part.VALIDATION, Part.CALIBRATION, Part.TEST)
    said = _taught(lesson, [track for part in parts for track in held[part]], folder, devices)
    answers = []
    for part in parts:
        rows, said = np.split(said, [len(held[part])])
        answers.append(_held(held[part], np.zeros(len(rows), np.int64), rows, lesson.recipe))
    validation, calibration, test = answers
    return Answers(test, validation, calibration)


def _taught(
    lesson: Lesson, asked: Sequence[LabelledTrack], folder: Path, devices: Devices | None
) -> NDArray[np.float32]:
    """Train where that has not been done; return what :func:`ask` says of the tracks."""
    train(lesson, folder, devices)
    ids = [track.id for track in asked]
    if _asked_before(folder / ANSWERS) != ids:
        network = fit(lesson, folder, devices)
        with faults_told(devices, lambda: _KEPT):
            said = ask(network, lesson, asked)
        with whole(folder / ANSWERS) as unfinished:
            np.savez(unfinished, ids=np.array(ids), said=said)
    with np.load(folder / ANSWERS) as content:
        stored: NDArray[np.float32] = content["said"]
    return stored


def _asked_before(answers: Path) -> list[str]:
    """The tracks that a file of answers is about, in its order; none where there is no file."""
    if not answers.exists():
        return []
    with np.load(answers) as content:
        ids: list[str] = content["ids"].tolist()
    return ids


def _held(
    tracks: Sequence[LabelledTrack],
    folds: NDArray[np.int64],
    said: NDArray[np.float32],
    recipe: Recipe,
) -> HeldOut:
    logits, moods = np.split(said, [len(recipe.genres)], axis=1)
    return HeldOut(tuple(tracks), folds, _labels(tracks, recipe), logits, moods)


def _labels(tracks: Sequence[LabelledTrack], recipe: Recipe) -> NDArray[np.int64]:
    return np.array([recipe.genres.index(track.genre) for track in tracks], np.int64)


def ask(model: KerasModel, lesson: Lesson, tracks: Sequence[LabelledTrack]) -> NDArray[np.float32]:
    """Return what a network says of each track, averaged over its crops; shows how far it is.

    Args:
        model: trained by the lesson.
        lesson: whose store has pictures of the tracks.
        tracks: n > 0.

    Returns:
        float32 (n, genres), logits; or (n, genres + 2), valence and energy behind them.
    """
    rows = []
    with Meter("tracks", name=lesson.name) as meter:
        for done, track in enumerate(tracks, 1):
            crops = even_crops(lesson.store.picture(track.id), lesson.recipe)
            said = model.predict_on_batch(crops)
            outputs = said if isinstance(said, list) else [said]
            rows.append(np.concatenate([np.asarray(output).mean(axis=0) for output in outputs]))
            meter.show(done, len(tracks))
    return np.stack(rows)


def evaluation_rows(answers: Answers, temperature: float, genres: tuple[str, ...]) -> pd.DataFrame:
    """Return a row a test track: who made it, what it is, and what the CNN gave each genre.

    Args:
        answers: whose test rows are written.
        temperature: of the calibration.
        genres: of the model.
    """
    held = answers.test
    rows = pd.DataFrame(
        {
            "id": [track.id for track in held.tracks],
            "artist": [readable_name(track.artist) for track in held.tracks],
            "title": [track.title for track in held.tracks],
            "album": [track.album for track in held.tracks],
            "source": [track.source for track in held.tracks],
            "licence": [track.licence for track in held.tracks],
            "link": [track.link for track in held.tracks],
            "genre": [track.genre for track in held.tracks],
            "fold": held.folds,
        }
    )
    if not answers.crossed:
        rows = rows.assign(part=str(Part.TEST)).drop(columns="fold")
    chances = probabilities(held.logits, temperature)
    for column, genre in enumerate(genres):
        rows[f"p_{genre}"] = chances[:, column]
    return rows
