"""A trial is the verdict, asked many times: nothing of it may differ from judge()."""

from itertools import product

import numpy as np
import pytest

from genre_core.conformal import probabilities
from genre_core.errors import ModelError
from genre_core.evaluation.trial import Trial, false_flag_table, hold
from genre_core.genres import Claim, find
from genre_core.outcomes import Outcome
from genre_core.verdict import judge
from tests.genre_core.nets import GENRES, Net, answer
from tests.genre_core.trials import trial_of

NET = Net(skill=1.5, kinship=1.0)


@pytest.mark.parametrize("alpha", [0.02, 0.05, 0.1, 0.3])
def test_every_claim_is_judged_as_the_product_judges_it(alpha: float) -> None:
    rng = np.random.default_rng(1)
    # Jazz has too few tracks for the smaller alphas, Folk only through its family.
    calibration = NET.calibration((40, 40, 40, 60, 60, 12, 60, 5), rng)
    labels = np.arange(8).repeat(4)
    predictions = [answer(logits) for logits in NET.logits(labels, rng)]
    heard = np.stack([prediction.logits for prediction in predictions])
    findings = hold(probabilities(heard, calibration.temperature), calibration)
    judged = Trial(GENRES, ("A",) * 32, labels, findings).judged(alpha)
    for row, column in product(range(32), range(8)):
        claim = Claim(GENRES[column], find(GENRES[column]), ())
        verdict = judge(predictions[row], claim, calibration, alpha)
        assert judged.flagged[row, column] == verdict.flagged
        assert judged.tested[row, column] == (verdict.outcome is not Outcome.CANNOT_TEST)
        doubted = verdict.outcome in (Outcome.MISMATCH, Outcome.SIBLING)
        assert judged.doubted[row, column] == doubted
        expected = np.nan if verdict.tested_p_value is None else verdict.tested_p_value
        assert judged.p_values[row, column] == pytest.approx(expected, nan_ok=True)


def test_each_track_makes_one_honest_claim() -> None:
    trial = trial_of(NET, each=3)
    assert trial.honest.sum(axis=1).tolist() == [1] * 24
    assert trial.honest.argmax(axis=1).tolist() == trial.labels.tolist()


def test_a_trial_whose_parts_differ_in_length_is_refused() -> None:
    with pytest.raises(ModelError, match="2 artists, 1 labels and 0 rows of findings; one of each"):
        Trial(GENRES, ("a", "b"), np.array([0]), ())


def test_a_trial_of_nothing_is_refused() -> None:
    with pytest.raises(ModelError, match="one track or more"):
        Trial(GENRES, (), np.array([], dtype=np.int64), ())


def test_false_flags_are_counted_genre_by_genre() -> None:
    trial = trial_of(NET)
    table = false_flag_table(trial, (0.05, 0.2))
    assert list(table["genre"]) == [*GENRES, *GENRES]
    for line in table.to_dict("records"):
        flagged = trial.judged(line["alpha"]).flagged
        mine = [row for row in range(200) if GENRES[trial.labels[row]] == line["genre"]]
        expected = sum(flagged[row, trial.labels[row]] for row in mine) / len(mine)
        assert line["false_flags"] == pytest.approx(expected)
        assert line["low"] <= line["false_flags"] <= line["high"]
        assert line["tracks"] == line["tested"] == 25


def test_the_promise_holds_for_every_genre_however_weak_the_network() -> None:
    for net in (Net(skill=0.0), NET, Net(skill=4.0)):
        table = false_flag_table(trial_of(net, each=100, calibration=200), (0.1,))
        # 100 tracks a genre: three deviations are 0.09, and the calibration has its own chance.
        assert table["false_flags"].max() <= 0.22
        assert table["false_flags"].mean() <= 0.12


def test_where_nothing_could_be_tested_the_rate_is_unknown() -> None:
    table = false_flag_table(trial_of(NET, each=4, calibration=5), (0.02,))
    jazz = table[table["genre"] == "Jazz"].iloc[0]
    assert jazz["tested"] == 0
    assert np.isnan([jazz["false_flags"], jazz["low"], jazz["high"]]).all()
