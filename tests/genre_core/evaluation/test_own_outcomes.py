"""Counted all at once, claims come to what the verdict's own rule says of each alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.calibration import Calibration
from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.intervals import bootstrap_interval
from genre_core.evaluation.own_outcomes import LOOSEST, flag_rates, own_claims, own_findings
from genre_core.genres import find
from genre_core.outcomes import Outcome, Scope
from genre_core.verdict import examine
from tests.contests import contestant
from tests.evaluations import calibration_without
from tests.genre_core.nets import GENRES, Net

ALPHAS = (0.01, 0.05, 0.1, 0.2, 0.5)
COUNTS = (30, 9, 3, 40, 0, 25, 12, 19)
"""Calibration tracks of the genres: some testable alone, some by family, one not known at all."""


def asked(seed: int, crossed: bool = False, counts: tuple[int, ...] = COUNTS) -> Contestant:
    """A model of eight genres in five families; ``crossed`` makes calibration tracks test rows."""
    rng = np.random.default_rng(seed)
    net = Net(skill=1.0, kinship=0.7)
    known = net.calibration(counts, rng)
    if crossed:
        labels, chances = known.labels, known.probabilities
    else:
        fresh = net.calibration((6,) * len(GENRES), rng)
        labels, chances = fresh.labels, fresh.probabilities
    rows = pd.DataFrame(chances, columns=[f"p_{genre}" for genre in GENRES])
    rows = rows.assign(
        id=[f"t{row}" for row in range(len(rows))],
        artist=[f"artist {row // 2}" for row in range(len(rows))],
        genre=[GENRES[label] for label in labels],
    )
    return Contestant("net", GENRES, rows.set_index("id"), known)


def one_by_one(model: Contestant, alpha: float) -> list[str]:
    chances, genres = model.chances(model.genres), model.rows["genre"]
    return [
        str(examine(row, find(g), calibration_without(model, row, g)).outcome(alpha))
        for row, g in zip(chances, genres, strict=True)
    ]


@given(st.integers(0, 500), st.booleans(), st.sampled_from(ALPHAS))
def test_outcomes_are_those_of_the_verdicts_rule(seed: int, crossed: bool, alpha: float) -> None:
    model = asked(seed, crossed)
    assert own_findings(model).outcomes(alpha).tolist() == one_by_one(model, alpha)


def test_every_outcome_comes_about() -> None:
    met = {
        out for seed in range(9) for a in ALPHAS for out in own_findings(asked(seed)).outcomes(a)
    }
    assert met == {str(outcome) for outcome in Outcome}


@pytest.mark.parametrize("alpha", ALPHAS)
def test_flags_are_those_that_two_models_are_compared_by(alpha: float) -> None:
    model = asked(1, crossed=True)
    claims, outcomes = own_claims(model, alpha), own_findings(model).outcomes(alpha)
    assert np.array_equal(claims.flagged, outcomes == Outcome.MISMATCH)
    assert np.array_equal(claims.judged, outcomes != Outcome.CANNOT_TEST)
    whole = [
        examine(row, find(genre), model.calibration)
        for row, genre in zip(model.chances(model.genres), model.rows["genre"], strict=True)
    ]
    assert claims.tested.tolist() == [each.scope(alpha) is not Scope.NONE for each in whole]
    assert claims.testable.tolist() == [each.scope(LOOSEST) is not Scope.NONE for each in whole]


def test_equal_answers_count_as_equally_strange() -> None:
    model = contestant(60)
    known = model.calibration
    flat = np.full_like(known.probabilities, 1 / 3)
    chances = {name: 1 / 3 for name in model.rows.columns if name.startswith("p_")}
    same = Contestant(
        "flat", model.genres, model.rows.assign(**chances), replace(known, probabilities=flat)
    )
    assert set(own_findings(same).outcomes(0.1)) == {"plausible"}


def test_by_artist_the_track_that_stands_for_an_artist_is_left_out_for_all_of_hers() -> None:
    # Two tracks of one artist; only the first is among the calibration's.
    chances = np.array([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1]])
    rows = pd.DataFrame(
        chances, columns=["p_Classical", "p_Electronic", "p_Rock"], index=["a", "b"]
    )
    rows = rows.assign(artist="Ada", genre="Classical")
    others = np.array([[0.9, 0.05, 0.05], [0.5, 0.25, 0.25]])
    known = Calibration(
        ("Classical", "Electronic", "Rock"), 1.0, np.zeros(3, int), np.vstack([chances[:1], others])
    )
    model = Contestant("tiny", known.genres, rows, known)
    assert own_findings(model).leaf.tolist() == [2, 3]
    assert own_findings(model, by_artist=True).leaf.tolist() == [2, 2]
    assert own_findings(model, by_artist=True).leaf_strange.tolist() == [1, 1]


def test_rates_are_shares_of_the_tested_with_intervals_by_artist() -> None:
    model = asked(3)
    found, artists = own_findings(model), [str(a) for a in model.rows["artist"]]
    outcomes = found.outcomes(0.1)
    rates = flag_rates(found, artists, (0.1,))
    assert [rate.genre for rate in rates] == ["", *GENRES]
    for rate in rates:
        own = np.array([not rate.genre or genre == rate.genre for genre in model.rows["genre"]])
        tested = own & (outcomes != Outcome.CANNOT_TEST)
        assert (rate.tracks, rate.tested) == (own.sum(), tested.sum())
        flagged = own & (outcomes == Outcome.MISMATCH)
        expected = flagged.sum() / tested.sum() if tested.any() else np.nan
        assert rate.rate.value == pytest.approx(expected, nan_ok=True)
    tested = outcomes != Outcome.CANNOT_TEST
    by_hand = bootstrap_interval(
        artists, lambda rows: (outcomes[rows] == "mismatch").sum() / tested[rows].sum()
    )
    assert (rates[0].rate.low, rates[0].rate.high) == pytest.approx((by_hand.low, by_hand.high))


def test_a_genre_that_nothing_can_be_tested_of_has_no_rate() -> None:
    model = asked(3, counts=(1,) * len(GENRES))
    (whole, *_) = flag_rates(own_findings(model), list(model.rows["artist"]), (0.01,))
    assert whole.tested == 0
    assert np.isnan(whole.rate.value)
