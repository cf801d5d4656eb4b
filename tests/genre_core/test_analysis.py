"""The straight line, end to end, against the same line walked by hand."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.analysis import analyse, hear, plan_excerpts
from genre_core.audio import Span, decode
from genre_core.classifier import Classifier
from genre_core.errors import PolicyError, UnreadableAudio, UnsuitableAudio
from genre_core.genres import read_claim
from genre_core.spectrogram import SEED_PICTURE, WIDE_MEL, SpectrogramSpec, compute
from genre_core.verdict import judge
from tests.genre_core.sounds import encode, encode_mp3, music
from tests.models import SPEC

SPECS = st.sampled_from([SEED_PICTURE, WIDE_MEL, SPEC])


@given(spec=SPECS, more=st.floats(0.0, 3000.0), crops=st.integers(1, 20))
def test_each_excerpt_lies_in_the_middle_of_its_part_of_the_track(
    spec: SpectrogramSpec, more: float, crops: int
) -> None:
    seconds = spec.seconds + more
    spans = plan_excerpts(seconds, spec, crops)
    assert {span.seconds for span in spans} == {spec.seconds}
    assert all(0 <= span.start <= seconds - spec.seconds + 1 / spec.sample_rate for span in spans)
    for part, span in enumerate(spans):
        middle = (part + 0.5) * seconds / crops - spec.seconds / 2
        # Up to the frame grid and the window that the last frame needs.
        slack = 1.5 / spec.frames_per_second + spec.n_fft / spec.sample_rate
        assert span.start == pytest.approx(min(max(0.0, middle), more), abs=slack)


@given(spec=SPECS, more=st.floats(0.0, 3000.0), crops=st.integers(1, 20))
def test_every_excerpt_begins_with_a_frame_of_the_whole_tracks_picture(
    spec: SpectrogramSpec, more: float, crops: int
) -> None:
    spans = plan_excerpts(spec.seconds + more, spec, crops)
    samples = np.array([span.start * spec.sample_rate for span in spans])
    np.testing.assert_allclose(samples / spec.hop, (samples / spec.hop).round(), atol=1e-6)


@given(spec=SPECS, share=st.floats(0.0, 0.999))
def test_a_track_shorter_than_a_crop_has_no_excerpts(spec: SpectrogramSpec, share: float) -> None:
    with pytest.raises(
        UnsuitableAudio, match=r"lasts .* s; the model needs .* s\. Use a longer exc"
    ):
        plan_excerpts(share * spec.seconds, spec, 4)


def walked_by_hand(source: bytes, classifier: Classifier) -> NDArray[np.float32]:
    """Decode, cut, draw and ask, a crop at a time; each begins at a multiple of the hop."""
    spec, crops = classifier.spec, classifier.card.crops
    whole = decode(source, spec.sample_rate)
    frames = 1 + (whole.samples.size - spec.n_fft) // spec.hop
    answers = []
    for crop in range(crops):
        first = round((crop + 0.5) * frames / crops - spec.frames / 2)
        start = min(max(0, first), frames - spec.frames) * spec.hop / spec.sample_rate
        picture = compute(decode(source, spec.sample_rate, Span(start, spec.seconds)), spec)
        answers.append(classifier.predict(picture.decibels[None]).logits)
    return np.asarray(np.mean(answers, axis=0))


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100])
def test_hearing_is_decoding_drawing_and_asking(tiny_classifier: Classifier, rate: int) -> None:
    source = encode(music(7.5, rate), rate)
    heard = hear(source, tiny_classifier)
    np.testing.assert_allclose(
        heard.prediction.logits, walked_by_hand(source, tiny_classifier), atol=1e-5
    )
    assert heard.track_id == sha256(source).hexdigest()
    assert heard.recording.seconds == pytest.approx(7.5)
    assert heard.prediction.crops == len(heard.heard) == 3
    assert heard.heard[0].start >= 0
    assert heard.heard[-1].start + heard.heard[-1].seconds <= 7.5


@pytest.mark.parametrize(
    "encoded", [encode(music(9.0)), encode_mp3(music(9.0))], ids=["WAV", "MP3"]
)
def test_serving_hears_what_the_trainer_cuts_from_the_whole_tracks_picture(
    tiny_classifier: Classifier, encoded: bytes
) -> None:
    whole = compute(decode(encoded, SPEC.sample_rate), SPEC)
    starts = SPEC.spread(whole.decibels.shape[1], 3)
    crops = np.stack([whole.crop(first, SPEC.frames).decibels for first in starts])
    in_training = tiny_classifier.predict(crops).logits
    in_serving = hear(encoded, tiny_classifier).prediction.logits
    # Measured: 1e-7 here, 2e-6 with the shipped model on 20 real tracks.
    np.testing.assert_allclose(in_serving, in_training, rtol=0, atol=1e-4)


@pytest.mark.parametrize("rate", [8000, 11_025, 22_050, 44_100, 48_000])
def test_a_track_of_exactly_one_crop_is_heard(tiny_classifier: Classifier, rate: int) -> None:
    long = replace(SPEC, frames=200)  # 3.2 s: above the shortest recording that is accepted
    patient = replace(tiny_classifier, card=replace(tiny_classifier.card, spec=long))
    sound = music(4.0, rate)
    shortest = int(np.ceil(long.seconds * rate))
    assert hear(encode(sound[:shortest], rate), patient).prediction.crops == 3
    with pytest.raises(UnsuitableAudio, match=r"lasts 3\.2 s; the model needs 3\.3 s"):
        hear(encode(sound[: shortest - 1], rate), patient)


def test_a_pause_has_no_voice(tiny_classifier: Classifier) -> None:
    sound = music(9.0, 8000, 1)
    sound[: 3 * 8000] = 0.0
    hearing = hear(encode(sound, 8000), tiny_classifier)
    assert len(hearing.heard) == hearing.prediction.crops == 2
    assert hearing.heard[0].start > 3.0


def test_direct_current_is_as_good_as_silence(tiny_classifier: Classifier) -> None:
    hum = np.full((6 * 8000, 1), 1e-4, np.float32)
    with pytest.raises(UnsuitableAudio, match=r"as good as silent in all 3 places .* choose ano"):
        hear(encode(hum, 8000), tiny_classifier)


def test_a_cut_off_file_says_how_much_of_it_is_missing(tiny_classifier: Classifier) -> None:
    whole = encode(music(20.0, 44_100), 44_100, "FLAC PCM_16")
    recording = hear(whole[: len(whole) // 3], tiny_classifier).recording
    assert recording.cut_off
    assert recording.declared_seconds == pytest.approx(20.0)
    assert 3.0 < recording.seconds < 10.0
    assert not hear(whole, tiny_classifier).recording.cut_off


def test_louder_music_is_another_picture_but_the_same_hearing(tiny_classifier: Classifier) -> None:
    sound = music(5.0, 8000, 1)
    first = hear(encode(sound, 8000), tiny_classifier)
    again = hear(encode(sound, 8000), tiny_classifier)
    louder = hear(encode(sound * np.float32(1.5), 8000), tiny_classifier)
    assert np.array_equal(first.prediction.logits, again.prediction.logits)
    assert first.track_id == again.track_id != louder.track_id
    assert not np.allclose(first.prediction.logits, louder.prediction.logits)


def test_a_verdict_is_the_hearing_held_against_the_claim(tiny_classifier: Classifier) -> None:
    source = encode(music(5.0, 8000, 1), 8000)
    claim = read_claim("rock")
    analysis = analyse(source, claim, tiny_classifier, 0.1)
    expected = judge(
        hear(source, tiny_classifier).prediction, claim, tiny_classifier.calibration, 0.1
    )
    assert analysis.verdict.sentence == expected.sentence
    assert analysis.verdict.p_value == expected.p_value
    assert analysis.verdict.alpha == 0.1


def test_an_impossible_alpha_is_refused(tiny_classifier: Classifier) -> None:
    source = encode(music(4.0, 8000, 1), 8000)
    with pytest.raises(PolicyError, match=r"alpha is 2"):
        analyse(source, read_claim("Rock"), tiny_classifier, 2.0)


def test_what_cannot_be_heard_says_why(tiny_classifier: Classifier) -> None:
    with pytest.raises(UnsuitableAudio, match=r"lasts 1\.0 s; at least 3\.0 s"):
        hear(encode(music(1.0, 8000, 1), 8000), tiny_classifier)
    with pytest.raises(UnsuitableAudio, match=r"The recording is silent"):
        hear(encode(np.zeros((40_000, 1), np.float32), 8000), tiny_classifier)
    with pytest.raises(UnreadableAudio, match=r"\."):
        hear(b"no music at all", tiny_classifier)
