"""The card's figures, against the same figures counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from genre_core.card import Metric
from genre_core.conformal import probabilities
from genre_core.evaluation.lies import Lie, flagging
from genre_core.evaluation.summary import Interval, binning_error
from genre_core.evaluation.trial import Trial, hold
from tests.trainer.held import crossed, held_out, split_answers
from tests.trainer.tracks import GENRES
from trainer.calibrate import calibrate, hold_trial
from trainer.evaluate import Answers
from trainer.measure import as_metric, confusion_tables, measure

HELD = held_out(90)


def measured(answers: Answers, temperature: float = 1.3) -> dict[str, Metric]:
    trial = hold_trial(answers, GENRES)
    return {each.name: each for each in measure(answers.test, temperature, trial, flagging(trial))}


@pytest.fixture(scope="module")
def metrics() -> dict[str, Metric]:
    return measured(Answers.cross(HELD))


def test_the_figures_are_those_counted_by_hand(metrics: dict[str, Metric]) -> None:
    chances = probabilities(HELD.logits, 1.3)
    right = top_two = loss = 0.0
    for label, row in zip(HELD.labels, chances, strict=True):
        order = sorted(range(3), key=lambda k: -row[k])
        right += order[0] == label
        top_two += label in order[:2]
        loss -= np.log(row[label])
    n = len(HELD.labels)
    assert metrics["accuracy"].value == round(right / n, 4)
    assert metrics["top_2"].value == round(top_two / n, 4)
    assert metrics["log_loss"].value == pytest.approx(loss / n, abs=1e-4)
    assert metrics["majority"].value == round(1 / 3, 4)


def test_recall_is_counted_genre_by_genre(metrics: dict[str, Metric]) -> None:
    guesses = HELD.logits.argmax(axis=1)
    for column, genre in enumerate(GENRES):
        mine = HELD.labels == column
        expected = (guesses[mine] == column).sum() / mine.sum()
        assert metrics[f"recall_{genre}"].value == round(float(expected), 4)


def test_precision_is_counted_guess_by_guess(metrics: dict[str, Metric]) -> None:
    guesses = HELD.logits.argmax(axis=1)
    for column, genre in enumerate(GENRES):
        mine = guesses == column
        expected = (HELD.labels[mine] == column).sum() / mine.sum()
        assert metrics[f"precision_{genre}"].value == round(float(expected), 4)


def test_of_three_genres_only_the_likeliest_two_are_a_feat(metrics: dict[str, Metric]) -> None:
    assert "top_2" in metrics
    assert "top_3" not in metrics


def test_three_families_of_one_genre_each_are_right_as_often_as_the_genres(
    metrics: dict[str, Metric],
) -> None:
    assert metrics["root_accuracy"].value == metrics["accuracy"].value
    assert metrics["root_majority"].value == metrics["majority"].value


def test_every_figure_has_an_interval_and_says_how_it_was_measured(
    metrics: dict[str, Metric],
) -> None:
    for metric in metrics.values():
        assert metric.low <= metric.high
        assert metric.note
    assert metrics["accuracy"].low < metrics["accuracy"].value < metrics["accuracy"].high
    assert metrics["accuracy"].note == "180 tracks of 90 artists, each left out of training"


SAME = (
    "; one number, the temperature, was fitted on answers among these same 180, which flatters "
    "the model a little"
)


def test_of_a_cross_validation_it_is_said_what_the_temperature_was_fitted_on(
    metrics: dict[str, Metric],
) -> None:
    left_out = "180 tracks of 90 artists, each left out of training"
    split = measured(split_answers(90))
    assert metrics["log_loss"].note == left_out + SAME
    assert metrics["calibration_error"].note.startswith(left_out + SAME)
    assert (split["log_loss"].note, metrics["macro_f1"].note) == (left_out, left_out)
    assert "temperature" not in split["calibration_error"].note


def test_the_calibration_error_says_what_binning_alone_makes_it(
    metrics: dict[str, Metric],
) -> None:
    binning = binning_error(probabilities(HELD.logits, 1.3))
    assert metrics["calibration_error"].note.endswith(
        f"; binning alone makes it {binning:.3f} were the model calibrated perfectly, and the "
        "interval lies too high"
    )
    assert "binning" not in metrics["log_loss"].note


def test_the_majority_baseline_names_its_genre(metrics: dict[str, Metric]) -> None:
    assert metrics["majority"].label == "Majority baseline (always Classical)"


def test_the_policies_are_put_to_the_test(metrics: dict[str, Metric]) -> None:
    assert metrics["false_flags_05"].value <= 0.12
    assert metrics["detection_10"].value > metrics["false_flags_10"].value
    assert metrics["false_flags_10"].note == "180 of 180 claims could be tested"


def test_the_policies_are_those_counted_claim_by_claim(metrics: dict[str, Metric]) -> None:
    trial = hold_trial(Answers.cross(HELD), GENRES)
    flagged = trial.judged(0.1).flagged
    assert metrics["false_flags_10"].value == round(float(flagged[trial.honest].mean()), 4)
    assert metrics["detection_10"].value == round(float(flagged[~trial.honest].mean()), 4)
    assert metrics["detection_10"].note == "360 of 360 claims could be tested"


def test_the_precision_of_flags_says_how_many_lie(metrics: dict[str, Metric]) -> None:
    right, wrong = metrics["detection_10"].value, metrics["false_flags_10"].value
    found = metrics["flag_precision_10"]
    assert found.value == pytest.approx(0.05 * right / (0.05 * right + 0.95 * wrong), abs=1e-3)
    assert found.note == "if one claim in twenty names a random genre"


def test_a_model_of_one_family_has_no_foreign_lies_to_detect() -> None:
    rock = ("Punk", "Metal", "Rock")
    made = calibrate(crossed(90), GENRES)
    kin = replace(made, genres=rock)
    trial = Trial(
        rock, tuple(HELD.artists), HELD.labels, hold(probabilities(HELD.logits, 1.0), kin)
    )
    found = {each.name: each for each in measure(HELD, 1.0, trial, flagging(trial, (Lie.FOREIGN,)))}
    assert found["root_accuracy"].value == 1.0
    assert found["detection_10"].note == "0 of 0 claims could be tested"


def test_a_genre_that_is_never_guessed_says_so() -> None:
    logits = HELD.logits.copy()
    logits[:, 0] -= 100.0
    answers = Answers.cross(replace(HELD, logits=logits))
    unknown = measured(answers)["precision_Classical"]
    assert (unknown.value, unknown.low, unknown.high) == (0.0, 0.0, 1.0)
    assert unknown.note == "the model never guessed it"


def test_the_tables_of_confusion_count_every_track_once() -> None:
    leaves, roots = confusion_tables(HELD, GENRES)
    assert list(leaves["genre"]) == list(GENRES)
    assert leaves["tracks"].sum() == leaves[list(GENRES)].to_numpy().sum() == len(HELD.labels)
    assert list(roots["genre"]) == ["Classical", "Electronic", "Rock"]
    assert np.trace(roots[list(roots["genre"])].to_numpy()) == np.trace(
        leaves[list(GENRES)].to_numpy()
    )


def test_a_policy_that_nothing_could_be_tested_under_says_so() -> None:
    untested = measured(crossed(15), 1.0)["false_flags_05"]
    assert (untested.low, untested.high) == (0.0, 1.0)
    assert untested.note == "0 of 30 claims could be tested"


def test_a_figure_is_rounded_to_what_the_card_shows() -> None:
    made = as_metric("a", "A", Interval(0.123456, 0.1, 0.2), "so")
    assert made == Metric("a", "A", 0.1235, 0.1, 0.2, "so")


def test_an_unknown_figure_may_be_anything() -> None:
    unknown = Interval(np.nan, np.nan, np.nan)
    assert as_metric("a", "A", unknown, "why") == Metric("a", "A", 0.0, 0.0, 1.0, "why")
