"""The rules flag as the product does, one by one, and the figures are counted by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from genre_core.errors import ModelError, PolicyError
from genre_core.evaluation.answers import Answers, answers_of
from genre_core.evaluation.claim_findings import hold_claims
from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.hunt import Hunt, hunt
from genre_core.evaluation.injection import Injected, Way, inject
from genre_core.evaluation.intervals import bootstrap_interval
from genre_core.evaluation.own_outcomes import own_findings, twins
from genre_core.genres import find
from genre_core.outcomes import Outcome, Scope
from genre_core.verdict import examine
from tests.evaluations import NAMES, calibration_without, contestant_of, evaluation_rows

GENRES = ("Rock", "Punk", "Metal", "Folk", "Jazz")


def world(
    tracks: int, seed: int = 1, genres: tuple[str, ...] = GENRES
) -> tuple[Contestant, Answers]:
    """A model and its answers; a third of the tracks are its calibration's, too."""
    rows = evaluation_rows(tracks, genres, seed)
    model = contestant_of(rows, genres)
    return model, answers_of(model, rows)


def by_lot(answers: Answers, seed: int) -> Injected:
    """Claims by another lot than the true genres: siblings' and honest ones among them."""
    claims = np.random.default_rng(seed + 1000).choice(
        np.array(answers.genres), len(answers.labels)
    )
    lies = claims != np.array(answers.genres)[answers.labels]
    return Injected(tuple(claims.tolist()), lies, Way.UNIFORM, 0.5)


@pytest.fixture(scope="module")
def hunted() -> tuple[Answers, Injected, Hunt]:
    model, answers = world(400)
    injected = inject(answers, Way.UNIFORM, 0.2, 3)
    return answers, injected, hunt(model, answers, injected, 0.1)


@given(st.integers(2, 120), st.integers(0, 99), st.sampled_from([0.01, 0.05, 0.1, 0.3]))
def test_the_verdict_flags_what_the_products_rule_flags(
    tracks: int, seed: int, alpha: float
) -> None:
    model, answers = world(tracks, seed)
    injected = by_lot(answers, seed)
    assume(not injected.lies.all() and injected.lies.any())
    verdict, naive = hunt(model, answers, injected, alpha).rules
    for row, (chances, claim) in enumerate(zip(answers.chances, injected.claims, strict=True)):
        # The track itself is out of what it is measured by, whatever it claims.
        known = calibration_without(model, chances, GENRES[answers.labels[row]])
        finding = examine(chances, find(claim), known)
        assert verdict.flags[row] == (finding.outcome(alpha) is Outcome.MISMATCH)
        assert verdict.tested[row] == (finding.scope(alpha) is not Scope.NONE)
        assert naive.flags[row] == (finding.predicted != claim)
    assert naive.tested.all()


@pytest.mark.parametrize("rule", [0, 1])
def test_a_rules_figures_are_counted_by_hand(
    hunted: tuple[Answers, Injected, Hunt], rule: int
) -> None:
    answers, injected, found = hunted
    one, rates, lies = found.rules[rule], found.rates[rule], injected.lies
    assert one.name == rates.name
    caught = (one.flags & lies).sum()
    assert rates.detection.value == pytest.approx(caught / (one.tested & lies).sum())
    wrong = (one.flags & ~lies).sum()
    assert rates.false_flags.value == pytest.approx(wrong / (one.tested & ~lies).sum())
    assert rates.precision.value == pytest.approx(caught / (caught + wrong))
    by_hand = bootstrap_interval(
        list(answers.credits["artist"]),
        lambda rows: float((one.flags & lies)[rows].sum() / one.flags[rows].sum()),
    )
    assert (rates.precision.low, rates.precision.high) == pytest.approx((by_hand.low, by_hand.high))


def test_what_the_verdict_makes_of_claims_is_a_point_of_the_p_values_curve(
    hunted: tuple[Answers, Injected, Hunt],
) -> None:
    _, _, found = hunted
    verdict, curve = found.rates[0], found.rankings[1].roc
    assert found.rules[0].tested.all()
    place = np.flatnonzero(curve.threshold <= found.alpha)[-1]
    assert curve.x[place] == pytest.approx(verdict.false_flags.value)
    assert curve.y[place] == pytest.approx(verdict.detection.value)


