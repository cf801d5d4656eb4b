"""Every figure of an evaluation, against scikit-learn's and against rows repeated one by one."""

from dataclasses import fields

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics

from genre_core.evaluation.summary import (
    Evaluation,
    Interval,
    accuracy,
    binning_error,
    bootstrap_interval,
    calibration_error,
    evaluate,
    log_loss,
    macro_f1,
)
from genre_core.genres import find

GENRES = ("Rock", "Punk", "Metal", "Electronic", "Jazz")


def answers(n: int = 300) -> tuple[list[str], NDArray[np.int64], NDArray[np.float64]]:
    """Three tracks an artist; Rock, 0, is the commonest."""
    random = np.random.default_rng(440)
    labels = random.choice(5, n, p=[0.4, 0.2, 0.2, 0.1, 0.1])
    chances = random.dirichlet(np.ones(5), n)
    chances[np.arange(n), labels] += 0.15
    return [f"artist {row // 3}" for row in range(n)], labels, chances / 1.15


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate(*answers(), GENRES)


def test_the_figures_are_those_of_scikit_learn(found: Evaluation) -> None:
    _, labels, chances = answers()
    guesses = chances.argmax(axis=1)
    roots = np.array([find(genre).root for genre in GENRES])
    assert found.accuracy.value == pytest.approx(metrics.accuracy_score(labels, guesses))
    assert found.root_accuracy.value == pytest.approx(
        metrics.accuracy_score(roots[labels], roots[guesses])
    )
    for k, figure in ((2, found.top_2), (3, found.top_3)):
        assert figure.value == pytest.approx(metrics.top_k_accuracy_score(labels, chances, k=k))
    assert found.macro_f1.value == pytest.approx(metrics.f1_score(labels, guesses, average="macro"))
    assert found.log_loss.value == pytest.approx(metrics.log_loss(labels, chances))
    recalls = metrics.recall_score(labels, guesses, average=None)
    assert [each.value for each in found.recall] == pytest.approx(list(recalls))
    precisions = metrics.precision_score(labels, guesses, average=None)
    assert [each.value for each in found.precision] == pytest.approx(list(precisions))


def test_the_baselines_always_answer_the_commonest(found: Evaluation) -> None:
    _, labels, _ = answers()
    assert (found.majority_genre, found.majority_root) == ("Rock", "Rock")
    assert found.majority.value == pytest.approx(np.mean(labels == 0))
    assert found.root_majority.value == pytest.approx(np.mean(labels <= 2))


def test_the_intervals_are_those_of_artists_repeated_row_by_row(found: Evaluation) -> None:
    artists, labels, chances = answers()
    guesses = chances.argmax(axis=1)

    def recall_of_jazz(rows: NDArray[np.int64]) -> float:
        jazz = rows[labels[rows] == 4]
        return float(np.mean(guesses[jazz] == 4)) if len(jazz) else np.nan

    expected = {
        "accuracy": lambda r: accuracy(labels[r], chances[r]),
        "log_loss": lambda r: log_loss(labels[r], chances[r]),
        "macro_f1": lambda r: macro_f1(labels[r], guesses[r], 5),
        "calibration_error": lambda r: calibration_error(labels[r], chances[r]),
    }
    pairs = [(getattr(found, name), statistic) for name, statistic in expected.items()]
    for figure, statistic in (*pairs, (found.recall[4], recall_of_jazz)):
        slow = bootstrap_interval(artists, statistic)
        assert (figure.value, figure.low, figure.high) == pytest.approx(
            (slow.value, slow.low, slow.high)
        )


def test_every_figure_lies_in_its_interval(found: Evaluation) -> None:
    assert (found.tracks, found.artists) == (300, 100)
    for field in fields(found):
        each = getattr(found, field.name)
        if isinstance(each, Interval) and field.name != "calibration_error":
            assert each.low < each.value < each.high
    assert found.binning_error == binning_error(answers()[2])
    # Drawing artists adds noise to the bins, so that this one's interval leans upwards.
    assert found.calibration_error.low < found.calibration_error.high


def test_a_model_of_one_root_is_always_in_the_right_family() -> None:
    artists, labels, chances = answers()
    rock = evaluate(artists, labels, chances, ("Rock", "Punk", "Metal", "Post-Rock", "Post-Punk"))
    assert rock.root_accuracy == rock.root_majority == Interval(1.0, 1.0, 1.0)
    assert rock.accuracy.value < 1.0


def test_what_was_never_asked_or_never_guessed_is_unknown() -> None:
    chances = np.array([[0.6, 0.2, 0.2], [0.3, 0.5, 0.2]])
    found = evaluate(["a", "b"], np.array([0, 0]), chances, ("Rock", "Jazz", "Folk"))
    assert [each.value for each in found.recall] == pytest.approx(
        [0.5, np.nan, np.nan], nan_ok=True
    )
    assert [each.value for each in found.precision] == pytest.approx([1, 0, np.nan], nan_ok=True)
