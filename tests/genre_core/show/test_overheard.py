"""What a microphone brings is answered without a claim."""

import numpy as np
import pytest

from genre_core.analysis import hear
from genre_core.classifier import Classifier
from genre_core.conformal import probabilities
from genre_core.errors import AudioError
from genre_core.show.belief import Belief
from genre_core.show.overheard import overhear, said_of
from tests.genre_core.sounds import encode, music


def belief_of(*chances: float) -> Belief:
    return Belief(("Electronic", "Rock", "Jazz"), np.array([1.0]), np.array([chances]))


def test_its_belief_ends_on_what_the_model_answers_to_any_track(
    tiny_classifier: Classifier,
) -> None:
    sound = encode(music(6.0, 48_000, 1), 48_000)
    found = overhear(sound, tiny_classifier)
    logits = hear(sound, tiny_classifier).prediction.logits
    expected = probabilities(logits, tiny_classifier.calibration.temperature)
    np.testing.assert_allclose(found.belief.chances[-1], expected, atol=1e-5)
    assert found.seconds == pytest.approx(6.0)
    assert found.png.startswith(b"\x89PNG")
    assert found.sentence == said_of(found.belief)


@pytest.mark.parametrize(
    ("chances", "sentence"),
    [
        ((0.1, 0.7, 0.2), "This looks like a Rock song to me (70%)."),
        (
            (0.5, 0.2, 0.3),
            "This looks most like an Electronic track to me (50%); perhaps it is Jazz.",
        ),
        ((0.3, 0.39, 0.31), "I cannot make up my mind: Rock (39%) or Jazz (31%)."),
    ],
)
def test_it_says_how_sure_it_is(chances: tuple[float, ...], sentence: str) -> None:
    assert said_of(belief_of(*chances)) == sentence


def test_what_is_no_music_gets_a_sentence(tiny_classifier: Classifier) -> None:
    with pytest.raises(AudioError, match="silent"):
        overhear(encode(np.zeros((48_000 * 4, 1), np.float32), 48_000), tiny_classifier)
    with pytest.raises(AudioError, match="needed"):
        overhear(encode(music(1.0)), tiny_classifier)
    with pytest.raises(AudioError):
        overhear(b"not a recording", tiny_classifier)
