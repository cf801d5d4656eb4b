"""The lab's chart counts what a person would count, claim by claim."""

from pathlib import Path

import numpy as np
import pytest

from genre_core.evaluation.contestant import Contestant, read_contestant
from genre_core.evaluation.own_outcomes import flag_rates, own_findings
from genre_core.genres import find
from genre_core.outcomes import Outcome, Scope
from genre_core.show.lab_chart import LIARS, chart_of, lab_chart
from genre_core.verdict import examine
from tests.evaluations import calibration_without, contestant_of, evaluation_rows, write_evaluation

GENRES = ("Rock", "Punk", "Electronic", "Folk")


@pytest.fixture(scope="module")
def model() -> Contestant:
    return contestant_of(evaluation_rows(240, GENRES), GENRES)


def test_every_claim_is_judged_as_a_verdict_would_and_counted_once(model: Contestant) -> None:
    alpha = 0.1
    honest: list[tuple[bool, bool]] = []
    lies: list[tuple[bool, bool]] = []
    for genre, row in zip(model.rows["genre"], model.chances(GENRES), strict=True):
        known = calibration_without(model, row, genre)
        for claim in GENRES:
            found = examine(row, find(claim), known)
            tested = found.scope(alpha) is not Scope.NONE
            flagged = found.outcome(alpha) is Outcome.MISMATCH
            (honest if claim == genre else lies).append((tested, flagged))
    chart = chart_of(model, alpha)
    false_flags = sum(f for _, f in honest) / sum(t for t, _ in honest)
    detection = sum(f for _, f in lies) / sum(t for t, _ in lies)
    assert chart.verdict.false_flags.value == pytest.approx(false_flags)
    assert chart.verdict.detection.value == pytest.approx(detection)
    caught = LIARS * sum(f for _, f in lies) / len(lies)
    wrong = (1 - LIARS) * sum(f for _, f in honest) / len(honest)
    assert chart.verdict.precision.value == pytest.approx(caught / (caught + wrong))


def test_the_naive_rule_flags_whatever_the_top_guess_differs_from(model: Contestant) -> None:
    guesses = model.chances(GENRES).argmax(axis=1)
    labels = model.labels(GENRES)
    chart = chart_of(model, 0.1)
    assert chart.naive.false_flags.value == pytest.approx(np.mean(guesses != labels))
    # Of a track's K - 1 false claims the one that equals its guess escapes.
    missed = np.mean((guesses != labels) / (len(GENRES) - 1))
    assert chart.naive.detection.value == pytest.approx(1 - missed)


def test_honest_claims_are_counted_as_on_the_models_page(model: Contestant) -> None:
    artists = [str(artist) for artist in model.rows["artist"]]
    rate = flag_rates(own_findings(model), artists, [0.1])[0].rate
    assert chart_of(model, 0.1).verdict.false_flags == rate


def test_intervals_hold_their_figures_and_the_sentence_says_them(model: Contestant) -> None:
    chart = chart_of(model, 0.1)
    for rule in (chart.verdict, chart.naive):
        for bar in (rule.false_flags, rule.detection, rule.precision):
            assert 0 <= bar.low <= bar.value <= bar.high <= 1
    assert (chart.tracks, chart.artists) == (240, model.rows["artist"].nunique())
    assert f"flags {chart.verdict.false_flags.value:.1%} of honest claims" in chart.sentence
    assert f"{chart.naive.false_flags.value:.0%} of the honest." in chart.sentence


def test_a_model_without_answers_has_no_chart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tmp_path))
    assert lab_chart("nobody", 0.05) is None
    rows = evaluation_rows(240, GENRES)
    folder = write_evaluation(tmp_path / "made", rows, GENRES)
    found = lab_chart("made", 0.1)
    assert found == chart_of(read_contestant(folder), 0.1)
    # At an alpha at which nothing can be tested there is nothing to show.
    assert lab_chart("made", 0.001) is None
