"""What the cross-validation's CNNs say of artists they never heard.

Every track is judged once, by the model of the fold that left its group out, so the rows of
all folds together are one honest test set of the recipe.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trainer.architectures import KerasModel
from trainer.batches import even_crops
from trainer.credits import readable_name
from trainer.features import FeatureStore
from trainer.fit import fit
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe
from trainer.split import check_disjoint, deal_folds

LOGITS = "logits.npy"


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """The answers of a cross-validation.

    Attributes:
        tracks: n tracks, each judged by a model that never heard its artist.
        folds: int64 (n,), the fold that each lies in.
        labels: int64 (n,), index of each track's genre in the recipe.
        logits: float32 (n, genres), mean over the track's crops.
    """

    tracks: tuple[LabelledTrack, ...]
    folds: NDArray[np.int64]
    labels: NDArray[np.int64]
    logits: NDArray[np.float32]

    @property
    def artists(self) -> list[str]:
        """The artist of each row."""
        return [track.artist for track in self.tracks]


def cross_validate(
    store: FeatureStore, tracks: Sequence[LabelledTrack], recipe: Recipe, folder: Path
) -> HeldOut:
    """Train a model a fold on the other folds and ask it about its own.

    Args:
        store: pictures of the tracks.
        tracks: labelled tracks, all with pictures.
        recipe: how to train.
        folder: gets ``fold-N/`` with weights, history and logits; what is there is not redone.

    Raises:
        LeakError: an artist lies in two folds.
        TrainingError: there are too few artists, or a fit failed.
    """
    fold_of = deal_folds(tracks, recipe.folds)
    check_disjoint(tracks, fold_of)
    folds = np.array([fold_of[track.id] for track in tracks])
    logits = np.empty((len(tracks), len(recipe.genres)), np.float32)
    for fold in range(recipe.folds):
        held = np.flatnonzero(folds == fold)
        rest = [track for track in tracks if fold_of[track.id] != fold]
        here = folder / f"fold-{fold + 1}"
        answers = here / LOGITS
        if not answers.exists():
            model = fit(store, rest, recipe, here, recipe.seed + fold)
            # Through an open file, since np.save would add a suffix to the path.
            with (here / f"unfinished-{LOGITS}").open("wb") as file:
                np.save(file, ask(model, store, [tracks[int(row)] for row in held], recipe))
            (here / f"unfinished-{LOGITS}").replace(answers)
        logits[held] = np.load(answers)
    labels = np.array([recipe.genres.index(track.genre) for track in tracks])
    return HeldOut(tuple(tracks), folds, labels, logits)


def ask(
    model: KerasModel, store: FeatureStore, tracks: Sequence[LabelledTrack], recipe: Recipe
) -> NDArray[np.float32]:
    """Return a model's logits for each track, float32 (n, genres), averaged over its crops."""
    rows = [
        np.asarray(model.predict_on_batch(even_crops(store.picture(track.id), recipe))).mean(axis=0)
        for track in tracks
    ]
    return np.stack(rows)


def evaluation_rows(
    held: HeldOut, probabilities: NDArray[np.float64], genres: tuple[str, ...]
) -> pd.DataFrame:
    """Return a row a track: who made it, what it is, and what the CNN gave each genre."""
    rows = pd.DataFrame(
        {
            "id": [track.id for track in held.tracks],
            "artist": [readable_name(artist) for artist in held.artists],
            "title": [track.title for track in held.tracks],
            "source": [track.source for track in held.tracks],
            "licence": [track.licence for track in held.tracks],
            "link": [track.link for track in held.tracks],
            "genre": [track.genre for track in held.tracks],
            "fold": held.folds,
        }
    )
    for column, genre in enumerate(genres):
        rows[f"p_{genre}"] = probabilities[:, column]
    return rows
