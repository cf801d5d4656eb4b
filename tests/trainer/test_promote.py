"""Only a better candidate takes the incumbent's place, and every decision is kept."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genre_core.calibration import load_calibration, save_calibration
from genre_core.card import list_models, read_card
from genre_core.classifier import CALIBRATION, load_classifier
from genre_core.errors import ModelError
from genre_core.evaluation.comparison import Comparison, Incomparable, Pair
from genre_core.evaluation.contestant import EVALUATION
from genre_core.evaluation.intervals import Interval
from tests.contests import renew, write_contestant
from tests.models import GENRES
from trainer.errors import TrainingError
from trainer.promote import LOG, Force, compare, promote
from trainer.promotion_text import summary
from trainer.rule import judge

NOTHING = Interval(0.0, 0.0, 0.0)


def pair(low: float, high: float) -> Pair:
    return Pair(Interval(0.5, 0.4, 0.6), NOTHING, Interval((low + high) / 2, low, high))


def found(
    accuracy: tuple[float, float], loss: tuple[float, float], flags_low: float = 0.03
) -> Comparison:
    """A comparison of which only the intervals that the rule reads are set."""
    flags = Pair(Interval(0.06, flags_low, 0.09), NOTHING, NOTHING)
    return Comparison(
        "new", "old", ("Rock", "Jazz"), 100, 50, pair(*accuracy), pair(*loss), flags,
        pair(-0.1, 0.0), 1.0, pair(0, 0), (pair(0, 0), pair(0, 0)), 3, 2, 1.0, 0.05, ("t1",), (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("accuracy", "loss", "better", "why"),
    [
        ((0.01, 0.08), (-0.2, -0.1), True, "right more often"),
        ((0.01, 0.08), (-0.1, 0.1), True, "right more often"),
        ((0.01, 0.08), (0.01, 0.1), False, "but its log-loss rose"),
        ((-0.009, 0.05), (-0.2, -0.01), True, "log-loss is lower"),
        ((-0.02, 0.05), (-0.2, -0.01), False, "not clearly better"),
        ((-0.02, 0.05), (-0.2, 0.01), False, "not clearly better"),
        ((-0.08, -0.01), (-0.2, -0.1), False, "not clearly better"),
        ((0.0, 0.0), (0.0, 0.0), False, "not clearly better"),
    ],
)
def test_the_rule_is_the_one_that_is_written_down(
    accuracy: tuple[float, float], loss: tuple[float, float], better: bool, why: str
) -> None:
    verdict, reason = judge(found(accuracy, loss))
    assert verdict is better
    assert why in reason


def test_a_candidate_that_breaks_its_promise_is_refused_however_often_it_is_right() -> None:
    better, reason = judge(found((0.2, 0.4), (-0.9, -0.5), flags_low=0.055))
    assert not better
    assert reason == (
        "It flags 6.0% of the honest claims it can test at alpha 0.05, clearly more than it "
        "promises."
    )


def test_a_candidate_that_can_test_clearly_less_is_refused_however_often_it_is_right() -> None:
    good = found((0.2, 0.4), (-0.9, -0.5))
    better, reason = judge(replace(good, tested=pair(-0.2, -0.01)))
    assert not better
    assert reason == (
        "It can test 50.0% of honest claims at alpha 0.05, the incumbent 0.0%; what cannot be "
        "tested is never flagged. Calibrate it on tracks of more artists."
    )
    assert judge(replace(good, tested=pair(-0.2, 0.01)))[0]


def test_only_the_first_of_its_name_must_be_able_to_test_half_at_the_loosest_policy() -> None:
    unknown = Interval(np.nan, np.nan, np.nan)
    mute = replace(
        found((0.2, 0.4), (-0.9, -0.5)),
        false_flags=Pair(unknown, unknown, unknown),
        tested=pair(0.0, 0.0),
        testable=0.4,
    )
    better, reason = judge(mute, first=True)
    assert not better
    assert reason == (
        "It could test 40.0% of honest claims even at alpha 0.20; 50% are needed. Calibrate it on "
        "tracks of more artists."
    )
    assert judge(mute)[0]
    assert judge(replace(mute, testable=0.5), first=True)[0]


def lines_of(models: Path) -> list[dict[str, Any]]:
    text = (models / "tiny" / LOG).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of models whose one model is middling."""
    write_contestant(tmp_path / "models" / "tiny", skill=1.0, version="1")
    return tmp_path / "models"


