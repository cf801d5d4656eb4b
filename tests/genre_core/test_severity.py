"""How grave a claim is, one by one and all at once, by the definition written out."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.conformal import probabilities
from genre_core.errors import GenreError
from genre_core.genres import distance, find, read_claim
from genre_core.severity import leaves_family, severities, severity, uncertainty
from genre_core.verdict import Outcome, Verdict, judge
from tests.genre_core.nets import GENRES, Net, answer

CLAIMS = ("Rock", "Punk", "Jazz", "Folk", "Polka", "Post-Punk", "Blues")
COUNTS = (40, 40, 40, 60, 60, 12, 60, 5)


def verdicts_of_a_net() -> Iterator[Verdict]:
    """Verdicts on claims of every kind, by a net whose skill is known."""
    rng = np.random.default_rng(3)
    net = Net(skill=2.0, kinship=1.0)
    calibration = net.calibration(COUNTS, rng)
    for logits in net.logits(np.arange(8).repeat(4), rng):
        for claim in ("Rock", "Punk", "Jazz", "Folk", "Polka", "Post-Punk"):
            yield judge(answer(logits), read_claim(claim), calibration, 0.05)


def test_severity_is_what_the_definition_says() -> None:
    found = list(verdicts_of_a_net())
    assert {verdict.outcome for verdict in found} == set(Outcome)
    for verdict in found:
        tested, claimed = verdict.tested_p_value, verdict.claim.genre
        expected = 0.0
        if tested is not None and claimed is not None:
            for genre, p in zip(verdict.genres, verdict.probabilities, strict=True):
                expected += p * distance(claimed, find(genre))
            expected *= (1 - tested) / 4
        assert severity(verdict) == pytest.approx(expected)
        assert 0 <= severity(verdict) <= 1


def test_a_flag_leaves_the_family_only_where_the_guess_is_of_another() -> None:
    found = list(verdicts_of_a_net())
    leaving = [verdict for verdict in found if leaves_family(verdict)]
    assert leaving
    for verdict in leaving:
        assert verdict.flagged
        assert verdict.claim.genre is not None
        assert find(verdict.predicted).root != verdict.claim.genre.root


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20).filter(sum))
def test_uncertainty_is_an_entropy(weights: list[float]) -> None:
    chances = np.array(weights) / sum(weights)
    found = uncertainty(chances)
    assert 0 <= found <= np.log(len(chances)) + 1e-9
    assert found == pytest.approx(-sum(p * np.log(p) for p in chances if p > 0), abs=1e-9)


@given(st.integers(0, 999), st.sampled_from([0.01, 0.05, 0.1, 0.3]), st.data())
def test_many_severities_are_those_of_single_verdicts(
    seed: int, alpha: float, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    net = Net(skill=1.5, kinship=1.0, temperature=1.3)
    calibration = net.calibration(COUNTS, rng)
    logits = net.logits(rng.integers(0, len(GENRES), 12), rng)
    claims = data.draw(st.lists(st.sampled_from(CLAIMS), min_size=12, max_size=12))
    single = [
        judge(answer(row), read_claim(claim), calibration, alpha)
        for row, claim in zip(logits, claims, strict=True)
    ]
    tested = [each.tested_p_value for each in single]
    found = severities(
        probabilities(logits.astype(np.float32), 1.3),
        [each.claim.genre.name if each.claim.genre else "" for each in single],
        GENRES,
        np.array([np.nan if p is None else p for p in tested]),
    )
    assert found == pytest.approx([severity(each) for each in single], abs=1e-12)
    assert np.all((found >= 0) & (found < 1))


def test_what_could_not_be_tested_is_not_grave() -> None:
    chances = np.full((3, 2), 0.5)
    found = severities(chances, ["", "Jazz", "Jazz"], ("Rock", "Folk"), np.array([0.1, np.nan, 1]))
    assert found.tolist() == [0.0, 0.0, 0.0]


def test_no_claims_have_no_severities() -> None:
    assert severities(np.zeros((0, 2)), [], ("Rock", "Folk"), np.zeros(0)).shape == (0,)


def test_a_claim_outside_the_tree_has_no_severity() -> None:
    with pytest.raises(GenreError, match="Polka"):
        severities(np.full((1, 2), 0.5), ["Polka"], ("Rock", "Folk"), np.array([0.5]))
