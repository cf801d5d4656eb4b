"""The steps of a run, each of which reads what the one before it wrote under ``runs/NAME/``.

::

    (first)    runs/NAME/run.json: what the run was begun with
    features   runs/NAME/features/
    split      runs/NAME/split.csv
    fit        runs/NAME/fold-N/ and final/, or with one split runs/NAME/fit/
    evaluate   runs/NAME/evaluation.parquet, metrics.json, confusion.csv, flagging.csv
    calibrate  runs/NAME/calibration.npz
    export     runs/NAME/candidate/NAME/
    promote    models/NAME/, if that is better than what stands there
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict

import numpy as np

from genre_core.calibration import load_calibration, save_calibration
from genre_core.card import CARD, NETWORK, Metric, models_folder
from genre_core.classifier import CALIBRATION, GOLDEN
from genre_core.lies import ALPHAS, flagging, flagging_table
from genre_core.trial import false_flag_table
from trainer.baselines import seed_baseline
from trainer.batches import even_crops
from trainer.calibrate import calibrate, hold_trial
from trainer.errors import NotPromoted, TrainingError
from trainer.evaluate import evaluation_rows
from trainer.export import (
    EVALUATION,
    make_card,
    write_evaluation,
    write_golden,
    write_history,
    write_model,
)
from trainer.features import build_store
from trainer.fit import fit, train
from trainer.formats import write_networks
from trainer.history import HISTORY
from trainer.measure import confusion_tables, measure
from trainer.meter import Meter
from trainer.mood_figures import measure_moods
from trainer.promote import Force, promote
from trainer.promotion_text import summary
from trainer.provenance import claim_run
from trainer.run import Run

METRICS = "metrics.json"
SPLIT = "split.csv"
CONFUSIONS = ("confusion.csv", "confusion_root.csv")
FLAGGING = "flagging.csv"
FALSE_FLAGS = "false_flags.csv"


def features(run: Run) -> None:
    """Decode and draw every recording."""
    with Meter("tracks") as meter:
        store = build_store(run.labelled, run.recipe.spec, run.folder / "features", meter.show)
    usable = {track.id for track in store.usable(run.labelled)}
    sys.stderr.write(f"  {len(usable)} of {len(run.labelled)} tracks can be used\n")
    for track in run.labelled:
        if track.id not in usable:
            why = store.entries[track.id].problem or "It is shorter than one crop."
            sys.stderr.write(f"  left out {track.id}: {why}\n")


def split(run: Run) -> None:
    """Deal artist-disjoint folds or parts and write them down."""
    side = run.side
    with (run.folder / SPLIT).open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(("id", "artist", "genre", "fold" if run.recipe.folds else "part"))
        for track in run.tracks:
            lines.writerow((track.id, track.artist, track.genre, _named(side[track.id])))
    for one in dict.fromkeys(sorted(side.values())):
        counts = Counter(track.genre for track in run.tracks if side[track.id] == one)
        shares = ", ".join(f"{genre} {counts[genre]}" for genre in run.recipe.genres)
        sys.stderr.write(f"  {'fold ' if run.recipe.folds else ''}{_named(one)}: {shares}\n")


def fit_all(run: Run) -> None:
    """Train the networks that are judged, and the one that ships."""
    if run.devices is not None and run.devices.processes > 1:
        _fit_in_a_cluster(run)
        return
    test = run.answers.test
    right = float(np.mean(test.logits.argmax(axis=1) == test.labels))
    sys.stderr.write(f"  artists never heard: {right:.1%} right\n")
    fit(run.lesson, run.fitted, run.devices)


def _fit_in_a_cluster(run: Run) -> None:
    """Train the one network of one split; what comes after is one process's work."""
    if run.recipe.folds:
        raise TrainingError(
            f"The recipe {run.recipe.name} has {run.recipe.folds} folds; several processes train "
            "the one network of folds=0. Train it on one machine, or split once."
        )
    train(run.lesson, run.fitted, run.devices)
    sys.stderr.write("  trained; evaluate it with the step `evaluate` on one machine\n")


