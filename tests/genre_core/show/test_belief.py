"""A belief at second t is the answer to the first t seconds, and to nothing after them."""

import numpy as np
import pytest

from genre_core.analysis import hear
from genre_core.audio import Clip, Limits
from genre_core.classifier import Classifier
from genre_core.conformal import probabilities
from genre_core.errors import ModelError, UnsuitableAudio
from genre_core.show.belief import FIRST, STEP, belief
from genre_core.spectrogram import SEED_PICTURE, Spectrogram, compute
from tests.genre_core.sounds import encode, music
from tests.models import GENRES, SPEC, by_hand

SECONDS = 9.0
SAMPLES = music(SECONDS, 8000, 1)
ANY_LENGTH = Limits(min_seconds=0.1)


def picture(seconds: float = SECONDS) -> Spectrogram:
    return compute(Clip(SAMPLES[: round(seconds * 8000), 0], 8000), SPEC)


def test_each_belief_is_what_the_model_says_of_a_recording_that_ends_there(
    tiny_classifier: Classifier,
) -> None:
    felt = belief(picture(), tiny_classifier)
    compared = 0
    for time, chances in zip(felt.times, felt.chances, strict=True):
        if time < SPEC.seconds:
            continue
        heard = encode(SAMPLES[: round(time * 8000)], 8000, "WAV FLOAT")
        logits = hear(heard, tiny_classifier, ANY_LENGTH).prediction.logits
        expected = probabilities(logits, tiny_classifier.calibration.temperature)
        np.testing.assert_allclose(chances, expected, atol=1e-6)
        compared += 1
    assert compared > 20


def test_before_a_whole_crop_it_is_the_answer_to_the_shorter_picture(
    tiny_classifier: Classifier,
) -> None:
    felt = belief(picture(), tiny_classifier)
    frames = 1 + (round(FIRST * 8000) - SPEC.n_fft) // SPEC.hop
    assert felt.times[0] == FIRST
    assert frames < SPEC.frames
    logits = by_hand(picture().decibels[None, :, :frames]).mean(axis=(1, 2))
    expected = probabilities(logits, tiny_classifier.calibration.temperature)
    np.testing.assert_allclose(felt.chances[0], expected[0], atol=1e-5)


def test_what_comes_later_changes_nothing_before_it(tiny_classifier: Classifier) -> None:
    whole, part = belief(picture(), tiny_classifier), belief(picture(5.0), tiny_classifier)
    count = len(part.times) - 1  # its last one lies at its end
    np.testing.assert_allclose(part.times[:count], whole.times[:count])
    np.testing.assert_allclose(part.chances[:count], whole.chances[:count], atol=1e-6)


def test_beliefs_are_evenly_spaced_and_end_with_the_sound(tiny_classifier: Classifier) -> None:
    felt = belief(picture(), tiny_classifier)
    np.testing.assert_allclose(np.diff(felt.times)[:-1], STEP)
    assert STEP / 2 <= np.diff(felt.times)[-1] <= 1.5 * STEP
    assert felt.times[-1] == pytest.approx(SECONDS, abs=SPEC.hop / 8000)
    np.testing.assert_allclose(felt.chances.sum(axis=1), 1.0)
    assert felt.genres == GENRES
    assert felt.predicted == GENRES[int(felt.chances[-1].argmax())]


def test_one_crop_alone_is_heard_out(tiny_classifier: Classifier) -> None:
    felt = belief(picture(SPEC.seconds), tiny_classifier)
    assert felt.times[-1] == pytest.approx(SPEC.seconds)
    logits = tiny_classifier.predict(picture(SPEC.seconds).decibels[None]).logits
    expected = probabilities(logits, tiny_classifier.calibration.temperature)
    np.testing.assert_allclose(felt.chances[-1], expected, atol=1e-6)


def test_a_pause_says_nothing_unless_there_was_nothing_else(tiny_classifier: Classifier) -> None:
    quiet = np.zeros(24_000, np.float32)
    paused = compute(Clip(np.concatenate([SAMPLES[:24_000, 0], quiet]), 8000), SPEC)
    felt = belief(paused, tiny_classifier)
    crops = [paused.crop(first, 64) for first in SPEC.spread(paused.decibels.shape[1], 3)]
    loud = np.stack([crop.decibels for crop in crops if not crop.silent])
    assert 0 < len(loud) < 3
    expected = probabilities(
        tiny_classifier.predict(loud).logits, tiny_classifier.calibration.temperature
    )
    np.testing.assert_allclose(felt.chances[-1], expected, atol=1e-6)
    late = compute(Clip(np.concatenate([quiet, SAMPLES[:24_000, 0]]), 8000), SPEC)
    assert np.isfinite(belief(late, tiny_classifier).chances).all()


def test_a_picture_that_is_too_short_or_of_another_spec_is_refused(
    tiny_classifier: Classifier,
) -> None:
    with pytest.raises(UnsuitableAudio, match="the model needs"):
        belief(picture(0.9), tiny_classifier)
    other = compute(Clip(music(25.0, 8000, 1)[:, 0], 8000), SEED_PICTURE)
    with pytest.raises(ModelError, match="Draw it with the model's spec"):
        belief(other, tiny_classifier)
