"""The stratified estimate holds what it promises: exact where known, covered where drawn."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.desk.policy.audited import Audited, audited
from genre_core.desk.policy.expected import expected
from genre_core.desk.policy.known import Known
from genre_core.desk.policy.mislabelled import mislabelled
from genre_core.desk.policy.terms import GRID
from tests.genre_core.desk.policy.worlds import made_world, nothing_known

ALPHA = 0.05


def drawn_catalogue(
    seed: int, lying: float, audit: float, flags: float, tracks: int = 3000
) -> tuple[NDArray[np.float64], NDArray[np.bool_], Known]:
    """Thresholds, lies, and what is known: a share of the flags and a share of the rest."""
    chance = np.random.default_rng(seed)
    lies = chance.random(tracks) < lying
    uniform = chance.random(tracks)
    thresholds = np.ceil(np.where(lies, uniform**4, uniform) * 200) / 200
    flagged = thresholds <= ALPHA
    lot = chance.random(tracks)
    decided = lot < np.where(flagged, flags, audit)
    known = Known(
        decided & lies, decided & ~lies, decided & ~flagged, (ALPHA,), decided, ~decided & decided
    )
    return thresholds, lies, known


@pytest.mark.parametrize(
    ("lying", "audit", "flags"),
    [(0.1, 0.1, 0.5), (0.05, 0.05, 1.0), (0.2, 0.02, 0.3), (0.02, 0.2, 0.2)],
)
def test_19_of_20_intervals_hold_the_true_share(lying: float, audit: float, flags: float) -> None:
    rounds, held, off = 200, 0, []
    for seed in range(rounds):
        thresholds, lies, known = drawn_catalogue(seed, lying, audit, flags)
        found = mislabelled(thresholds, known).share
        truth = float(lies.mean())
        held += found.low <= truth <= found.high
        off.append(found.value - truth)
    # 0.95 of 200 give or take three standard errors.
    assert held / rounds >= 0.90
    assert abs(np.mean(off)) < 0.01


@given(st.integers(0, 1000), st.floats(0, 0.5), st.integers(1, 400))
@settings(max_examples=30, deadline=None)
def test_the_estimate_is_the_truth_when_everything_is_decided(
    seed: int, lying: float, tracks: int
) -> None:
    thresholds, lies, known = drawn_catalogue(seed, lying, 1.0, 1.0, tracks)
    found = mislabelled(thresholds, known)
    assert found.share.low == found.share.value == found.share.high == lies.mean()
    assert found.count.value == found.wrong == lies.sum()
    assert found.decided == found.tracks == tracks


@cache
def estimate(seed: int = 1) -> tuple[Audited, Known, NDArray[np.float64]]:
    thresholds, _, known = drawn_catalogue(seed, 0.1, 0.1, 0.5)
    return audited(thresholds, known, GRID), known, thresholds


@given(st.floats(0.0001, 0.5))
@settings(max_examples=60, deadline=None)
def test_counts_at_an_alpha_are_those_of_a_slow_count(alpha: float) -> None:
    found, known, thresholds = estimate()
    assert found.tracks(alpha) == sum(t <= alpha for t in thresholds.tolist())
    undecided = thresholds[~known.decided]
    assert found.undecided(alpha) == sum(t <= alpha for t in undecided.tolist())
    wrong = found.wrongs(alpha)
    certain = int((known.wrong & (thresholds <= alpha)).sum())
    assert np.all(certain <= wrong)
    assert np.all(wrong <= certain + found.undecided(alpha))


@given(st.lists(st.floats(0.0001, 1.0), min_size=2, max_size=6))
@settings(max_examples=40, deadline=None)
def test_a_larger_alpha_never_has_fewer_wrong_claims(alphas: list[float]) -> None:
    found, _, _ = estimate()
    for low, high in pairwise(sorted(alphas)):
        one, two = found.wrongs(low), found.wrongs(high)
        # Within one cell each alpha is drawn for itself.
        if np.any((found.edges >= low) & (found.edges <= high)):
            assert np.all(one <= two)
        else:
            assert one.mean() <= two.mean() + 1


def test_the_share_of_a_cell_that_is_flagged_has_its_share_of_the_wrong_ones() -> None:
    thresholds, _, known = drawn_catalogue(1, 0.1, 0.1, 0.5)
    coarse, fine = audited(thresholds, known), audited(thresholds, known, GRID)
    for alpha in (0.013, 0.07, 0.31):
        one, two = coarse.wrongs(alpha), fine.wrongs(alpha)
        assert one.mean() == pytest.approx(two.mean(), rel=0.05)
        assert one.std() == pytest.approx(two.std(), rel=0.25)


def test_the_same_decisions_always_give_the_same_figure() -> None:
    thresholds, _, known = drawn_catalogue(3, 0.1, 0.1, 0.5)
    assert mislabelled(thresholds, known) == mislabelled(thresholds, known)


def test_a_decided_track_less_makes_the_interval_no_narrower() -> None:
    widths = []
    for audit in (0.01, 0.05, 0.25, 1.0):
        thresholds, _, known = drawn_catalogue(5, 0.1, audit, 1.0)
        share = mislabelled(thresholds, known).share
        widths.append(share.high - share.low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


def test_without_any_decision_there_is_no_figure_but_advice() -> None:
    world = made_world(500)
    found = mislabelled(world.thresholds, nothing_known(world))
    assert np.isnan(found.share.value)
    assert np.isnan(found.count.low)
    assert "the random audit decided none" in found.sentence
    assert found.sentence.endswith("Draw an audit and decide it.")


def test_flags_alone_say_nothing_of_the_rest() -> None:
    thresholds, _, known = drawn_catalogue(1, 0.1, 0.0, 1.0)
    assert known.decided.sum() > 100
    found = mislabelled(thresholds, known)
    assert np.isnan(found.share.value)
    assert "no policy flagged" in found.sentence


def test_an_audit_alone_says_nothing_of_the_flags() -> None:
    thresholds, _, known = drawn_catalogue(1, 0.3, 0.2, 0.0)
    found = mislabelled(thresholds, known)
    assert np.isnan(found.share.value)
    assert found.sentence.endswith("Decide some of the queue of flags.")


def test_a_small_part_of_which_nothing_is_known_widens_the_interval_and_is_named() -> None:
    thresholds, lies, known = drawn_catalogue(1, 0.01, 0.2, 0.0)
    found = mislabelled(thresholds, known)
    unknown = float((thresholds <= ALPHA).mean())
    assert found.share.high - found.share.low > 0.8 * unknown
    assert found.share.low <= lies.mean() <= found.share.high
    assert "nothing is known, and anything was taken for possible" in found.sentence


def test_open_flags_bring_their_caveat() -> None:
    thresholds, _, known = drawn_catalogue(1, 0.1, 0.1, 0.5)
    assert "Flags are decided worst first" in mislabelled(thresholds, known).sentence
    thresholds, _, known = drawn_catalogue(1, 0.1, 0.1, 1.0)
    assert "worst first" not in mislabelled(thresholds, known).sentence


def test_no_track_is_no_figure() -> None:
    nothing = np.zeros(0, bool)
    found = mislabelled(np.zeros(0), Known(nothing, nothing, nothing, (), nothing, nothing))
    assert found.sentence == "No track was judged yet; scan the catalogue."


def worst_first(seed: int, part: float, tracks: int = 6000) -> tuple[NDArray[np.bool_], Audited]:
    """Which claims are wrong, and what decisions tell when the worst flags were decided first."""
    thresholds, lies, known = drawn_catalogue(seed, 0.1, 0.05, 0.0, tracks)
    chance = np.random.default_rng(seed)
    flagged = np.flatnonzero(thresholds <= ALPHA)
    # The desk's order is one of severity, which goes along with the threshold.
    place = thresholds[flagged] + 0.02 * chance.random(len(flagged))
    decided = known.decided.copy()
    decided[flagged[np.argsort(place)][: int(part * len(flagged))]] = True
    found = Known(
        decided & lies, decided & ~lies, known.drawn, (ALPHA,), decided, ~decided & decided
    )
    return lies, audited(thresholds, found, GRID)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("alpha", [0.03, 0.05, 0.1])
def test_the_truth_is_held_while_the_worst_flags_are_decided_first(
    part: float, alpha: float
) -> None:
    rounds, held = 40, 0
    for seed in range(rounds):
        lies, found = worst_first(seed, part)
        thresholds, _, _ = drawn_catalogue(seed, 0.1, 0.05, 0.0, 6000)
        right = expected(found, None, alpha).precision
        held += right.low <= lies[thresholds <= alpha].mean() <= right.high
    assert held / rounds >= 0.85
