"""The effect of deciding blind is found where there is one, and not where queues differ."""

from math import isnan

import numpy as np
import pytest

from genre_core.desk.blinding import blinding
from genre_core.desk.voices import Voice
from tests.genre_core.desk.speaking import say

GENRES = ("Rock", "Punk", "Jazz", "Pop")


def desk(leaning: float, seed: int, tracks: int = 600) -> list[Voice]:
    """Ada sees the model's guess, and repeats it so often; Ben decides blind."""
    random = np.random.default_rng(seed)
    voices = []
    for track in range(tracks):
        truth, guess = random.choice(GENRES, 2)
        for who, blind in (("ada", False), ("ben", True)):
            leans = not blind and random.random() < leaning
            right = random.random() < 0.9
            word = guess if leans else truth if right else random.choice(GENRES)
            columns = {"blind": blind, "predicted": str(guess), "artist": f"artist {track // 2}"}
            voices.append(say(track, who, str(word), **columns))
    return voices


def test_whoever_leans_on_the_model_is_found_out() -> None:
    found = blinding(desk(0.4, 1)).model_same
    # Unseen, a guess is met by chance, 0.25; leaning adds 0.4 of what is left.
    assert found.difference.low < -0.4 * 0.75 < found.difference.high < 0
    assert found.sentence.startswith("Blind labels agree less often with the model")
    assert found.n_blind == found.n_open == 600


def test_where_nobody_leans_no_effect_is_said() -> None:
    found = blinding(desk(0.0, 2)).model_same
    assert found.difference.low < 0 < found.difference.high
    assert "alike" in found.sentence


def test_a_difference_between_queues_is_no_effect_on_the_same_tracks() -> None:
    easy = [
        say(1000 + n, "ada", "holds", blind=True, predicted="Rock", queue="audit")
        for n in range(400)
    ]
    found = blinding([*desk(0.0, 3), *easy])
    assert found.model.difference.low > 0.2
    assert found.model_same.difference.low < 0 < found.model_same.difference.high


def test_shares_are_plain_means() -> None:
    voices = desk(0.3, 4)
    found = blinding(voices, draws=50)
    for contrast, other in ((found.model, "predicted"), (found.claim, "claimed")):
        for interval, blind in ((contrast.blind, True), (contrast.open, False)):
            hits = [v.label == getattr(v, other) for v in voices if v.blind is blind]
            assert interval.value == pytest.approx(np.mean(hits))
        assert contrast.difference.value == pytest.approx(
            contrast.blind.value - contrast.open.value
        )


def test_too_few_labels_of_a_kind_give_no_figure_and_say_so() -> None:
    found = blinding([say(n, "ada", "holds", predicted="Rock") for n in range(50)])
    assert isnan(found.model.difference.value)
    assert found.model.sentence == (
        "0 blind and 50 open labels can be compared with the model; 10 of each are needed."
    )
    assert isnan(blinding([]).claim_same.difference.value)
