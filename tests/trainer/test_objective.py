"""The losses, against their definitions written out row by row."""

import numpy as np
import pytest

from genre_core.genres import find
from trainer.objective import GenreLoss, MoodLoss, root_membership

GENRES = ("Rock", "Punk", "Jazz", "Metal", "Folk", "Psych-Folk")
RANDOM = np.random.default_rng(440)
LOGITS = RANDOM.normal(0, 3, (7, 6)).astype(np.float32)
TARGETS = np.eye(6, dtype=np.float32)[RANDOM.integers(0, 6, 7)]


def by_hand(targets: np.ndarray, logits: np.ndarray, smoothing: float, weight: float) -> float:
    chances = np.exp(logits.astype(np.float64))
    chances /= chances.sum()
    wanted = targets * (1 - smoothing) + smoothing / len(GENRES)
    loss = -sum(wanted * np.log(chances))
    for root in {find(genre).root for genre in GENRES}:
        of = [i for i, genre in enumerate(GENRES) if find(genre).root == root]
        loss -= weight * sum(wanted[of]) * np.log(sum(chances[of]))
    return float(loss)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weight", [0.0, 0.5])
def test_the_genre_loss_is_its_definition(smoothing: float, weight: float) -> None:
    found = np.asarray(GenreLoss(GENRES, smoothing, weight).call(TARGETS, LOGITS))
    expected = [
        by_hand(target, logits, smoothing, weight)
        for target, logits in zip(TARGETS, LOGITS, strict=True)
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_mistake_within_the_family_costs_less_than_one_outside_only_with_a_root_weight() -> None:
    target = np.eye(6, dtype=np.float32)[[1, 1]]  # Punk
    said = 5 * np.eye(6, dtype=np.float32)[[0, 2]]  # Rock, Jazz
    plain = np.asarray(GenreLoss(GENRES, 0.0, 0.0).call(target, said))
    rooted = np.asarray(GenreLoss(GENRES, 0.0, 0.5).call(target, said))
    assert plain[0] == pytest.approx(plain[1])
    assert rooted[0] < rooted[1] - 0.5


def test_a_sure_and_wrong_answer_still_has_a_finite_loss() -> None:
    said = np.array([[-500, -500, 500, -500, -500, -500]], np.float32)
    loss = np.asarray(GenreLoss(GENRES, 0.0, 1.0).call(np.eye(6, dtype=np.float32)[:1], said))
    assert np.isfinite(loss).all()


def test_roots_stand_in_the_order_in_which_the_genres_name_them() -> None:
    expected = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]]
    assert root_membership(GENRES).tolist() == expected


def test_the_mood_loss_counts_what_is_known_only() -> None:
    known = np.array([[1, 1], [1, 0], [0, 0], [0.5, 0]], np.float32)
    mood = np.array([[0.5, 0.9], [0.5, 0.1], [0.3, 0.7], [0.5, 0.0]], np.float32)
    said = np.array([[0.7, 0.6], [0.7, 0.6], [0.7, 0.6], [0.7, 0.6]], np.float32)
    found = np.asarray(MoodLoss(2.0).call(np.concatenate([mood * known, known], axis=1), said))
    expected = [2 * (0.04 + 0.09), 2 * 0.04, 0.0, 2 * 0.5 * 0.04]
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)
