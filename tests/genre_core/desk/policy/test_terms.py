"""A policy's alpha, and Benjamini and Hochberg's rule over a catalogue's thresholds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from genre_core.desk.policy.terms import (
    GRID,
    Policy,
    cut_off,
    effective_alpha,
    rising_thresholds,
)
from genre_core.errors import PolicyError
from tests.genre_core.desk.policy.worlds import made_world

P_VALUES = st.lists(st.integers(1, 200).map(lambda i: i / 200), min_size=1, max_size=60)
LEVELS = st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.37, 0.5])


def by_hand(p_values: list[float], level: float) -> set[int]:
    """The claims that the rule flags, counted one by one."""
    order = sorted(range(len(p_values)), key=lambda row: p_values[row])
    last = 0
    for rank, row in enumerate(order, start=1):
        if p_values[row] <= level * rank / len(p_values):
            last = rank
    return set(order[:last])


@given(P_VALUES, LEVELS)
def test_the_cut_off_flags_what_a_hand_written_rule_flags(
    p_values: list[float], level: float
) -> None:
    found = cut_off(np.sort(p_values), level)
    assert {row for row, p in enumerate(p_values) if p <= found} == by_hand(p_values, level)
    assert 0 <= found <= level


@given(P_VALUES, LEVELS)
def test_the_cut_off_flags_what_scipy_flags(p_values: list[float], level: float) -> None:
    adjusted = false_discovery_control(p_values, method="bh")
    # Where the two sides of the rule are equal, SciPy's other order of rounding may differ.
    sure = np.abs(adjusted - level) > 1e-9
    flagged = np.asarray(p_values) <= cut_off(np.sort(p_values), level)
    np.testing.assert_array_equal(flagged[sure], (adjusted <= level)[sure])


def test_of_no_claims_nothing_is_flagged() -> None:
    assert cut_off(np.zeros(0), 0.2) == 0.0


def test_a_level_takes_the_place_of_alpha() -> None:
    rising = rising_thresholds(made_world(3000).findings)
    assert effective_alpha(rising, Policy(0.07)) == 0.07
    assert effective_alpha(rising, Policy(0.07, 0.3)) == cut_off(rising, 0.3)


def test_claims_that_can_never_be_tested_do_not_count() -> None:
    world = made_world(300)
    testable = rising_thresholds(world.findings)
    assert len(testable) == 300
    few = np.full(300, 0)
    nothing = type(world.findings)(few, few, few, few)
    assert len(rising_thresholds(nothing)) == 0


def test_the_rule_keeps_its_promise() -> None:
    wrong, flags = 0, 0
    for seed in range(20):
        world = made_world(2000, seed, lying=0.3)
        alpha = effective_alpha(rising_thresholds(world.findings), Policy(level=0.3))
        flagged = world.thresholds <= alpha
        flags += int(flagged.sum())
        wrong += int((flagged & ~world.lies).sum())
    assert flags > 100
    assert wrong / flags <= 0.3


@pytest.mark.parametrize("alpha", [0.0, -1.0, 0.6, float("nan")])
def test_impossible_alphas_are_refused(alpha: float) -> None:
    with pytest.raises(PolicyError, match="a share of honest tracks above 0"):
        Policy(alpha)


@pytest.mark.parametrize("level", [0.0, 0.7, float("nan")])
def test_impossible_levels_are_refused(level: float) -> None:
    with pytest.raises(PolicyError, match=r"The level is .*a share of flags above 0"):
        Policy(0.05, level)


def test_the_grid_rises_within_what_a_policy_may_be() -> None:
    assert list(GRID) == sorted(set(GRID))
    assert 0 < GRID[0] < GRID[-1] == 0.5
