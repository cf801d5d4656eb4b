"""Evidence over time is the network's own arithmetic, cut into windows."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from genre_core.audio import Clip
from genre_core.classifier import Classifier
from genre_core.conformal import probabilities
from genre_core.errors import UnsuitableAudio
from genre_core.evidence import STEP, WINDOW, Evidence, gather_evidence, read_activation
from genre_core.spectrogram import Scale, Spectrogram, SpectrogramSpec, band_edges, compute
from tests.genre_core.sounds import encode, music
from tests.models import GENRES, SPEC


def picture(seconds: float) -> Spectrogram:
    return compute(Clip(music(seconds, 8000, 1)[:, 0], 8000), SPEC)


@pytest.fixture(scope="module")
def seen(tiny_classifier: Classifier) -> Evidence:
    return read_activation(picture(12.0), tiny_classifier)


def test_the_mean_of_the_map_is_the_logits(tiny_classifier: Classifier) -> None:
    one_crop = picture(SPEC.seconds)
    evidence = read_activation(one_crop, tiny_classifier)
    answer = tiny_classifier.predict(one_crop.decibels[None])
    np.testing.assert_allclose(evidence.activation.mean(axis=(1, 2)), answer.logits, atol=1e-5)
    # One window, the whole of it: its probabilities are the verdict's.
    expected = probabilities(answer.logits, tiny_classifier.calibration.temperature)
    np.testing.assert_allclose(evidence.support, expected[None], atol=1e-6)
    assert evidence.window == pytest.approx(evidence.seconds)


def test_a_windows_probabilities_are_those_written_out_by_hand(
    seen: Evidence, tiny_classifier: Classifier
) -> None:
    columns = seen.activation.shape[2]
    per_second = columns / seen.seconds
    width, step = round(WINDOW * per_second), round(STEP * per_second)
    rows = []
    for first in range(0, columns - width + 1, step):
        part = seen.activation[:, :, first : first + width]
        powers = [
            math.exp(float(part[k].mean()) / tiny_classifier.calibration.temperature)
            for k in range(len(GENRES))
        ]
        rows.append([power / sum(powers) for power in powers])
    np.testing.assert_allclose(seen.support, rows, atol=1e-5)
    centres = [(step * i + width / 2) / per_second for i in range(len(rows))]
    np.testing.assert_allclose(seen.times, centres)
    assert seen.window == pytest.approx(WINDOW, abs=1 / per_second)


def test_windows_lie_inside_the_track_and_reach_to_its_end(seen: Evidence) -> None:
    assert seen.seconds == pytest.approx(12.0, abs=0.1)
    one_column = seen.seconds / seen.activation.shape[2]
    assert seen.times[0] == pytest.approx(seen.window / 2, abs=one_column)
    assert seen.times[-1] + seen.window / 2 <= seen.seconds + one_column
    assert seen.times[-1] + seen.window / 2 > seen.seconds - 2 * STEP
    np.testing.assert_allclose(seen.support.sum(axis=1), 1.0)


def test_support_of_a_family_is_the_sum_of_its_genres(seen: Evidence) -> None:
    both = seen.support_of(("Rock", "Classical"))
    np.testing.assert_allclose(both, seen.support[:, 2] + seen.support[:, 0])
    np.testing.assert_allclose(seen.support_of(GENRES), 1.0)


def test_the_map_moves_with_the_music(tiny_classifier: Classifier) -> None:
    whole = picture(12.0)
    later = whole.crop(40, whole.decibels.shape[1] - 40)
    first, second = (read_activation(p, tiny_classifier).activation for p in (whole, later))
    np.testing.assert_allclose(first[:, :, 10:], second, atol=1e-5)


def test_the_rows_of_the_map_divide_the_bands(seen: Evidence) -> None:
    assert seen.activation.shape[:2] == (3, 4)
    assert seen.edges.tolist() == [0.0, 1000.0, 2000.0, 3000.0, 4000.0]


def test_the_rows_of_a_mel_map_divide_the_mel_bands(tiny_classifier: Classifier) -> None:
    mel = replace(SPEC, scale=Scale.MEL, min_hz=50.0, max_hz=3800.0)
    asked = replace(tiny_classifier, card=replace(tiny_classifier.card, spec=mel))
    evidence = read_activation(compute(Clip(music(4.0, 8000, 1)[:, 0], 8000), mel), asked)
    np.testing.assert_allclose(evidence.edges, band_edges(mel)[::4])


def by_rows(activation: NDArray[np.float32], edges: list[float]) -> Evidence:
    return Evidence(
        genres=GENRES,
        times=np.array([1.0]),
        support=np.full((1, 3), 1 / 3),
        window=2.0,
        activation=activation,
        edges=np.array(edges),
        seconds=2.0,
    )


def test_a_heatmap_is_even_in_frequency_and_within_0_and_1(seen: Evidence) -> None:
    for genre in GENRES:
        heat = seen.heatmap(genre, 32, 4000.0)
        assert heat.shape == (32, seen.activation.shape[2])
        assert heat.dtype == np.float32
        assert 0.0 <= heat.min() <= heat.max() <= 1.0


def test_a_heatmap_shows_where_a_genre_stands_out_from_the_others() -> None:
    activation = np.zeros((3, 4, 2), np.float32)
    activation[2, 1, 0] = 6.0  # Rock, 1 to 2 kHz, first half
    activation[2, 3, 1] = 3.0  # and half as much, 3 to 4 kHz, second half
    heat = by_rows(activation, [0, 1000, 2000, 3000, 4000]).heatmap("Rock", 4, 4000.0)
    assert heat.tolist() == [[0, 0], [1, 0], [0, 0], [0, 0.5]]
    others = by_rows(activation, [0, 1000, 2000, 3000, 4000]).heatmap("Classical", 4, 4000.0)
    assert others.max() == 0.0  # what speaks for Rock speaks against the rest


def test_a_heatmap_is_empty_where_all_genres_are_alike() -> None:
    alike = by_rows(np.ones((3, 4, 2), np.float32), [0, 1000, 2000, 3000, 4000])
    assert not alike.heatmap("Rock", 8, 4000.0).any()


def test_a_heatmap_is_empty_at_frequencies_that_the_model_never_hears() -> None:
    activation = np.zeros((3, 2, 1), np.float32)
    activation[2] = 1.0
    heat = by_rows(activation, [1000, 2000, 4000]).heatmap("Rock", 8, 8000.0)[:, 0]
    assert heat.tolist() == [0, 1, 1, 1, 0, 0, 0, 0]


def test_a_recording_is_looked_at_from_its_first_second_to_its_last(
    tiny_classifier: Classifier,
) -> None:
    evidence = gather_evidence(encode(music(9.0, 8000, 1), 8000), tiny_classifier)
    assert evidence.seconds == pytest.approx(9.0, abs=0.1)
    direct = read_activation(picture(9.0), tiny_classifier)
    # 16 bits in the file: a level apart.
    np.testing.assert_allclose(evidence.support, direct.support, atol=2e-2)


def test_a_recording_shorter_than_a_crop_is_refused(tiny_classifier: Classifier) -> None:
    long: SpectrogramSpec = replace(SPEC, frames=1000)
    patient = replace(tiny_classifier, card=replace(tiny_classifier.card, spec=long))
    with pytest.raises(
        UnsuitableAudio, match=r"lasts 4\.0 s; the model needs 16\.1 s\. Use a long"
    ):
        gather_evidence(encode(music(4.0, 8000, 1), 8000), patient)
