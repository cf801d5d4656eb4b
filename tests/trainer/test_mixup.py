"""Mixup mixes pictures and targets alike, by shares from the Beta distribution."""

import keras
import numpy as np
import pytest

from trainer.errors import TrainingError
from trainer.mixup import Mixup


def shares(beta: float, count: int = 20_000) -> np.ndarray:
    """Shares that mixup drew, read off targets that tell examples with odd numbers."""
    odd = (np.arange(count) % 2).astype(np.float32)
    pictures = np.zeros((count, 1, 1, 1), np.float32)
    _, mixed = Mixup(beta, 3)(pictures, odd, training=True)
    return np.where(odd == 1, mixed, 1 - np.asarray(mixed))


def test_each_example_is_mixed_with_the_one_before_it_in_one_share() -> None:
    random = np.random.default_rng(2)
    pictures = random.normal(size=(6, 4, 5, 1)).astype(np.float32)
    genres = np.eye(6, dtype=np.float32)
    mood = random.random((6, 2)).astype(np.float32)
    mixed, targets = Mixup(0.5, 1)(pictures, {"genre": genres, "mood": mood}, training=True)
    assert sorted(targets) == ["genre", "mood"]
    for own in range(6):
        share = float(targets["genre"][own, own])
        assert 0 <= share <= 1
        for before, after in (
            (pictures, mixed),
            (genres, targets["genre"]),
            (mood, targets["mood"]),
        ):
            expected = share * before[own] + (1 - share) * before[own - 1]
            np.testing.assert_allclose(after[own], expected, atol=1e-5)


@pytest.mark.parametrize("beta", [0.02, 0.3, 0.5, 1.0, 4.0])
def test_shares_have_the_distribution_that_numpy_draws(beta: float) -> None:
    drawn = np.sort(shares(beta))
    expected = np.sort(np.random.default_rng(4).beta(beta, beta, drawn.size))
    assert np.isfinite(drawn).all()
    assert drawn[0] >= 0
    assert drawn[-1] <= 1
    # Kolmogorov and Smirnov's largest distance, 1% level: 1.63 sqrt(2 / 20,000) is 0.016.
    grid = np.linspace(0, 1, 201)[1:-1]
    distance = np.searchsorted(drawn, grid) - np.searchsorted(expected, grid)
    assert np.abs(distance).max() / drawn.size < 0.016
    assert drawn.mean() == pytest.approx(0.5, abs=0.02)
    assert drawn.var() == pytest.approx(0.25 / (2 * beta + 1), rel=0.05)


def test_shares_of_neighbours_have_nothing_to_do_with_each_other() -> None:
    drawn = shares(0.3)
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.03


def test_outside_training_nothing_is_mixed() -> None:
    pictures, targets = np.ones((2, 3, 4, 1), np.float32), np.eye(2, dtype=np.float32)
    for same in (
        Mixup(0.3, 1)(pictures, targets),
        Mixup(0.3, 1)(pictures, targets, training=False),
    ):
        assert np.array_equal(same[0], pictures)
        assert np.array_equal(same[1], targets)


def test_what_is_not_known_stays_so() -> None:
    mood = np.array([[0.5], [np.nan], [0.5], [0.5]], np.float32)
    _, mixed = Mixup(1.0, 1)(np.zeros((4, 1), np.float32), mood, training=True)
    assert np.isnan(mixed).ravel().tolist() == [False, True, True, False]


def test_variables_hold_what_will_be_drawn() -> None:
    sent = np.eye(5, dtype=np.float32), np.eye(5, dtype=np.float32)
    mixup, other = Mixup(0.3, 1), Mixup(0.3, 2)
    mixup(*sent, training=True)
    (kept,), (variable,) = mixup.variables, other.variables
    variable.assign(np.asarray(kept))
    assert np.array_equal(mixup(*sent, training=True)[0], other(*sent, training=True)[0])
    assert not np.array_equal(
        *(keras.ops.convert_to_numpy(mixup(*sent, training=True)[0]), sent[0])
    )


def test_classes_by_number_have_no_mean() -> None:
    with pytest.raises(TrainingError, match="numbers of type"):
        Mixup(0.3, 1)(np.zeros((2, 1), np.float32), np.array([0, 1]), training=True)


@pytest.mark.parametrize("beta", [0.0, -1.0, float("nan")])
def test_a_beta_that_draws_nothing_is_refused(beta: float) -> None:
    with pytest.raises(TrainingError, match="must be above 0"):
        Mixup(beta, 1)