def _named(side: object) -> str:
    return str(side + 1) if isinstance(side, int) else str(side)


def evaluate(run: Run) -> None:
    """Write the answers, the metrics with their intervals, confusions and what flags come to."""
    genres = run.recipe.genres
    made = calibrate(run.answers, genres)
    rows = evaluation_rows(run.answers, made.temperature, genres)
    write_evaluation(run.folder / EVALUATION, rows)
    trial = hold_trial(run.answers, genres)
    curves = flagging(trial)
    tables = dict(zip(CONFUSIONS, confusion_tables(run.answers.test, genres), strict=True)) | {
        FLAGGING: flagging_table(curves),
        FALSE_FLAGS: false_flag_table(trial, ALPHAS),
    }
    for name, table in tables.items():
        table.to_csv(run.folder / name, index=False)
    metrics = (
        *measure(run.answers.test, made.temperature, trial, curves),
        *measure_moods(run.answers.test),
        *seed_baseline(genres, models_folder()),
    )
    text = json.dumps([asdict(metric) for metric in metrics], indent=1)
    (run.folder / METRICS).write_text(text, "utf-8")
    for metric in metrics:
        sys.stderr.write(
            f"  {metric.label:<45} {metric.value:6.3f}  [{metric.low:.3f}, {metric.high:.3f}]\n"
        )


def calibration(run: Run) -> None:
    """Write temperature and conformal scores."""
    made = calibrate(run.answers, run.recipe.genres)
    save_calibration(run.folder / CALIBRATION, made)
    counts = ", ".join(f"{genre} {made.scores(genre).size}" for genre in made.genres)
    sys.stderr.write(f"  temperature {made.temperature:.2f}; one track an artist: {counts}\n")


def export(run: Run) -> None:
    """Write the model folder of the candidate.

    Raises:
        TrainingError: an earlier step is missing, or an exported file answers wrongly.
    """
    for needed, step in ((METRICS, "evaluate"), (CALIBRATION, "calibrate")):
        if not (run.folder / needed).exists():
            raise TrainingError(f"{needed} is missing from the run. Run the step `{step}` first.")
    model = fit(run.lesson, run.fitted, run.devices)
    picture = even_crops(run.store.picture(run.tracks[0].id), run.recipe)[:1]
    written = write_networks(model, picture, run.folder)
    write_golden(run.folder / GOLDEN, picture, run.folder / NETWORK)
    write_history(run.folder / HISTORY, run.folder)
    rows = json.loads((run.folder / METRICS).read_text("utf-8"))
    card = make_card(run.recipe, model, run.tracks, tuple(Metric(**row) for row in rows))
    names = (*written, GOLDEN, HISTORY, EVALUATION, *CONFUSIONS, FLAGGING, FALSE_FLAGS)
    made = load_calibration(run.folder / CALIBRATION)
    folder = run.candidate
    write_model(card, folder, {name: run.folder / name for name in names}, made)
    sys.stderr.write(f"  wrote {folder.parent.name}/{folder.name}\n")


def promotion(run: Run, force: Force | None = None) -> None:
    """Put the candidate into the app, if it is better than what stands there.

    Raises:
        TrainingError: there is no candidate.
        NotPromoted: it is not better.
    """
    if not (run.candidate / CARD).exists():
        raise TrainingError("The run has no candidate. Run the step `export` first.")
    decision = promote(run.candidate, models_folder(), force=force)
    sys.stderr.write(f"{summary(decision)}\n")
    if not decision.promoted:
        raise NotPromoted(
            f"{run.recipe.name} was not promoted; the model that served goes on serving. "
            "To overrule this, say who and why: --force --who NAME --why REASON."
        )


STEPS: dict[str, Callable[[Run], None]] = {
    "features": features,
    "split": split,
    "fit": fit_all,
    "evaluate": evaluate,
    "calibrate": calibration,
    "export": export,
    "promote": promotion,
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
