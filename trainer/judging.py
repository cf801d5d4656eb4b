"""The steps after training: what the network is worth, what leaves, and whether it serves."""

import json
import sys
from dataclasses import asdict

from genre_core.calibration import load_calibration, save_calibration
from genre_core.card import CARD, NETWORK, Metric, models_folder
from genre_core.classifier import CALIBRATION, GOLDEN
from genre_core.evaluation.lies import ALPHAS, flagging, flagging_table
from genre_core.evaluation.trial import false_flag_table
from genre_core.music_map import MAP, write_map
from trainer.baselines import seed_baseline
from trainer.batches import even_crops
from trainer.calibrate import calibrate, hold_trial, label_sentence
from trainer.devices import faults_told
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
from trainer.fit import fit
from trainer.formats import write_networks
from trainer.history import HISTORY
from trainer.landscape import map_tracks
from trainer.measure import confusion_tables, measure
from trainer.mood_figures import measure_moods
from trainer.promote import Force, promote
from trainer.promotion_text import summary
from trainer.run import Run

METRICS = "metrics.json"
CONFUSIONS = ("confusion.csv", "confusion_root.csv")
FLAGGING = "flagging.csv"
FALSE_FLAGS = "false_flags.csv"

_KEPT = (
    "The trained network is kept, and so is an older candidate; the same command exports anew. "
    "Where memory ran out, end what else computes on the device."
)
"""What a device that fails while a network is exported leaves, and what to do."""


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
        sys.stderr.write(f"  {metric.label:<50} {_in_words(metric)}\n")


def _in_words(metric: Metric) -> str:
    if (metric.value, metric.low, metric.high) == (0, 0, 1):
        return f"unknown: {metric.note}"
    return f"{metric.value:6.3f}  [{metric.low:.3f}, {metric.high:.3f}]"


def calibration(run: Run) -> None:
    """Write temperature and conformal scores."""
    made = calibrate(run.answers, run.recipe.genres)
    save_calibration(run.folder / CALIBRATION, made)
    counts = ", ".join(f"{genre} {made.scores(genre).size}" for genre in made.genres)
    sys.stderr.write(f"  temperature {made.temperature:.2f}; one track an artist: {counts}\n")
    sys.stderr.write(f"  {label_sentence(run.answers.calibration, run.recipe.genres)}\n")


def export(run: Run) -> None:
    """Write the model folder of the candidate.

    Raises:
        TrainingError: an earlier step is missing, an exported file answers wrongly, or a device
            failed.
    """
    for needed, step in ((METRICS, "evaluate"), (CALIBRATION, "calibrate")):
        if not (run.folder / needed).exists():
            raise TrainingError(f"{needed} is missing from the run. Run the step `{step}` first.")
    model = fit(run.lesson, run.fitted, run.devices)
    picture = even_crops(run.store.picture(run.tracks[0].id), run.recipe)[:1]
    with faults_told(run.devices, lambda: _KEPT):
        written = write_networks(model, picture, run.folder)
    write_golden(run.folder / GOLDEN, picture, run.folder / NETWORK)
    write_map(run.folder / MAP, map_tracks(run))
    write_history(run.folder / HISTORY, run.folder)
    rows = json.loads((run.folder / METRICS).read_text("utf-8"))
    card = make_card(run.recipe, model, run.tracks, tuple(Metric(**row) for row in rows))
    names = (*written, GOLDEN, MAP, HISTORY, EVALUATION, *CONFUSIONS, FLAGGING, FALSE_FLAGS)
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
