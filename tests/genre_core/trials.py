"""Trials with a network whose skill is known: :mod:`tests.genre_core.nets` at work."""

import numpy as np
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.conformal import probabilities
from genre_core.evaluation.trial import Trial, hold
from tests.genre_core.nets import GENRES, Net


def asked(
    net: Net, counts: tuple[int, ...], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Labels (n,) and probabilities (n, 8) of so many tracks of each genre."""
    labels = np.repeat(np.arange(len(GENRES)), counts)
    return labels, probabilities(net.logits(labels, rng), net.temperature)


def trial_of(net: Net, each: int = 25, calibration: int = 60, seed: int = 440) -> Trial:
    """``each`` tracks of every genre, two an artist, held against all 8 genres."""
    rng = np.random.default_rng(seed)
    known: Calibration = net.calibration((calibration,) * len(GENRES), rng)
    labels, chances = asked(net, (each,) * len(GENRES), rng)
    artists = tuple(f"artist {row // 2}" for row in range(len(labels)))
    return Trial(GENRES, artists, labels, hold(chances, known))
