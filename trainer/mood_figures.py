"""How well a network estimates the mood of artists it never heard.

Beside each error stands that of the best constant guess: what one gets who does not listen. No
constant has a smaller absolute error than the median of all tracks; the mean's is larger.
"""

import numpy as np
from numpy.typing import NDArray

from genre_core.card import Metric
from genre_core.evaluation.intervals import Statistic, bootstrap_interval
from trainer.evaluate import HeldOut
from trainer.measure import as_metric

AXES = ("valence", "energy")


def measure_moods(held: HeldOut) -> tuple[Metric, ...]:
    """Return, for each axis that some tracks know, correlation and error beside the constant's.

    Args:
        held: the test answers; none are returned where the network estimates no mood.
    """
    if not held.moods.shape[1]:
        return ()
    known = np.array([(track.valence, track.energy) for track in held.tracks], np.float64)
    metrics: list[Metric] = []
    for column, axis in enumerate(AXES):
        rows = np.flatnonzero(np.isfinite(known[:, column]))
        if len(rows):
            artists = [held.artists[row] for row in rows]
            metrics += _axis(axis, known[rows, column], held.moods[rows, column], artists)
    return tuple(metrics)


def _axis(
    axis: str, known: NDArray[np.float64], said: NDArray[np.float32], artists: list[str]
) -> list[Metric]:
    note = f"{len(known)} tracks of {len(set(artists))} artists, each left out of training"
    figures: dict[str, tuple[str, Statistic]] = {
        "correlation": (
            f"Correlation of estimated and annotated {axis}",
            lambda rows: _correlation(known[rows], said[rows]),
        ),
        "error": (
            f"Mean absolute error of {axis} (0 to 1)",
            lambda rows: float(np.abs(known[rows] - said[rows]).mean()),
        ),
        "constant": (
            f"The same, always guessing the median {axis}",
            lambda rows: float(np.abs(known[rows] - np.median(known)).mean()),
        ),
    }
    return [
        as_metric(f"{axis}_{name}", label, bootstrap_interval(artists, statistic), note)
        for name, (label, statistic) in figures.items()
    ]


def _correlation(known: NDArray[np.float64], said: NDArray[np.float32]) -> float:
    if np.ptp(known) == 0 or np.ptp(said) == 0:
        # Where all are alike, a correlation is unknown, not zero.
        return np.nan
    return float(np.corrcoef(known, said)[0, 1])
