"""The steps of a run, each of which reads what the one before it wrote under ``runs/NAME/``.

::

    (first)    runs/NAME/run.json: what the run was begun with
    features   runs/NAME/features/
    split      runs/NAME/split.csv
    fit        runs/NAME/fold-N/, runs/NAME/final/
    evaluate   runs/NAME/evaluation.parquet, metrics.json
    calibrate  runs/NAME/calibration.npz
    export     models/NAME/
"""

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from genre_core.calibration import load_calibration, save_calibration
from genre_core.card import NETWORK, Metric, models_folder
from genre_core.classifier import CALIBRATION, GOLDEN
from genre_core.conformal import probabilities
from trainer.batches import even_crops
from trainer.calibrate import calibrate
from trainer.errors import TrainingError
from trainer.evaluate import HeldOut, cross_validate, evaluation_rows
from trainer.export import (
    EVALUATION,
    make_card,
    write_evaluation,
    write_golden,
    write_history,
    write_model,
    write_network,
)
from trainer.features import FeatureStore, build_store, open_store
from trainer.fit import HISTORY, fit
from trainer.manifest import LabelledTrack, read_manifest, with_genres
from trainer.measure import measure
from trainer.provenance import claim_run
from trainer.recipe import Recipe
from trainer.split import check_disjoint, deal_folds

METRICS = "metrics.json"


@dataclass(frozen=True)
class Run:
    """A recipe at work on a manifest, in its folder.

    Attributes:
        recipe: what is done.
        manifest: the CSV file of labelled recordings.
        folder: where the steps leave their files.
    """

    recipe: Recipe
    manifest: Path
    folder: Path

    @cached_property
    def labelled(self) -> tuple[LabelledTrack, ...]:
        """The manifest's tracks of the recipe's genres."""
        return with_genres(read_manifest(self.manifest), self.recipe.genres)

    @cached_property
    def store(self) -> FeatureStore:
        """The pictures, once the step ``features`` has drawn them."""
        return open_store(self.folder / "features")

    @cached_property
    def tracks(self) -> tuple[LabelledTrack, ...]:
        """The tracks with a picture long enough for the recipe."""
        return self.store.usable(self.labelled)

    @cached_property
    def held_out(self) -> HeldOut:
        """The answers of the cross-validation, trained where they are missing."""
        return cross_validate(self.store, self.tracks, self.recipe, self.folder)


def features(run: Run) -> None:
    """Decode and draw every recording."""
    begin = time.monotonic()

    def report(done: int, total: int) -> None:
        rate = done / (time.monotonic() - begin)
        sys.stderr.write(
            f"\r  {done}/{total} tracks  {rate:.1f}/s  {(total - done) / rate:.0f} s left "
        )
        sys.stderr.flush()

    store = build_store(run.labelled, run.recipe.spec, run.folder / "features", report)
    used = {track.id for track in run.tracks}
    sys.stderr.write(f"\n  {len(used)} of {len(run.labelled)} tracks can be used\n")
    for track in run.labelled:
        if track.id not in used:
            why = store.entries[track.id].problem or "It is shorter than one crop."
            sys.stderr.write(f"  left out {track.id}: {why}\n")


def split(run: Run) -> None:
    """Deal artist-disjoint folds and write them down."""
    fold_of = deal_folds(run.tracks, run.recipe.folds)
    check_disjoint(run.tracks, fold_of)
    with (run.folder / "split.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(("id", "artist", "genre", "fold"))
        for track in run.tracks:
            lines.writerow((track.id, track.artist, track.genre, fold_of[track.id] + 1))
    for fold in range(run.recipe.folds):
        counts = Counter(track.genre for track in run.tracks if fold_of[track.id] == fold)
        shares = ", ".join(f"{genre} {counts[genre]}" for genre in run.recipe.genres)
        sys.stderr.write(f"  fold {fold + 1}: {shares}\n")


def fit_all(run: Run) -> None:
    """Train a model a fold, and the one that ships, on all tracks."""
    check = run.held_out
    right = float(np.mean(check.logits.argmax(axis=1) == check.labels))
    sys.stderr.write(f"  artists never heard: {right:.1%} right\n")
    _final_model(run)


def evaluate(run: Run) -> None:
    """Write the evaluation rows and the metrics with their intervals."""
    genres = run.recipe.genres
    temperature = calibrate(run.held_out, genres).temperature
    chances = probabilities(run.held_out.logits, temperature)
    write_evaluation(run.folder / EVALUATION, evaluation_rows(run.held_out, chances, genres))
    metrics = measure(run.held_out, genres, temperature)
    text = json.dumps([asdict(metric) for metric in metrics], indent=1)
    (run.folder / METRICS).write_text(text, "utf-8")
    for metric in metrics:
        sys.stderr.write(
            f"  {metric.label:<45} {metric.value:6.3f}  [{metric.low:.3f}, {metric.high:.3f}]\n"
        )


def calibration(run: Run) -> None:
    """Write temperature and conformal scores."""
    made = calibrate(run.held_out, run.recipe.genres)
    save_calibration(run.folder / CALIBRATION, made)
    counts = ", ".join(f"{genre} {made.scores(genre).size}" for genre in made.genres)
    sys.stderr.write(f"  temperature {made.temperature:.2f}; one track an artist: {counts}\n")


def export(run: Run) -> None:
    """Write the model folder.

    Raises:
        TrainingError: an earlier step is missing.
    """
    for needed, step in ((METRICS, "evaluate"), (CALIBRATION, "calibrate")):
        if not (run.folder / needed).exists():
            raise TrainingError(f"{needed} is missing from the run. Run the step `{step}` first.")
    model = _final_model(run)
    picture = even_crops(run.store.picture(run.tracks[0].id), run.recipe)[:1]
    write_network(model, picture, run.folder / NETWORK)
    write_golden(run.folder / GOLDEN, picture, run.folder / NETWORK)
    write_history(run.folder / HISTORY, run.folder)
    rows = json.loads((run.folder / METRICS).read_text("utf-8"))
    card = make_card(run.recipe, model, run.tracks, tuple(Metric(**row) for row in rows))
    names = (NETWORK, GOLDEN, HISTORY, EVALUATION)
    folder = models_folder() / run.recipe.name
    made = load_calibration(run.folder / CALIBRATION)
    write_model(card, folder, {name: run.folder / name for name in names}, made)
    sys.stderr.write(f"  wrote {folder.parent.name}/{folder.name}\n")


STEPS: dict[str, Callable[[Run], None]] = {
    "features": features,
    "split": split,
    "fit": fit_all,
    "evaluate": evaluate,
    "calibrate": calibration,
    "export": export,
}


def perform(run: Run, names: Iterable[str] = tuple(STEPS)) -> None:
    """Do steps of a run, all of them by default, naming each on standard error.

    Raises:
        SpectrogramError: a step cannot go on, or the folder belongs to another recipe.
    """
    claim_run(run.folder, run.recipe, run.labelled)
    for name in names:
        sys.stderr.write(f"{name}\n")
        STEPS[name](run)


def _final_model(run: Run) -> object:
    # A seed of its own: the folds use recipe.seed + 0 ... folds - 1.
    seed = run.recipe.seed + run.recipe.folds
    return fit(run.store, run.tracks, run.recipe, run.folder / "final", seed)
