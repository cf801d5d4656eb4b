"""How good the answers are: every figure of a model with its 95% interval over artists.

The family of a guess is the root of the guessed genre, as in the confusion matrix and in the
slides' figures, not the family of the largest sum: a matrix of genres then says all that one
of families does. The plain figures are those of module figures, the intervals those of module
intervals; both are offered here as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.evaluation.figures import (
    accuracy,
    binning_error,
    calibration_error,
    confusion,
    confusion_table,
    families,
    gaps,
    in_top,
    log_loss,
    losses,
    macro_f1,
    mean_f1,
    within,
)
from genre_core.evaluation.intervals import (
    Interval,
    Statistic,
    bootstrap_interval,
    bootstrap_weighted,
    share,
    wilson_interval,
)

__all__ = [
    "Evaluation",
    "Interval",
    "Statistic",
    "accuracy",
    "binning_error",
    "bootstrap_interval",
    "bootstrap_weighted",
    "calibration_error",
    "confusion",
    "confusion_table",
    "evaluate",
    "families",
    "in_top",
    "log_loss",
    "losses",
    "macro_f1",
    "wilson_interval",
]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model's answers to tracks of artists it never heard come to.

    Attributes:
        genres: K genres, in the order of the probabilities.
        tracks, artists: how many were asked about.
        accuracy: share of right guesses.
        majority: the same of who always guesses the commonest genre, ``majority_genre``.
        root_accuracy: share of guesses in the right family; 1 if there is but one.
        root_majority: the same of who always guesses the commonest family, ``majority_root``.
        top_2, top_3: share of tracks whose genre is among the two or three likeliest.
        macro_f1: mean over the genres of the harmonic mean of precision and recall.
        log_loss: mean of -log p of the label, nats.
        calibration_error: see :func:`calibration_error`; it and its interval lean upwards.
        binning_error: what :func:`binning_error` makes of the same probabilities.
        recall, precision: (K,) of each genre; NaN where it has no track or no guess.
    """

    genres: tuple[str, ...]
    tracks: int
    artists: int
    majority_genre: str
    majority_root: str
    accuracy: Interval
    root_accuracy: Interval
    top_2: Interval
    top_3: Interval
    log_loss: Interval
    majority: Interval
    root_majority: Interval
    macro_f1: Interval
    calibration_error: Interval
    binning_error: float
    recall: tuple[Interval, ...]
    precision: tuple[Interval, ...]


def evaluate(
    artists: Sequence[str],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    genres: tuple[str, ...],
) -> Evaluation:
    """Return every figure with its interval; artists one a row, at least one row."""
    guesses = probabilities.argmax(axis=1)
    roots, family = families(genres)
    commonest = int(np.bincount(labels).argmax())
    commonest_root = int(np.bincount(family[labels]).argmax())
    means = {
        "accuracy": guesses == labels,
        "root_accuracy": family[guesses] == family[labels],
        "top_2": within(labels, probabilities, 2),
        "top_3": within(labels, probabilities, 3),
        "log_loss": losses(labels, probabilities),
        "majority": labels == commonest,
        "root_majority": family[labels] == commonest_root,
    }
    overall, classwise = _intervals(
        artists, labels, probabilities, np.column_stack([*means.values()])
    )
    named = dict(zip((*means, "macro_f1", "calibration_error"), overall, strict=True))
    return Evaluation(
        genres=genres,
        tracks=len(labels),
        artists=len(set(artists)),
        binning_error=binning_error(probabilities),
        majority_genre=genres[commonest],
        majority_root=roots[commonest_root],
        recall=classwise[: len(genres)],
        precision=classwise[len(genres) :],
        **named,
    )


def _intervals(
    artists: Sequence[str],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    means: NDArray[np.float64],
) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
    """Intervals of the columns' means, macro-F1 and calibration error; of recalls, precisions."""
    one_hot = np.eye(probabilities.shape[1])
    guesses = probabilities.argmax(axis=1)
    # Whatever the figure, it is made of sums over the rows, so that a draw is one product.
    blocks = (
        means,
        one_hot[labels] * one_hot[guesses],
        one_hot[labels],
        one_hot[guesses],
        gaps(labels, probabilities),
    )
    terms = np.hstack(blocks)
    ends = np.cumsum([block.shape[1] for block in blocks])[:-1]

    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        mean, hits, labelled, guessed, gap = np.split(weights @ terms, ends)
        total = weights.sum()
        joint = [mean_f1(hits, labelled, guessed), np.abs(gap).sum() / total]
        return np.concatenate([mean / total, joint, share(hits, labelled), share(hits, guessed)])

    found = bootstrap_weighted(artists, figures)
    overall = means.shape[1] + 2
    return found[:overall], found[overall:]
