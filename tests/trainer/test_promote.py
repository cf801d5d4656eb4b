"""Only a better candidate takes the incumbent's place, and every decision is kept."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from genre_core.card import list_models, read_card
from genre_core.classifier import CALIBRATION, load_classifier
from genre_core.comparison import Comparison, Incomparable, Pair
from genre_core.contestant import EVALUATION
from genre_core.errors import ModelError
from genre_core.intervals import Interval
from tests.contests import renew, write_contestant
from trainer.errors import TrainingError
from trainer.promote import LOG, Force, compare, judge, promote
from trainer.promotion_text import summary

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
        pair(0, 0), (pair(0, 0), pair(0, 0)), 3, 2, 1.0, 0.05, ("t1",), (),
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
        "It flags 6.0% of honest tracks at alpha 0.05, clearly more than it promises."
    )


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
    with pytest.raises(ModelError, match="not the file that was exported"):
        compare(candidate, models / "tiny")
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
    for name in ("accuracy", "log-loss", "calibration error", "false flags at 0.05", "recall Rock"):
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
