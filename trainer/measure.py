"""The figures of the card, each with its 95% interval over artists.

What they are is said in :mod:`genre_core.evaluation.summary` and
:mod:`genre_core.evaluation.lies`; here they are only named and labelled, and what flatters or
wrongs them is noted. Beside them stand the majority baselines: what one gets who always answers
the most frequent genre, or a genre of the most frequent family.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.card import Metric
from genre_core.conformal import probabilities
from genre_core.evaluation.lies import Flagging, Lie, told
from genre_core.evaluation.summary import Evaluation, Interval, confusion_table, evaluate, families
from genre_core.evaluation.trial import Trial
from trainer.evaluate import HeldOut

LYING = 0.05
"""Share of lies for which the card states the precision of flags."""


def measure(
    held: HeldOut, temperature: float, trial: Trial, curves: Sequence[Flagging]
) -> tuple[Metric, ...]:
    """Return the card's metrics: how often the model is right, and what its policies come to.

    Args:
        held: the test answers.
        temperature: of the calibration.
        trial: the same tracks, held against every genre.
        curves: what :func:`genre_core.evaluation.lies.flagging` makes of the trial.
    """
    chances = probabilities(held.logits, temperature)
    found = evaluate(held.artists, held.labels, chances, trial.genres)
    return (*_rightness(found, _crossed(held)), *_genres(found), *_policies(trial, curves))


def confusion_tables(held: HeldOut, genres: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the confusion matrices of genres and of families: genre, tracks, a column a guess."""
    roots, family = families(genres)
    guesses = held.logits.argmax(axis=1)
    return (
        confusion_table(held.labels, guesses, genres),
        confusion_table(family[held.labels], family[guesses], roots),
    )


def as_metric(name: str, label: str, interval: Interval, note: str) -> Metric:
    """Return a figure and its interval as the card shows it, to four decimals.

    JSON has no NaN: an unknown figure is 0, anything from 0 to 1; let its note say so.
    """
    if np.isnan(interval.value):
        return Metric(name, label, 0.0, 0.0, 1.0, note)
    low, high = round(interval.low, 4), round(interval.high, 4)
    return Metric(name, label, round(interval.value, 4), low, high, note)


def _crossed(held: HeldOut) -> bool:
    """Whether these are the answers of a cross-validation; those of one split are all of fold 0."""
    return len(np.unique(held.folds)) > 1


def _rightness(found: Evaluation, crossed: bool) -> list[Metric]:
    rows = [
        ("accuracy", "Accuracy", found.accuracy),
        ("majority", f"Majority baseline (always {found.majority_genre})", found.majority),
        ("root_accuracy", "Right family", found.root_accuracy),
        (
            "root_majority",
            f"Majority baseline of families (always {found.majority_root})",
            found.root_majority,
        ),
        ("top_2", "Right genre among the two likeliest", found.top_2),
        ("top_3", "Right genre among the three likeliest", found.top_3),
        ("macro_f1", "Macro-F1", found.macro_f1),
        ("log_loss", "Log-loss (nats)", found.log_loss),
        ("calibration_error", "Expected calibration error", found.calibration_error),
    ]
    # Among K genres or more a hit is no feat.
    feats = {f"top_{n}" for n in (2, 3) if n < len(found.genres)}
    return [
        as_metric(name, label, interval, _note(found) + _caution(name, found, crossed))
        for name, label, interval in rows
        if not name.startswith("top_") or name in feats
    ]


def _genres(found: Evaluation) -> list[Metric]:
    metrics = []
    for name, intervals, without in (
        ("recall", found.recall, "no test track has this genre"),
        ("precision", found.precision, "the model never guessed it"),
    ):
        for genre, interval in zip(found.genres, intervals, strict=True):
            note = without if np.isnan(interval.value) else _note(found)
            label = f"{name.capitalize()} of {genre}"
            metrics.append(as_metric(f"{name}_{genre}", label, interval, note))
    return metrics


def _note(found: Evaluation) -> str:
    return f"{found.tracks} tracks of {found.artists} artists, each left out of training"


def _caution(name: str, found: Evaluation, crossed: bool) -> str:
    """What flatters or wrongs a figure that reads the probabilities; empty for any other."""
    caution = ""
    if crossed and name in ("log_loss", "calibration_error"):
        caution += (
            "; one number, the temperature, was fitted on answers among these same "
            f"{found.tracks}, which flatters the model a little"
        )
    if name == "calibration_error":
        caution += (
            f"; binning alone makes it {found.binning_error:.3f} were the model calibrated "
            "perfectly, and the interval lies too high"
        )
    return caution


def _policies(trial: Trial, curves: Sequence[Flagging]) -> list[Metric]:
    """False flags and detection of lies to another family; precision where any genre is told."""
    foreign = told(Lie.FOREIGN, trial.labels, trial.genres) > 0
    metrics = []
    for row in curves:
        name, at = f"{round(row.alpha * 100):02d}", f"flagged at alpha {row.alpha:.2f}"
        tested = trial.judged(row.alpha).tested
        if row.lie is Lie.FOREIGN:
            notes = [_count(tested[trial.honest]), _count(tested[foreign])]
            metrics += [
                as_metric(f"false_flags_{name}", f"Honest tracks {at}", row.false_flags, notes[0]),
                as_metric(f"detection_{name}", f"False claims {at}", row.detection, notes[1]),
            ]
        if row.lie is Lie.UNIFORM:
            label, note = f"Lies among tracks {at}", "if one claim in twenty names a random genre"
            chosen = dict(zip(row.shares, row.precision, strict=True)).get(LYING)
            if chosen:
                metrics.append(as_metric(f"flag_precision_{name}", label, chosen, note))
    return metrics


def _count(tested: NDArray[np.bool_]) -> str:
    return f"{np.count_nonzero(tested)} of {tested.size} claims could be tested"
