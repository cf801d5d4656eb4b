"""The card's figures, against the same figures counted by hand."""

import numpy as np
import pytest

from genre_core.card import Metric
from genre_core.conformal import probabilities
from genre_core.evaluation import Interval
from tests.trainer.held import held_out
from tests.trainer.tracks import GENRES
from trainer.measure import as_metric, measure

HELD = held_out(90)


@pytest.fixture(scope="module")
def metrics() -> dict[str, Metric]:
    return {metric.name: metric for metric in measure(HELD, GENRES, 1.3)}


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


def test_every_figure_has_an_interval_and_says_how_it_was_measured(
    metrics: dict[str, Metric],
) -> None:
    for metric in metrics.values():
        assert metric.low <= metric.high
        assert metric.note
    assert metrics["accuracy"].low < metrics["accuracy"].value < metrics["accuracy"].high
    assert metrics["accuracy"].note == "180 tracks of 90 artists, each left out of training"


def test_the_majority_baseline_names_its_genre(metrics: dict[str, Metric]) -> None:
    assert metrics["majority"].label == "Majority baseline (always Classical)"


def test_the_policies_are_put_to_the_test(metrics: dict[str, Metric]) -> None:
    assert metrics["false_flags_05"].value <= 0.12
    assert metrics["detection_10"].value > metrics["false_flags_10"].value
    assert metrics["false_flags_10"].note == "180 of 180 claims could be tested"


def test_a_policy_that_nothing_could_be_tested_under_says_so() -> None:
    few = {metric.name: metric for metric in measure(held_out(15), GENRES, 1.0)}
    untested = few["false_flags_05"]
    assert (untested.low, untested.high) == (0.0, 1.0)
    assert untested.note == "0 of 30 claims could be tested"


def test_a_figure_is_rounded_to_what_the_card_shows() -> None:
    made = as_metric("a", "A", Interval(0.123456, 0.1, 0.2), "so")
    assert made == Metric("a", "A", 0.1235, 0.1, 0.2, "so")
