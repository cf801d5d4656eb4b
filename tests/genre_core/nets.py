"""Networks that exist only as random numbers, so that their skill is known exactly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.classifier import Prediction
from genre_core.conformal import probabilities
from genre_core.genres import find

GENRES = ("Rock", "Punk", "Metal", "Electronic", "Trip-Hop", "Folk", "Psych-Folk", "Jazz")


@dataclass(frozen=True, slots=True)
class Net:
    """Answers a track with noise, plus what it understood of the genre and of the family.

    Attributes:
        skill: what the true genre's logit gains.
        kinship: what the logits of its whole family gain.
        temperature: what the logits are divided by; need not be well chosen.
    """

    skill: float
    kinship: float = 0.0
    temperature: float = 1.0

    def logits(self, labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float64]:
        """Return logits of shape (len(labels), 8) for tracks of these genres."""
        roots = np.array([find(name).root for name in GENRES])
        related = roots[labels][:, None] == roots[None, :]
        z = rng.normal(size=(len(labels), len(GENRES))) + self.kinship * related
        z[np.arange(len(labels)), labels] += self.skill
        return np.asarray(z, dtype=np.float64)

    def calibration(self, counts: tuple[int, ...], rng: np.random.Generator) -> Calibration:
        """Return a calibration with so many tracks of each of the 8 genres."""
        labels = np.repeat(np.arange(len(GENRES)), counts)
        chances = probabilities(self.logits(labels, rng), self.temperature)
        return Calibration(GENRES, self.temperature, labels, chances)


def answer(logits: NDArray[np.float64], genres: tuple[str, ...] = GENRES) -> Prediction:
    """Return a prediction with these logits, shape (K,), and an empty embedding."""
    return Prediction(genres, logits.astype(np.float32), np.zeros(0, dtype=np.float32), 1)
