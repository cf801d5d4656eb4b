"""The figures of a cross-validation, each with its 95% interval over artists.

They stand in the card beside the majority baseline: what one gets who always answers the
most frequent genre.
"""

import numpy as np
from numpy.typing import NDArray

from genre_core.card import Metric
from genre_core.conformal import probabilities
from genre_core.evaluation import (
    Interval,
    Statistic,
    accuracy,
    bootstrap_interval,
    calibration_error,
    log_loss,
)
from trainer.calibrate import Flags, realised_flags
from trainer.evaluate import HeldOut

ALPHAS = (0.05, 0.10)
"""Policies whose false flags are measured."""


def measure(held: HeldOut, genres: tuple[str, ...], temperature: float) -> tuple[Metric, ...]:
    """Return the card's metrics: accuracy, its parts, and what the policies come to."""
    chances = probabilities(held.logits, temperature)
    labels = held.labels
    note = f"{len(labels)} tracks of {len(set(held.artists))} artists, each left out of training"

    def figure(name: str, label: str, statistic: Statistic) -> Metric:
        return as_metric(name, label, bootstrap_interval(held.artists, statistic), note)

    majority = int(np.bincount(labels).argmax())
    metrics = [
        figure("accuracy", "Accuracy", lambda r: accuracy(labels[r], chances[r])),
        figure(
            "majority",
            f"Majority baseline (always {genres[majority]})",
            lambda r: float(np.mean(labels[r] == majority)),
        ),
        figure("top_2", "Right genre among the two likeliest", lambda r: _top(chances, labels, r)),
        figure("log_loss", "Log-loss (nats)", lambda r: log_loss(labels[r], chances[r])),
        figure(
            "calibration_error",
            "Expected calibration error",
            lambda r: calibration_error(labels[r], chances[r]),
        ),
    ]
    metrics += [
        figure(f"recall_{genre}", f"Recall of {genre}", _recall(chances, labels, column))
        for column, genre in enumerate(genres)
    ]
    return (*metrics, *_policies(held, genres))


def as_metric(name: str, label: str, interval: Interval, note: str) -> Metric:
    """Return a figure and its interval as the card shows it, to four decimals."""
    low, high = round(interval.low, 4), round(interval.high, 4)
    return Metric(name, label, round(interval.value, 4), low, high, note)


def _policies(held: HeldOut, genres: tuple[str, ...]) -> list[Metric]:
    metrics = []
    for alpha in ALPHAS:
        honest = realised_flags(held, genres, alpha, honest=True)
        lies = realised_flags(held, genres, alpha, honest=False)
        name = f"{round(alpha * 100):02d}"
        metrics += [
            _rate(f"false_flags_{name}", f"Honest tracks flagged at alpha {alpha:.2f}", honest),
            _rate(f"detection_{name}", f"False claims flagged at alpha {alpha:.2f}", lies),
        ]
    return metrics


def _rate(name: str, label: str, flags: Flags) -> Metric:
    kept = np.flatnonzero(flags.testable)
    note = f"{len(kept)} of {len(flags.testable)} claims could be tested"
    if not len(kept):
        return Metric(name, label, 0.0, 0.0, 1.0, note)
    flagged = flags.flagged[kept]
    interval = bootstrap_interval(
        [flags.artists[row] for row in kept], lambda rows: float(np.mean(flagged[rows]))
    )
    return as_metric(name, label, interval, note)


def _top(chances: NDArray[np.float64], labels: NDArray[np.int64], rows: NDArray[np.int64]) -> float:
    two = np.argsort(-chances[rows], axis=1)[:, :2]
    return float(np.mean((two == labels[rows, None]).any(axis=1)))


def _recall(chances: NDArray[np.float64], labels: NDArray[np.int64], genre: int) -> Statistic:
    def recall(rows: NDArray[np.int64]) -> float:
        of_genre = rows[labels[rows] == genre]
        if not len(of_genre):
            # A draw of artists may hold none of a genre; its recall is then unknown, not zero.
            return np.nan
        return float(np.mean(chances[of_genre].argmax(axis=1) == genre))

    return recall