@given(st.integers(0, 99), st.sampled_from(Way))
def test_what_becomes_of_the_claims_is_what_holding_each_of_them_gives(seed: int, way: Way) -> None:
    model, answers = world(300)
    injected = inject(answers, way, 0.2, seed)
    found = hunt(model, answers, injected, 0.1, own_findings(model))
    twin = twins(answers.labels, answers.chances, model.calibration)
    held = hold_claims(answers.chances, injected.claims, model.calibration, twin)
    for name in ("leaf", "leaf_strange", "family", "family_strange"):
        np.testing.assert_array_equal(getattr(found.found, name), getattr(held, name))


@pytest.mark.parametrize(("rule", "order"), [("verdict", 0), ("naive", 2)])
def test_what_a_rule_flags_is_the_first_in_its_order(
    hunted: tuple[Answers, Injected, Hunt], rule: str, order: int
) -> None:
    _, injected, found = hunted
    (flags,) = (each.flags for each in found.rules if each.name == rule)
    caught = (flags & injected.lies).sum()
    assert found.rankings[order].found[flags.sum() - 1] == pytest.approx(caught)


def test_rules_and_rankings_are_in_their_order_and_named(
    hunted: tuple[Answers, Injected, Hunt],
) -> None:
    _, injected, found = hunted
    assert [rule.name for rule in found.rules] == ["verdict", "naive"]
    names = ["verdict", "p-value", "naive", "cleanlab", "random", "ideal"]
    assert [one.name for one in found.rankings] == names
    for one in found.rankings:
        assert len(one.found) == 400
        assert one.found[-1] == injected.lies.sum()
        assert one.auroc.low <= one.auroc.value <= one.auroc.high
        assert np.all(one.found_low <= one.found + 1e-9)
        assert np.all(one.found <= one.found_high + 1e-9)
    verdict, random, ideal = (found.rankings[place] for place in (0, 4, 5))
    assert random.auroc.value < verdict.auroc.value < ideal.auroc.value


def test_honest_claims_are_flagged_no_oftener_than_alpha_allows() -> None:
    model, answers = world(3000, genres=NAMES)
    found = hunt(model, answers, inject(answers, Way.UNIFORM, 0.05, 1), 0.1)
    verdict, naive = found.rates
    assert verdict.false_flags.low <= 0.1
    assert naive.false_flags.value > 3 * verdict.false_flags.value
    assert naive.precision.value < verdict.precision.value


def test_where_nothing_can_be_tested_the_verdict_knows_nothing_and_flags_nothing() -> None:
    model, answers = world(30)
    found = hunt(model, answers, inject(answers, Way.UNIFORM, 0.2, 1), 0.01)
    verdict = found.rules[0]
    assert not verdict.tested.any()
    assert not verdict.flags.any()
    rates = found.rates[0]
    unknown = (rates.detection, rates.false_flags, rates.precision)
    assert np.isnan([rate.value for rate in unknown]).all()
    assert found.rankings[0].auroc.value == 0.5


def test_a_test_set_of_one_genre_can_be_hunted() -> None:
    rows = evaluation_rows(60, GENRES).assign(genre="Jazz")
    model = contestant_of(rows, GENRES)
    answers = answers_of(model, rows)
    found = hunt(model, answers, inject(answers, Way.UNIFORM, 0.1, 1), 0.1)
    # No calibration track is of another genre, so that no lie can be tested.
    assert np.isnan(found.rates[0].detection.value)
    assert 0 <= found.rates[0].false_flags.value <= 1
    assert 0 <= found.rates[1].detection.value <= 1


def test_an_impossible_alpha_is_refused() -> None:
    model, answers = world(20)
    with pytest.raises(PolicyError, match="alpha is"):
        hunt(model, answers, inject(answers, Way.UNIFORM, 0.1, 1), 0.7)


def test_another_models_answers_are_refused() -> None:
    model, answers = world(20)
    _, others = world(21)
    injected = inject(others, Way.UNIFORM, 0.1, 1)
    with pytest.raises(ModelError, match=r"20 test tracks of 5 genres.*this very model"):
        hunt(model, others, injected, 0.1)
    with pytest.raises(ModelError, match="20 of 5, and 21 claims"):
        hunt(model, answers, injected, 0.1)


@pytest.mark.parametrize("all_lie", [True, False])
def test_claims_that_all_lie_or_all_hold_are_refused(all_lie: bool) -> None:
    model, answers = world(20)
    injected = replace(inject(answers, Way.UNIFORM, 0.1, 1), lies=np.full(20, all_lie))
    with pytest.raises(ModelError, match="of 20 claims are lies; some, but not all"):
        hunt(model, answers, injected, 0.1)
