"""The five outcomes and their borders; what must never change a verdict."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.errors import ModelError, PolicyError
from genre_core.genres import find, read_claim
from genre_core.verdict import Outcome, Scope, examine, judge, probabilities
from tests.genre_core.claims import ALPHAS, CALIBRATION, CLAIMS, LOGITS, finding, verdict
from tests.genre_core.nets import GENRES, Net, answer


@given(LOGITS, CLAIMS)
def test_the_p_values_are_the_definition(logits: NDArray[np.float64], claim: str) -> None:
    got = verdict(logits, claim, alpha=0.1)
    z = [float(value) / CALIBRATION.temperature for value in logits]
    powers = [np.exp(value - max(z)) for value in z]
    p = [power / sum(powers) for power in powers]
    for own_p, n, family in (
        (got.p_value, got.n_calibration, {claim}),
        (got.root_p_value, got.n_root_calibration, _family(claim)),
    ):
        members = [i for i, name in enumerate(GENRES) if name in family]
        mine, strange, total = sum(p[i] for i in members), 1, 0
        for label, row in zip(CALIBRATION.labels, CALIBRATION.probabilities, strict=True):
            if label in members:
                total += 1
                strange += bool(sum(row[i] for i in members) <= mine * (1 + 1e-12))
        assert n == total
        if own_p is not None:
            assert own_p == strange / (total + 1)


def _family(claim: str) -> set[str]:
    return {name for name in GENRES if find(name).root == find(claim).root}


@given(LOGITS, CLAIMS, st.integers(1, 40))
def test_support_for_the_claim_never_lowers_its_p_value(
    logits: NDArray[np.float64], claim: str, eighths: int
) -> None:
    before = verdict(logits, claim, alpha=0.1)
    more = logits + eighths / 8 * np.array([name == claim for name in GENRES])
    after = verdict(more, claim, alpha=0.1)
    assert (after.p_value or 0) >= (before.p_value or 0)
    assert (after.root_p_value or 0) >= (before.root_p_value or 0)


@given(LOGITS, CLAIMS, st.integers(-1000, 1000))
def test_a_constant_added_to_all_logits_changes_nothing(
    logits: NDArray[np.float64], claim: str, constant: int
) -> None:
    plain, shifted = verdict(logits, claim), verdict(logits + constant, claim)
    np.testing.assert_array_equal(plain.probabilities, shifted.probabilities)
    assert (plain.sentence, plain.reason) == (shifted.sentence, shifted.reason)


@settings(max_examples=300)
@given(LOGITS, CLAIMS, ALPHAS, ALPHAS)
def test_what_is_flagged_stays_flagged_at_a_larger_alpha(
    logits: NDArray[np.float64], claim: str, one: float, other: float
) -> None:
    strict, loose = sorted((one, other))
    if verdict(logits, claim, strict).flagged:
        assert verdict(logits, claim, loose).flagged


@given(
    st.tuples(st.integers(0, 40), st.integers(0, 200)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    ALPHAS,
    ALPHAS,
)
def test_flags_only_grow_with_alpha_whatever_the_counts(
    sizes: tuple[int, int], shares: tuple[float, float], one: float, other: float
) -> None:
    n, more = sizes
    leaf = (n, int(n * shares[0] ** 3))
    family = (n + more, int((n + more) * shares[1] ** 3))
    found = finding(leaf, family)
    strict, loose = sorted((one, other))
    if found.outcome(strict) is Outcome.MISMATCH:
        assert found.outcome(loose) is Outcome.MISMATCH


@given(LOGITS, CLAIMS, ALPHAS)
def test_a_flag_needs_the_genre_and_the_family_rejected(
    logits: NDArray[np.float64], claim: str, alpha: float
) -> None:
    got = verdict(logits, claim, alpha)
    if got.flagged:
        assert got.root_p_value is not None
        assert got.root_p_value <= alpha
        assert got.scope is Scope.FAMILY or (got.p_value or 1) <= alpha
    for value in (got.p_value, got.root_p_value):
        assert value is None or 0 < value <= 1


@pytest.mark.parametrize(
    ("leaf", "family", "outcome"),
    [
        ((99, 19), (199, 0), Outcome.UNCLEAR),  # 0.20 exactly is not above 0.20
        ((99, 20), (199, 0), Outcome.PLAUSIBLE),
        ((99, 5), (199, 0), Outcome.UNCLEAR),
        ((99, 4), (199, 10), Outcome.SIBLING),  # 0.05 exactly is at alpha
        ((99, 4), (199, 9), Outcome.MISMATCH),
        ((19, 0), (19, 0), Outcome.MISMATCH),
        ((18, 0), (18, 0), Outcome.CANNOT_TEST),
        ((18, 0), (19, 0), Outcome.MISMATCH),  # by the family
        ((18, 1), (19, 0), Outcome.UNCLEAR),  # one of the few looked as strange
        ((18, 0), (99, 19), Outcome.UNCLEAR),
        ((18, 0), (99, 20), Outcome.PLAUSIBLE),
        ((0, 0), (99, 4), Outcome.MISMATCH),
        ((0, 0), (18, 0), Outcome.CANNOT_TEST),
        ((0, 0), (0, 0), Outcome.CANNOT_TEST),
    ],
)
def test_the_borders_at_five_percent(
    leaf: tuple[int, int], family: tuple[int, int], outcome: Outcome
) -> None:
    assert finding(leaf, family).outcome(0.05) is outcome


def test_above_twenty_percent_nothing_is_unclear() -> None:
    for alpha in (0.2, 0.3, 0.5):
        met = {finding((99, k), (99, k)).outcome(alpha) for k in range(100)}
        assert met == {Outcome.PLAUSIBLE, Outcome.MISMATCH}


@pytest.mark.parametrize("claim", ["Rock", "Punk", "Post-Punk", "Psych-Folk", "Jazz", "Blues"])
def test_the_scope_is_what_has_enough_tracks(claim: str) -> None:
    scopes = {
        "Rock": Scope.GENRE,
        "Punk": Scope.FAMILY,  # five tracks
        "Post-Punk": Scope.FAMILY,  # never learnt
        "Psych-Folk": Scope.FAMILY,  # learnt, but no track
        "Jazz": Scope.NONE,  # twelve tracks and no relatives
        "Blues": Scope.NONE,  # neither learnt nor related
    }
    assert verdict(np.zeros(8), claim).scope is scopes[claim]


def test_nineteen_tracks_are_enough_at_five_percent_but_not_below() -> None:
    assert verdict(np.zeros(8), "Trip-Hop", 0.05).scope is Scope.GENRE
    assert verdict(np.zeros(8), "Trip-Hop", 0.0499).scope is Scope.FAMILY


def test_what_was_not_tested_has_no_p_value() -> None:
    untested, relative = verdict(np.zeros(8), "Jazz"), verdict(np.zeros(8), "Post-Punk")
    assert (untested.p_value, untested.root_p_value, untested.tested_p_value) == (None,) * 3
    assert (untested.n_calibration, untested.n_root_calibration) == (12, 12)
    assert relative.p_value is None
    assert relative.tested_p_value == relative.root_p_value
    assert (relative.n_calibration, relative.n_root_calibration) == (0, 95)


def test_a_track_of_its_own_calibration_ties_with_itself() -> None:
    labels = np.repeat(np.arange(8), 30)
    logits = Net(1.5).logits(labels, np.random.default_rng(3)).astype(np.float32)
    calibration = Calibration(GENRES, 0.7, labels, probabilities(logits, 0.7))
    for row, label in zip(logits[::7], labels[::7], strict=True):
        got = judge(answer(row), read_claim(GENRES[label]), calibration)
        scores = calibration.scores(GENRES[label])
        own = -np.log(got.probabilities[label])
        assert got.p_value == (1 + np.count_nonzero(scores >= own)) / 31
        assert got.p_value is not None
        assert got.p_value >= 2 / 31


@pytest.mark.parametrize("alpha", [0.0, -0.05, 0.5001, 2.0, float("nan")])
def test_an_impossible_alpha_is_refused(alpha: float) -> None:
    for claim in ("Rock", "Blues", "nonsense"):
        with pytest.raises(PolicyError, match=rf"alpha is {alpha}; .* above 0 and at most 0.5"):
            verdict(np.zeros(8), claim, alpha)


def test_logits_that_are_not_finite_are_a_broken_model() -> None:
    with pytest.raises(ModelError, match="1 of 8 logits that are not finite"):
        verdict(np.array([np.nan, *[0.0] * 7]), "Rock")


def test_prediction_and_calibration_are_of_one_model() -> None:
    swapped = (*GENRES[1:], GENRES[0])
    with pytest.raises(ModelError, match="Use the calibration of the model that predicted"):
        judge(answer(np.zeros(8), swapped), read_claim("Rock"), CALIBRATION)
    with pytest.raises(ModelError, match=r"shape \(2, 8\); one for each of 8 genres"):
        judge(answer(np.zeros((2, 8))), read_claim("Rock"), CALIBRATION)


def test_a_verdict_cannot_be_untested_and_decided() -> None:
    got = verdict(np.zeros(8), "Rock")
    with pytest.raises(PolicyError, match="outcome is cannot_test with scope genre"):
        replace(got, outcome=Outcome.CANNOT_TEST)
    with pytest.raises(PolicyError, match="alpha is 2"):
        replace(got, alpha=2)


def test_examine_names_the_best_guess_and_the_nearest_relative() -> None:
    chances = probabilities(np.array([0.0, 3.0, 1.0, 5.0, 0.0, 0.0, 0.0, 0.0]), 1.0)
    found = examine(chances, find("Rock"), CALIBRATION)
    assert (found.predicted, found.nearest, found.learnt) == ("Electronic", "Punk", True)
    assert examine(chances, find("Blues"), CALIBRATION).nearest is None
