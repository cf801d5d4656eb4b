"""The four orders are the desk's, the policy's, the naive rule's and cleanlab's own."""

import numpy as np
from cleanlab.rank import get_label_quality_scores
from hypothesis import given
from hypothesis import strategies as st

from genre_core.classifier import Prediction
from genre_core.evaluation.answers import Answers, answers_of
from genre_core.evaluation.claim_findings import hold_claims
from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.orders import CLEANLAB, NAIVE, P_VALUE, VERDICT, Order, orders, places
from genre_core.evaluation.own_outcomes import twins
from genre_core.genres import read_claim
from genre_core.severity import leaves_family, severity
from genre_core.verdict import Verdict, judge
from tests.evaluations import calibration_without, contestant_of, evaluation_rows

GENRES = ("Rock", "Punk", "Metal", "Folk", "Jazz")
worlds = st.tuples(st.integers(2, 150), st.integers(0, 99), st.sampled_from([0.02, 0.05, 0.1, 0.3]))


def made(tracks: int, seed: int) -> tuple[Contestant, Answers, list[str]]:
    """A model, its answers, and claims by lot (another than that of the true genres)."""
    rows = evaluation_rows(tracks, GENRES, seed)
    model = contestant_of(rows, GENRES)
    claims = np.random.default_rng(seed + 1000).choice(np.array(GENRES), tracks).tolist()
    return model, answers_of(model, rows), claims


def ordered(model: Contestant, answers: Answers, claims: list[str], alpha: float) -> list[Order]:
    left_out = twins(answers.labels, answers.chances, model.calibration)
    found = hold_claims(answers.chances, claims, model.calibration, left_out)
    return list(orders(answers, claims, found, alpha))


def single_verdicts(model: Contestant, claims: list[str], alpha: float) -> list[Verdict]:
    """What the product says of each claim, by the calibration less the track itself."""
    rows, own = model.chances(model.genres), model.rows["genre"]
    return [
        judge(
            Prediction(model.genres, np.log(row), np.zeros(0, np.float32), 1),
            read_claim(claim),
            calibration_without(model, row, genre),
            alpha,
        )
        for row, claim, genre in zip(rows, claims, own, strict=True)
    ]


@given(worlds)
def test_the_verdicts_order_is_that_of_the_desk(world: tuple[int, int, float]) -> None:
    tracks, seed, alpha = world
    model, answers, claims = made(tracks, seed)
    order = ordered(model, answers, claims, alpha)[0]
    single = single_verdicts(model, claims, alpha)
    desks = [float(leaves_family(v)) + float(v.flagged) + severity(v) for v in single]
    np.testing.assert_allclose(order.scores, desks, atol=1e-9)


def test_family_mismatches_come_before_other_flags_and_those_before_the_rest() -> None:
    model, answers, claims = made(2000, 3)
    order = ordered(model, answers, claims, 0.4)[0]
    single = single_verdicts(model, claims, 0.4)
    by_order = [single[row] for row in np.argsort(-order.scores, kind="stable")]
    ranks = [2 * leaves_family(verdict) + verdict.flagged for verdict in by_order]
    assert set(ranks) == {0, 1, 3}
    assert ranks == sorted(ranks, reverse=True)


@given(worlds)
def test_the_p_values_order_is_cut_by_alpha(world: tuple[int, int, float]) -> None:
    tracks, seed, alpha = world
    model, answers, claims = made(tracks, seed)
    order = ordered(model, answers, claims, alpha)[1]
    flagged = [verdict.flagged for verdict in single_verdicts(model, claims, alpha)]
    assert (order.keys <= alpha).tolist() == flagged


@given(worlds)
def test_the_naive_order_is_that_written_out(world: tuple[int, int, float]) -> None:
    tracks, seed, alpha = world
    model, answers, claims = made(tracks, seed)
    order = ordered(model, answers, claims, alpha)[2]
    written = sorted(
        range(tracks),
        key=lambda row: (
            GENRES[int(answers.chances[row].argmax())] == claims[row],
            answers.chances[row, GENRES.index(claims[row])],
        ),
    )
    assert np.argsort(-order.scores, kind="stable").tolist() == written


@given(worlds)
def test_cleanlabs_order_is_that_of_cleanlab(world: tuple[int, int, float]) -> None:
    tracks, seed, alpha = world
    model, answers, claims = made(tracks, seed)
    order = ordered(model, answers, claims, alpha)[3]
    theirs = get_label_quality_scores(
        places(claims, GENRES), answers.chances, method="normalized_margin"
    )
    np.testing.assert_array_equal(order.keys, theirs)
    assert not order.falling


def test_the_orders_have_names_and_a_key_a_claim() -> None:
    model, answers, claims = made(30, 1)
    before = answers.chances.copy()
    found = ordered(model, answers, claims, 0.05)
    assert [order.name for order in found] == [VERDICT, P_VALUE, NAIVE, CLEANLAB]
    assert all(np.isfinite(order.keys).all() and len(order.keys) == 30 for order in found)
    np.testing.assert_array_equal(answers.chances, before)
