"""Many claims at once: the same outcomes as one after the other, and the alpha that flags each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.errors import GenreError
from genre_core.evaluation.claim_findings import hold_claims
from genre_core.evaluation.contestant import Contestant
from genre_core.genres import GENRES, find
from genre_core.outcomes import Finding, Outcome, Scope
from genre_core.verdict import examine
from tests.evaluations import NAMES, contestant_of, evaluation_rows

TREE = tuple(genre.name for genre in GENRES)
some_genres = st.lists(st.sampled_from(NAMES), min_size=2, max_size=6, unique=True).map(tuple)
alphas = st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.34, 0.5]) | st.floats(0.001, 0.5)


def one_by_one(model: Contestant, claims: list[str]) -> list[Finding]:
    rows = model.chances(model.genres)
    return [
        examine(row, find(name), model.calibration) for row, name in zip(rows, claims, strict=True)
    ]


def p_where_tested(finding: Finding, alpha: float) -> float:
    tested = {Scope.GENRE: finding.leaf, Scope.FAMILY: finding.family}.get(finding.scope(alpha))
    return float("nan") if tested is None else tested.p_value


@given(some_genres, st.integers(1, 60), st.integers(0, 999), st.data())
def test_outcomes_and_tested_p_values_are_those_of_single_verdicts(
    genres: tuple[str, ...], tracks: int, seed: int, data: st.DataObject
) -> None:
    model = contestant_of(evaluation_rows(tracks, genres, seed), genres)
    claims = data.draw(st.lists(st.sampled_from(TREE), min_size=tracks, max_size=tracks))
    alpha = data.draw(alphas)
    found = hold_claims(model.chances(genres), claims, model.calibration)
    single = one_by_one(model, claims)
    assert found.outcomes(alpha).tolist() == [each.outcome(alpha).value for each in single]
    np.testing.assert_array_equal(
        found.tested_p_values(alpha), [p_where_tested(each, alpha) for each in single]
    )


@given(some_genres, st.integers(1, 60), st.integers(0, 999), st.data())
def test_a_claim_is_flagged_exactly_from_its_threshold_on(
    genres: tuple[str, ...], tracks: int, seed: int, data: st.DataObject
) -> None:
    model = contestant_of(evaluation_rows(tracks, genres, seed), genres)
    claims = data.draw(st.lists(st.sampled_from(TREE), min_size=tracks, max_size=tracks))
    found = hold_claims(model.chances(genres), claims, model.calibration)
    # At every threshold itself, just below it, and between.
    for alpha in {data.draw(alphas), *found.thresholds, *(found.thresholds * (1 - 1e-12))}:
        if 0 < alpha <= 0.5:
            flagged = found.outcomes(alpha) == Outcome.MISMATCH.value
            np.testing.assert_array_equal(flagged, found.thresholds <= alpha)


def test_a_claim_without_a_genre_is_never_tested_and_never_flagged() -> None:
    model = contestant_of(evaluation_rows(30, ("Folk", "Jazz")), ("Folk", "Jazz"))
    found = hold_claims(model.chances(model.genres), [""] * 30, model.calibration)
    assert set(found.outcomes(0.5)) == {Outcome.CANNOT_TEST.value}
    assert set(found.thresholds) == {1.0}
    assert set(found.testable_from) == {1.0}


def test_a_claim_outside_the_tree_is_refused() -> None:
    model = contestant_of(evaluation_rows(3, ("Folk", "Jazz")), ("Folk", "Jazz"))
    with pytest.raises(GenreError, match="Polka Zulu"):
        hold_claims(model.chances(model.genres), ["Polka Zulu"] * 3, model.calibration)
