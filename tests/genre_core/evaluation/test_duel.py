"""Which verdicts would change is what two models say apart, track by track."""

from dataclasses import replace

import numpy as np

from genre_core.evaluation.comparison import Comparison, compare
from genre_core.evaluation.duel import changed_verdicts
from genre_core.evaluation.own_outcomes import own_findings
from genre_core.outcomes import Outcome
from tests.contests import contestant


def test_a_model_changes_nothing_in_its_own_place() -> None:
    found = changed_verdicts(contestant(), contestant(), 0.05)
    assert (found.tracks, found.changes) == (200, ())


def test_flags_that_come_and_go_are_those_of_the_comparison() -> None:
    serving, other = contestant(skill=1.0), contestant(skill=2.5, seed=4)
    compared = compare(other, serving, 0.1)
    assert isinstance(compared, Comparison)
    found = changed_verdicts(serving, other, 0.1)
    after = {change.id for change in found.changes if change.after is Outcome.MISMATCH}
    before = {change.id for change in found.changes if change.before is Outcome.MISMATCH}
    assert (after, before) == (set(compared.appeared), set(compared.vanished))
    assert sum(found.counts.values()) == len(found.changes)


def test_changes_are_all_that_differ_flags_first() -> None:
    serving, other = contestant(skill=1.0), contestant(skill=2.5, seed=4)
    found = changed_verdicts(serving, other, 0.1)
    was, becomes = (own_findings(model).outcomes(0.1) for model in (serving, other))
    ids = serving.rows.index[was != becomes]
    assert {change.id for change in found.changes} == set(ids)
    weights = [change.weight for change in found.changes]
    assert weights == sorted(weights, reverse=True)


def test_genres_may_stand_in_another_order() -> None:
    serving = contestant(skill=1.0)
    known = serving.calibration
    turned = replace(
        serving,
        genres=serving.genres[::-1],
        calibration=replace(
            known,
            genres=known.genres[::-1],
            labels=2 - known.labels,
            probabilities=np.ascontiguousarray(known.probabilities[:, ::-1]),
        ),
    )
    assert changed_verdicts(serving, turned, 0.05).changes == ()


def test_models_without_common_tracks_have_nothing_to_change() -> None:
    strangers = contestant()
    other = replace(strangers, rows=strangers.rows.rename(index=lambda name: f"x{name}"))
    assert changed_verdicts(strangers, other, 0.05).tracks == 0