def test_a_better_candidate_takes_the_place(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=3.0, version="2", seed=5)
    decision = promote(candidate, models)
    assert decision.promoted
    assert decision.better
    assert load_classifier(models / "tiny").card.version == "2"
    (line,) = lines_of(models)
    assert (line["promoted"], line["force"]) == (True, None)
    assert (line["comparison"]["candidate"], line["comparison"]["incumbent"]) == (
        "tiny 2",
        "tiny 1",
    )
    assert line["comparison"]["accuracy"]["difference"]["low"] > 0
    assert line["date"].endswith("+00:00")


def test_a_worse_candidate_is_refused_and_the_refusal_kept(models: Path, tmp_path: Path) -> None:
    before = files_of(models / "tiny")
    candidate = write_contestant(tmp_path / "new", skill=0.2, version="2", seed=5)
    decision = promote(candidate, models)
    assert not decision.promoted
    assert "not clearly better" in decision.reason
    after = files_of(models / "tiny")
    assert lines_of(models)[0]["promoted"] is False
    assert {name: data for name, data in after.items() if name != LOG} == before
    load_classifier(models / "tiny")


def files_of(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_skill_once_more_is_no_reason_to_change(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=1.0, version="2", seed=5)
    assert not promote(candidate, models).promoted


def test_a_person_may_overrule_the_rule_and_is_named(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=0.2, version="2", seed=5)
    decision = promote(candidate, models, force=Force("Ada", "The old one may not be sold."))
    assert decision.promoted
    assert not decision.better
    assert read_card(models / "tiny").version == "2"
    (line,) = lines_of(models)
    assert line["force"] == {"who": "Ada", "why": "The old one may not be sold."}
    said = summary(decision)
    assert "promoted against the rule: It is not clearly better" in said
    assert said.endswith("forced by Ada: The old one may not be sold.")


@pytest.mark.parametrize(("who", "why"), [("", "because"), ("Ada", " ")])
def test_nobody_overrules_without_name_and_reason(who: str, why: str) -> None:
    with pytest.raises(TrainingError, match="Give a name and a reason"):
        Force(who, why)


def test_every_decision_is_added_to_those_before_it(models: Path, tmp_path: Path) -> None:
    for number, skill in enumerate((0.2, 2.0, 1.0, 4.0)):
        version = str(number + 2)
        promote(write_contestant(tmp_path / version, skill, version=version, seed=9), models)
    assert [line["promoted"] for line in lines_of(models)] == [False, True, False, True]
    assert read_card(models / "tiny").version == "5"


def test_a_step_that_is_repeated_changes_nothing(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=3.0, version="2", seed=5)
    promote(candidate, models)
    again = promote(candidate, models)
    assert (again.promoted, again.reason) == (True, "It serves already.")
    assert len(lines_of(models)) == 1
    assert promote(models / "tiny", models).promoted


def test_the_first_model_must_be_better_than_one_that_does_not_listen(tmp_path: Path) -> None:
    models = tmp_path / "models"
    dull = write_contestant(tmp_path / "dull", skill=0.0, version="1")
    assert not promote(dull, models).promoted
    assert list_models(models) == ()
    assert lines_of(models)[0]["comparison"]["incumbent"] == "always Classical"
    assert promote(write_contestant(tmp_path / "new", version="2"), models).promoted
    assert [line["promoted"] for line in lines_of(models)] == [False, True]
    assert list_models(models) == ("tiny",)


def test_a_candidate_without_answers_is_an_error_and_changes_nothing(
    models: Path, tmp_path: Path
) -> None:
    candidate = write_contestant(tmp_path / "new", skill=3.0, version="2")
    (candidate / EVALUATION).unlink()
    renew(candidate, "2")
    with pytest.raises(ModelError, match=r"has no evaluation\.parquet"):
        promote(candidate, models, force=Force("Ada", "Now."))
    assert not (models / "tiny" / LOG).exists()


def test_a_damaged_incumbent_gives_way_to_force_alone(models: Path, tmp_path: Path) -> None:
    (models / "tiny" / CALIBRATION).write_bytes(b"damaged")
    candidate = write_contestant(tmp_path / "new", skill=3.0, version="2")
    against = compare(candidate, models / "tiny")
    assert isinstance(against, Incomparable)
    assert "not the file that was exported" in against.why
    refused = promote(candidate, models)
    assert not refused.promoted
    assert isinstance(refused.comparison, Incomparable)
    assert "The two cannot be compared. calibration.npz of the model tiny" in refused.reason
    assert promote(candidate, models, force=Force("Ada", "The old one is broken.")).promoted
    load_classifier(models / "tiny")


def test_too_few_common_tracks_decide_nothing(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=9.0, tracks=20, version="2")
    decision = promote(candidate, models)
    assert not decision.promoted
    assert "They share 20 test tracks" in summary(decision)


def few(folder: Path, each: int, version: str) -> Path:
    """The folder with so many calibration tracks a genre."""
    known = load_calibration(folder / CALIBRATION)
    rows = [row for k in range(len(GENRES)) for row in np.flatnonzero(known.labels == k)[:each]]
    less = replace(known, labels=known.labels[rows], probabilities=known.probabilities[rows])
    save_calibration(folder / CALIBRATION, less)
    return renew(folder, version)


def test_a_calibration_that_can_test_nothing_gives_way_to_force_alone(
    models: Path, tmp_path: Path
) -> None:
    candidate = few(write_contestant(tmp_path / "new", skill=3.0, seed=5), 18, version="2")
    decision = promote(candidate, models)
    assert not decision.promoted
    assert "It can test 0.0% of honest claims at alpha 0.05, the incumbent 100.0%;" in (
        decision.reason
    )
    said = summary(decision)
    assert "tested at 0.05            0.000      1.000      -1.000 [-1.000, -1.000]" in said
    (line,) = lines_of(models)
    assert line["comparison"]["false_flags"]["candidate"]["value"] is None
    assert line["comparison"]["tested"]["candidate"]["value"] == 0.0
    assert promote(candidate, models, force=Force("Ada", "For a trial.")).promoted


def test_the_first_model_may_be_calibrated_on_little_but_not_on_next_to_nothing(
    tmp_path: Path,
) -> None:
    models = tmp_path / "models"
    mute = few(write_contestant(tmp_path / "mute"), 3, version="1")
    decision = promote(mute, models)
    assert not decision.promoted
    assert "It could test 0.0% of honest claims even at alpha 0.20" in decision.reason
    little = few(write_contestant(tmp_path / "little"), 4, version="2")
    assert promote(little, models).promoted


def test_tracks_that_were_chosen_decide_nothing(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=9.0, tracks=100, version="2")
    decision = promote(candidate, models)
    assert not decision.promoted
    assert "They share 100 of the incumbent's 200 test tracks" in decision.reason
    assert promote(candidate, models, force=Force("Ada", "Half was withdrawn.")).promoted


def test_a_name_that_leads_elsewhere_is_refused(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=3.0)
    card = candidate / "card.json"
    card.write_text(card.read_text("utf-8").replace('"tiny"', '"../tiny"'), "utf-8")
    with pytest.raises(TrainingError, match=r"named '\.\./tiny', which is no name for a folder"):
        promote(candidate, models)


def test_folders_are_compared_by_their_stored_answers(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=3.0, version="2", seed=5)
    against = compare(candidate, models / "tiny")
    assert isinstance(against, Comparison)
    assert against.tracks == 200
    alone = compare(candidate, None)
    assert isinstance(alone, Comparison)
    assert alone.incumbent == "always Classical"


def test_the_summary_shows_every_figure_that_was_weighed(models: Path, tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "new", skill=3.0, version="2", seed=5)
    decision = promote(candidate, models)
    said = summary(decision)
    comparison = decision.comparison
    assert isinstance(comparison, Comparison)
    assert said.startswith("candidate  tiny 2\nincumbent  tiny 1\n200 test tracks of 100 artists")
    for name in (
        "accuracy",
        "log-loss",
        "calibration error",
        "false flags at 0.05",
        "tested at 0.05",
        "recall Rock",
    ):
        assert name in said
    assert f"{comparison.accuracy.difference.value:+.3f} [" in said
    assert f"flags appear: {len(comparison.appeared)}" in said
    assert "promoted: It is right more often" in said


def test_of_many_flags_the_summary_names_the_first(models: Path, tmp_path: Path) -> None:
    decision = promote(write_contestant(tmp_path / "new", skill=3.0, version="2"), models)
    comparison = decision.comparison
    assert isinstance(comparison, Comparison)
    many = replace(comparison, appeared=tuple(f"t{i}" for i in range(7)), vanished=())
    said = summary(replace(decision, comparison=many))
    assert "flags appear: 7 (t0, t1, t2, t3, t4, ...)" in said
    assert "flags vanish: 0\n" in said
