"""The figures agree with scikit-learn, with published examples and with loops written by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn import metrics

from genre_core.evaluation.figures import (
    accuracy,
    binning_error,
    calibration_error,
    confusion,
    confusion_table,
    families,
    in_top,
    log_loss,
    macro_f1,
    mcnemar,
)
from genre_core.evaluation.intervals import bootstrap_interval


def answers(n: int = 500, k: int = 5) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    random = np.random.default_rng(440)
    labels = random.integers(0, k, n)
    chances = random.dirichlet(np.ones(k), n)
    chances[np.arange(n), labels] += 0.3
    return labels, chances / chances.sum(axis=1, keepdims=True)


def test_the_figures_are_those_of_scikit_learn() -> None:
    labels, chances = answers()
    guesses = chances.argmax(axis=1)
    assert accuracy(labels, chances) == metrics.accuracy_score(labels, guesses)
    assert log_loss(labels, chances) == pytest.approx(metrics.log_loss(labels, chances))
    expected = metrics.confusion_matrix(labels, guesses, labels=range(5))
    assert np.array_equal(confusion(labels, guesses, 5), expected)


def test_a_genre_without_tracks_has_an_empty_row() -> None:
    found = confusion(np.array([0, 0, 2]), np.array([0, 1, 0]), 4)
    assert found.tolist() == [[1, 1, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]


def test_an_impossible_genre_costs_much_but_not_everything() -> None:
    assert log_loss(np.array([1]), np.array([[1.0, 0.0]])) == pytest.approx(27.6, abs=0.1)


def test_the_calibration_error_is_its_definition_written_out() -> None:
    labels, chances = answers()
    # The upper half of the bins too sure, the lower not sure enough: errors that would cancel out.
    sure = chances.max(axis=1) > 0.5
    labels[sure] = np.roll(labels[sure], 1)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for label, row in zip(labels, chances, strict=True):
        confidence = float(row.max())
        bins.setdefault(min(14, int(confidence * 15)), []).append(
            (confidence, row.argmax() == label)
        )
    expected = 0.0
    for members in bins.values():
        confidence = sum(c for c, _ in members) / len(members)
        right = sum(r for _, r in members) / len(members)
        expected += len(members) / len(labels) * abs(confidence - right)
    assert calibration_error(labels, chances) == pytest.approx(expected)


def test_who_is_sure_and_right_is_calibrated_and_who_is_sure_and_wrong_is_not() -> None:
    sure = np.eye(4)[[0, 1, 2, 3]]
    assert calibration_error(np.array([0, 1, 2, 3]), sure) == 0.0
    assert calibration_error(np.array([1, 2, 3, 0]), sure) == 1.0


def calibrated(rows: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Labels drawn with the very probabilities that are stated."""
    random = np.random.default_rng(seed)
    chances = random.dirichlet(np.full(5, 0.5), rows)
    labels = (random.random((rows, 1)) > chances.cumsum(axis=1)).sum(axis=1)
    return np.minimum(labels, 4), chances


def test_binning_alone_makes_the_calibration_error_of_models_that_are_calibrated() -> None:
    drawn = [calibrated(400, seed) for seed in range(100)]
    errors = [calibration_error(labels, chances) for labels, chances in drawn]
    assert np.mean(errors) == pytest.approx(binning_error(drawn[0][1]), rel=0.1)
    assert np.mean(errors) > 0.04
    assert binning_error(calibrated(40_000, 1)[1]) < 0.006
    assert binning_error(np.eye(4)) == 0.0


def test_drawing_rows_again_adds_the_noise_of_the_bins_once_more() -> None:
    labels, chances = calibrated(400, 1)

    def error(rows: NDArray[np.int64]) -> float:
        return calibration_error(labels[rows], chances[rows])

    found = bootstrap_interval([str(row) for row in range(400)], error)
    assert found.low > 0.6 * found.value
    assert found.high - found.value > 2 * (found.value - found.low)


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_the_share_within_the_likeliest_is_that_of_scikit_learn(k: int) -> None:
    labels, chances = answers()
    if k < 5:
        expected = metrics.top_k_accuracy_score(labels, chances, k=k)
        assert in_top(labels, chances, k) == pytest.approx(expected)
    else:
        assert in_top(labels, chances, k) == 1.0


def test_of_equal_probabilities_the_first_is_the_guess_and_the_first_of_the_likeliest() -> None:
    even = np.full((2, 4), 0.25)
    labels = np.array([0, 3])
    assert in_top(labels, even, 1) == accuracy(labels, even) == 0.5
    assert in_top(labels, even, 3) == 0.5


def test_macro_f1_is_that_of_scikit_learn() -> None:
    labels, chances = answers()
    guesses = chances.argmax(axis=1)
    expected = metrics.f1_score(labels, guesses, average="macro")
    assert macro_f1(labels, guesses, 5) == pytest.approx(expected)


def test_a_genre_that_is_neither_label_nor_guess_does_not_lower_macro_f1() -> None:
    labels, guesses = np.array([0, 0, 1]), np.array([0, 1, 1])
    expected = metrics.f1_score(
        labels, guesses, labels=range(4), average="macro", zero_division=np.nan
    )
    assert macro_f1(labels, guesses, 4) == pytest.approx(expected) == pytest.approx(2 / 3)


def test_the_table_of_confusion_names_its_rows_and_counts_them() -> None:
    table = confusion_table(np.array([0, 0, 1]), np.array([1, 0, 1]), ("Jazz", "Rock"))
    assert table.to_dict("list") == {
        "genre": ["Jazz", "Rock"], "tracks": [2, 1], "Jazz": [1, 0], "Rock": [1, 1],
    }  # fmt: skip


def test_genres_are_sorted_into_their_families() -> None:
    roots, family = families(("Punk", "Jazz", "Rock", "Trip-Hop"))
    assert roots == ("Electronic", "Jazz", "Rock")
    assert family.tolist() == [2, 1, 2, 0]


@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemars_test_is_the_binomial_one(only_first: int, only_second: int) -> None:
    n = only_first + only_second
    expected = binomtest(only_first, n, 0.5).pvalue if n else 1.0
    assert mcnemar(only_first, only_second) == pytest.approx(expected)
    assert mcnemar(only_first, only_second) == mcnemar(only_second, only_first)


def test_mcnemars_test_takes_thousands_of_pairs() -> None:
    assert mcnemar(3000, 3000) == 1.0
    assert 0.0 < mcnemar(2800, 3200) < 1e-6
