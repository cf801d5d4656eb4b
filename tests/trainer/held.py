"""Cross-validations that never took place, so that what they should come to is known."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from genre_core.conformal import probabilities
from tests.trainer.tracks import GENRES, track
from trainer.evaluate import Answers, HeldOut


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
    return HeldOut(
        tracks, names // len(GENRES) % 5, labels, logits.astype(np.float32), _unfelt(len(labels))
    )


def drawn_from_softmax(temperature: float, n: int = 4000, seed: int = 440) -> HeldOut:
    """Labels that are drawn with probabilities softmax(logits / temperature)."""
    random = np.random.default_rng(seed)
    logits = 3.0 * random.normal(size=(n, len(GENRES)))
    chances = probabilities(logits, temperature)
    labels = (random.random((n, 1)) > chances.cumsum(axis=1)).sum(axis=1)
    tracks = tuple(track(row, f"artist {row // 2}", GENRES[labels[row]]) for row in range(n))
    return HeldOut(
        tracks, np.arange(n) // 2 % 5, labels, logits.astype(np.float32), _unfelt(len(labels))
    )


def crossed(artists: int = 240, each: int = 2, skill: float = 2.0, seed: int = 440) -> Answers:
    """The same as the answers of a cross-validation."""
    return Answers.cross(held_out(artists, each, skill, seed))


def split_answers(artists: int = 240, skill: float = 2.0, seed: int = 440) -> Answers:
    """Answers of one split: so many artists, of two tracks each, in each of the three parts."""
    parts = [one_split(held_out(artists, 2, skill, seed + part), part) for part in range(3)]
    return Answers(*parts)


def one_split(held: HeldOut, part: int) -> HeldOut:
    """The same answers as a part of one split, of artists that no other part has."""
    tracks = tuple(
        replace(each, id=f"{part} {each.id}", artist=f"{part} {each.artist}")
        for each in held.tracks
    )
    return replace(held, tracks=tracks, folds=np.zeros_like(held.folds))


def rows_of(held: HeldOut, rows: Sequence[int]) -> HeldOut:
    """Some of the rows, in this order."""
    chosen = np.array(rows, dtype=np.int64)
    tracks = tuple(held.tracks[row] for row in rows)
    return HeldOut(
        tracks, held.folds[chosen], held.labels[chosen], held.logits[chosen], held.moods[chosen]
    )


def _unfelt(count: int) -> NDArray[np.float32]:
    """What a network says of moods that estimates none."""
    return np.empty((count, 0), np.float32)
