"""Lies are weighed as they would be told, and what is caught is counted by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from genre_core.evaluation.lies import Flagging, Lie, flagging, flagging_table, told
from genre_core.evaluation.trial import Trial
from genre_core.genres import find
from tests.genre_core.nets import GENRES, Net
from tests.genre_core.trials import trial_of

ALPHAS, SHARES = (0.05, 0.1), (0.02, 0.1)
ONE_EACH = ("Blues", "Classical", "Jazz")


@pytest.fixture(scope="module")
def trial() -> Trial:
    return trial_of(Net(skill=1.5, kinship=1.0))


@pytest.fixture(scope="module")
def curves(trial: Trial) -> dict[tuple[Lie, float], Flagging]:
    return {(row.lie, row.alpha): row for row in flagging(trial, tuple(Lie), ALPHAS, SHARES)}


@given(st.sampled_from(Lie), st.lists(st.integers(0, 7), min_size=1, max_size=20))
def test_who_lies_never_tells_the_truth_and_always_says_something(
    lie: Lie, drawn: list[int]
) -> None:
    labels = np.array(drawn)
    weights = told(lie, labels, GENRES)
    assert not weights[np.arange(len(labels)), labels].any()
    assert np.all(weights >= 0)
    for total, label in zip(weights.sum(axis=1), labels, strict=True):
        lone = lie is Lie.SIBLING and GENRES[label] == "Jazz"
        same = lie is Lie.POPULAR and len(set(drawn)) == 1
        assert total == pytest.approx(0.0 if lone or same else 1.0)


def test_the_kinds_are_what_they_are_called() -> None:
    labels = np.array([0, 0, 0, 3])  # Rock three times, Electronic once
    uniform = told(Lie.UNIFORM, labels, GENRES)
    assert uniform[0].tolist() == pytest.approx([0] + [1 / 7] * 7)
    sibling = told(Lie.SIBLING, labels, GENRES)
    assert {GENRES[k]: w for k, w in enumerate(sibling[0]) if w} == {"Punk": 0.5, "Metal": 0.5}
    assert {GENRES[k]: w for k, w in enumerate(sibling[3]) if w} == {"Trip-Hop": 1.0}
    popular = told(Lie.POPULAR, np.array([0, 0, 0, 3, 7]), GENRES)
    assert popular[4].tolist() == [0.75, 0, 0, 0.25, 0, 0, 0, 0]
    assert popular[3].tolist() == [0.75, 0, 0, 0, 0, 0, 0, 0.25]
    foreign = told(Lie.FOREIGN, labels, GENRES)
    assert all(find(GENRES[k]).root != "Rock" for k in np.flatnonzero(foreign[0]))


@pytest.mark.parametrize(("lie", "alpha"), list(product(Lie, ALPHAS)))
def test_the_shares_are_those_counted_by_hand(
    trial: Trial, curves: dict[tuple[Lie, float], Flagging], lie: Lie, alpha: float
) -> None:
    judged, weights = trial.judged(alpha), told(lie, trial.labels, trial.genres)
    liars = caught = noticed = truths = wrong = 0.0
    for row, label in enumerate(trial.labels):
        truths += 1
        wrong += judged.flagged[row, label]
        for column in range(8):
            liars += weights[row, column]
            caught += weights[row, column] * judged.flagged[row, column]
            noticed += weights[row, column] * judged.doubted[row, column]
    found = curves[lie, alpha]
    assert found.detection.value == pytest.approx(caught / liars)
    assert found.noticed.value == pytest.approx(noticed / liars)
    assert found.false_flags.value == pytest.approx(wrong / truths)
    assert found.tested.value == pytest.approx(1.0)
    for share, precision in zip(SHARES, found.precision, strict=True):
        right = share * caught / liars
        expected = right / (right + (1 - share) * wrong / truths)
        assert precision.value == pytest.approx(expected)


@pytest.mark.parametrize("lie", Lie)
def test_the_auroc_is_that_of_scikit_learn(
    trial: Trial, curves: dict[tuple[Lie, float], Flagging], lie: Lie
) -> None:
    p_values, weights = trial.judged(0.1).p_values, told(lie, trial.labels, trial.genres)
    truths = p_values[trial.honest]
    is_lie = np.repeat([0, 1], [len(truths), weights.size])
    scores = -np.concatenate([truths, p_values.ravel()])
    weight = np.concatenate([np.ones(len(truths)), weights.ravel()])
    expected = roc_auc_score(is_lie, scores, sample_weight=weight)
    found = curves[lie, 0.1].auroc
    assert found.value == pytest.approx(expected)
    assert found.low < found.value < found.high


def test_drawing_liars_comes_to_what_weighing_them_says(trial: Trial) -> None:
    (row,) = flagging(trial, (Lie.POPULAR,), (0.1,), (0.1,))
    random = np.random.default_rng(3)
    weights = told(Lie.POPULAR, trial.labels, trial.genres)
    flagged = trial.judged(0.1).flagged
    right = flags = 0
    for _ in range(300):
        for track, label in enumerate(trial.labels):
            lying = random.random() < 0.1
            claim = random.choice(8, p=weights[track]) if lying else label
            flags += flagged[track, claim]
            right += flagged[track, claim] and lying
    # Some thousand flags: two deviations are 0.02.
    assert right / flags == pytest.approx(row.precision[0].value, abs=0.03)


def test_a_network_that_knows_nothing_tells_no_lie_from_the_truth() -> None:
    (row,) = flagging(trial_of(Net(skill=0.0), each=60), (Lie.UNIFORM,), (0.1,), (0.1,))
    assert row.auroc.value == pytest.approx(0.5, abs=0.05)
    assert row.precision[0].low <= 0.1 <= row.precision[0].high


def test_skill_catches_more_lies_but_siblings_are_only_noticed() -> None:
    dull, sharp = (
        {row.lie: row for row in flagging(trial_of(Net(skill, kinship=1.5)), alphas=(0.1,))}
        for skill in (0.5, 4.0)
    )
    assert sharp[Lie.UNIFORM].detection.value > dull[Lie.UNIFORM].detection.value
    assert sharp[Lie.FOREIGN].detection.value > 0.9
    assert sharp[Lie.SIBLING].noticed.value > 0.8
    assert sharp[Lie.SIBLING].detection.value < 0.2


def test_a_lie_that_cannot_be_told_is_unknown_in_every_figure() -> None:
    trial = trial_of(Net(skill=1.0), each=4)
    findings = tuple(row[:2] for row in trial.findings[:8])
    rock = Trial(("Rock", "Punk"), trial.artists[:8], trial.labels[:8], findings)
    (foreign,) = flagging(rock, (Lie.FOREIGN,), (0.1,), (0.1,))
    assert np.isnan([foreign.tested.value, foreign.detection.value, foreign.auroc.value]).all()
    assert np.isnan(foreign.precision[0].value)
    assert foreign.false_flags.value >= 0


def test_where_nothing_can_be_tested_nothing_is_known() -> None:
    (row,) = flagging(trial_of(Net(skill=1.0), each=2, calibration=5), (Lie.UNIFORM,), (0.01,))
    assert row.tested.value == 0.0
    assert np.isnan([row.detection.value, row.false_flags.value, row.auroc.value]).all()


def test_the_table_has_a_row_a_kind_an_alpha_and_a_share(
    curves: dict[tuple[Lie, float], Flagging],
) -> None:
    table = flagging_table(tuple(curves.values()))
    assert len(table) == len(Lie) * len(ALPHAS) * len(SHARES)
    line = table[(table["kind"] == "popular") & (table["alpha"] == 0.1) & (table["share"] == 0.02)]
    expected = curves[Lie.POPULAR, 0.1]
    assert line["detection"].item() == expected.detection.value
    assert line["precision"].item() == expected.precision[0].value
    assert line["auroc_high"].item() == expected.auroc.high
    figures = ["tested", "detection", "noticed", "precision", "false_flags", "auroc"]
    ends = [name + end for name in figures for end in ("", "_low", "_high")]
    assert list(table.columns) == ["kind", "alpha", "share", *ends]


def test_the_same_trial_gives_the_same_curves(trial: Trial) -> None:
    once, again = (flagging(trial, (Lie.UNIFORM,), (0.1,)) for _ in range(2))
    assert once == again
