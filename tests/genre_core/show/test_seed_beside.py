"""The slides' result stands beside a model's, each with its own baseline."""

from dataclasses import replace
from pathlib import Path

import pytest

from genre_core.card import Metric, models_folder, read_card
from genre_core.show.seed_beside import SEED, seed_beside
from tests.models import tiny_card

CARD = replace(
    tiny_card({}),
    metrics=(
        Metric("accuracy", "Accuracy", 0.64, 0.58, 0.71, "487 tracks"),
        Metric("majority", "Majority", 0.24, 0.16, 0.32, "487 tracks"),
    ),
)


def test_both_are_those_of_their_cards() -> None:
    found = seed_beside(CARD)
    assert found is not None
    stated = read_card(models_folder() / SEED).metric("accuracy")
    assert found.seed.accuracy.value == stated.value
    assert (found.seed.genres, found.ours.genres) == (20, 3)
    assert (found.ours.accuracy.low, found.ours.baseline.value) == (0.58, 0.24)


def test_the_sentence_never_compares_the_bare_accuracies() -> None:
    found = seed_beside(CARD)
    assert found is not None
    assert found.sentence == (
        "The slides' network named 29.4% of its tracks right, among 20 genres, where always "
        "guessing one gives 5.2%; ours 64.0% among 3, where that gives 24.0%. The tracks differ, "
        "too: compare each with its own guess."
    )


def test_what_is_not_known_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seed_beside(tiny_card({})) is None
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tmp_path))
    assert seed_beside(CARD) is None
