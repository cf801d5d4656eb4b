"""Cross-validations that never took place, so that what they should come to is known."""

import numpy as np

from genre_core.conformal import probabilities
from tests.trainer.tracks import GENRES, track
from trainer.evaluate import HeldOut


def held_out(artists: int = 240, each: int = 2, skill: float = 2.0, seed: int = 440) -> HeldOut:
    """Exchangeable answers: noise, plus ``skill`` for the true genre; five folds of artists."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(artists) % len(GENRES), each)
    logits = random.normal(size=(len(labels), len(GENRES)))
    logits[np.arange(len(labels)), labels] += skill
    names = np.repeat(np.arange(artists), each)
    tracks = tuple(
        track(row, f"artist {names[row]}", GENRES[labels[row]]) for row in range(len(labels))
    )
    return HeldOut(tracks, names // len(GENRES) % 5, labels, logits.astype(np.float32))


def drawn_from_softmax(temperature: float, n: int = 4000, seed: int = 440) -> HeldOut:
    """Labels that are drawn with probabilities softmax(logits / temperature)."""
    random = np.random.default_rng(seed)
    logits = 3.0 * random.normal(size=(n, len(GENRES)))
    chances = probabilities(logits, temperature)
    labels = (random.random((n, 1)) > chances.cumsum(axis=1)).sum(axis=1)
    tracks = tuple(track(row, f"artist {row // 2}", GENRES[labels[row]]) for row in range(n))
    return HeldOut(tracks, np.arange(n) // 2 % 5, labels, logits.astype(np.float32))
