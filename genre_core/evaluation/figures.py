"""Plain figures of a model's answers, without intervals.

Convention: ``labels`` are int64 (n,), indices into a model's K genres; ``probabilities`` are
float64 (n, K); a guess is the genre of the largest one. What is unknown is NaN and never
zero, such as the precision of a genre that was never guessed.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.evaluation.intervals import share
from genre_core.genres import find

BINS = 15
"""Bins of the calibration error."""


def accuracy(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Return the share of rows whose largest probability, (n, K), is at the label, (n,)."""
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def in_top(labels: NDArray[np.int64], probabilities: NDArray[np.float64], k: int) -> float:
    """Return the share of rows whose label, (n,), has one of the k largest of (n, K)."""
    return float(np.mean(within(labels, probabilities, k)))


def macro_f1(labels: NDArray[np.int64], guesses: NDArray[np.int64], n: int) -> float:
    """Return the mean F1 of n genres; one that is neither label nor guess is left out."""
    counts = confusion(labels, guesses, n).astype(np.float64)
    return mean_f1(counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0))


def log_loss(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Return the mean of -log p of the label, in nats; p (n, K), labels (n,)."""
    return float(np.mean(losses(labels, probabilities)))


def losses(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return -log p of each label, (n,), in nats; at most 27.6, where p is zero."""
    chosen = probabilities[np.arange(len(labels)), labels]
    return np.asarray(-np.log(np.maximum(chosen, 1e-12)))


def calibration_error(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], bins: int = BINS
) -> float:
    """Return the expected calibration error of the top guess (C. Guo et al., ICML 2017).

    Confidence is cut into equal bins from 0 to 1; the error is the mean distance between a
    bin's confidence and its accuracy, weighted by the bin's rows.

    It is biased upwards: a distance is never negative, so that even a model that is calibrated
    perfectly shows the noise of its bins (:func:`binning_error`; 400 rows easily make 0.05).
    Drawing rows again adds that noise once more, so that a percentile interval lies too high
    and may begin at the figure itself. It compares models on the same rows; it is no test.
    """
    gap = gaps(labels, probabilities, bins).sum(axis=0)
    return float(np.abs(gap).sum() / len(labels))


def binning_error(
    probabilities: NDArray[np.float64], bins: int = BINS, draws: int = 200, seed: int = 440
) -> float:
    """Return the calibration error that binning alone makes: its mean were all calibrated.

    Args:
        probabilities: (n, K), n >= 1; guesses are drawn right as often as these promise, each
            row for itself.
        bins: of the calibration error.
        draws: over which the mean is taken.
        seed: of the drawing.
    """
    confidence = probabilities.max(axis=1)
    bin_of = _bins(confidence, bins)
    random = np.random.default_rng(seed)
    errors = []
    for _ in range(draws):
        right = random.random(len(confidence)) < confidence
        gap = np.bincount(bin_of, weights=confidence - right, minlength=bins)
        errors.append(np.abs(gap).sum() / len(confidence))
    return float(np.mean(errors))


def gaps(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], bins: int = BINS
) -> NDArray[np.float64]:
    """Return each row's confidence less its success, (n, bins), in the bin of its confidence."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    return np.asarray(np.eye(bins)[_bins(confidence, bins)] * (confidence - right)[:, None])


def confusion(labels: NDArray[np.int64], predicted: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the counts (n, n): row = true genre, column = predicted genre."""
    return np.bincount(labels * n + predicted, minlength=n * n).reshape(n, n)


def confusion_table(
    labels: NDArray[np.int64], predicted: NDArray[np.int64], names: Sequence[str]
) -> pd.DataFrame:
    """Return the confusion matrix as a table: genre, tracks, then a column a guess.

    For the families give ``family[labels]``, ``family[predicted]`` and the roots, which
    :func:`families` returns.
    """
    counts = confusion(labels, predicted, len(names))
    table = pd.DataFrame(counts, columns=list(names))
    table.insert(0, "tracks", counts.sum(axis=1))
    table.insert(0, "genre", list(names))
    return table


def mcnemar(only_first: int, only_second: int) -> float:
    """Return McNemar's exact two-sided p-value (Q. McNemar, Psychometrika 1947).

    Args:
        only_first: pairs of which the first alone was right, >= 0.
        only_second: pairs of which the second alone was.
    """
    n, fewer = only_first + only_second, min(only_first, only_second)
    # Whole numbers, whose quotient Python rounds once, however many tracks there are.
    ways = tail = 1
    for k in range(fewer):
        ways = ways * (n - k) // (k + 1)
        tail += ways
    return min(1.0, 2 * tail / (1 << n))


def families(genres: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the roots of some genres, alphabetically, and the index (K,) of each one's root."""
    root_of = [find(name).root for name in genres]
    roots = tuple(sorted(set(root_of)))
    return roots, np.array([roots.index(root) for root in root_of], dtype=np.int64)


def within(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], k: int
) -> NDArray[np.bool_]:
    """Return for each row, (n,), whether its label has one of the k largest probabilities."""
    # Stable, so that of equal probabilities the first counts as larger, as for argmax.
    likeliest = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
    return np.asarray((likeliest == labels[:, None]).any(axis=1))


def mean_f1(
    hits: NDArray[np.float64], labelled: NDArray[np.float64], guessed: NDArray[np.float64]
) -> float:
    """Return the mean F1 out of counts (K,): guessed rightly, of this label, guessed at all."""
    return float(np.nanmean(share(2 * hits, labelled + guessed)))


def _bins(confidence: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """The bin of each confidence, (n,)."""
    return np.minimum((confidence * bins).astype(np.int64), bins - 1)
