"""The diagram's bars are counted by hand; taking a temperature back gives the answers before it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.conformal import probabilities
from genre_core.evaluation.figures import accuracy, calibration_error
from genre_core.evaluation.reliability import BARS, reliability, untempered


@given(st.integers(0, 200), st.floats(0.3, 4.0))
def test_taking_the_temperature_back_gives_what_was_before_it(seed: int, heat: float) -> None:
    logits = np.random.default_rng(seed).normal(0, 2, (20, 6))
    back = untempered(probabilities(logits, heat), heat)
    assert back == pytest.approx(probabilities(logits, 1.0), abs=1e-9)


def test_a_probability_of_nothing_stays_nothing() -> None:
    back = untempered(np.array([[1.0, 0.0, 0.0]]), 2.0)
    assert back == pytest.approx(np.array([[1.0, 0.0, 0.0]]), abs=1e-9)


def test_bars_are_what_counting_by_hand_finds() -> None:
    random = np.random.default_rng(440)
    chances = random.dirichlet(np.ones(4), 300)
    labels = random.integers(0, 4, 300)
    found = reliability([f"a{row // 3}" for row in range(300)], labels, chances)
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == labels
    for bar in found.bars:
        own = (sure >= bar.low) & (sure < bar.high)
        assert bar.tracks == own.sum()
        assert bar.sure == pytest.approx(sure[own].mean())
        assert bar.right.value == pytest.approx(right[own].mean())
        assert bar.right.low <= bar.right.value <= bar.right.high
    assert sum(bar.tracks for bar in found.bars) == 300
    assert found.right == accuracy(labels, chances)
    assert found.error == calibration_error(labels, chances)


def test_who_is_quite_sure_is_in_the_last_bar() -> None:
    found = reliability(["a", "b"], np.array([0, 1]), np.array([[1.0, 0.0], [1.0, 0.0]]))
    assert [(bar.low, bar.tracks, bar.right.value) for bar in found.bars] == [
        ((BARS - 1) / BARS, 2, 0.5)
    ]
