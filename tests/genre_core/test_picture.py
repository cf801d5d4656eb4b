"""The player's picture: tones and clicks of known place must be seen there."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from genre_core.audio import Clip
from genre_core.errors import SpecError, UnsuitableAudio
from genre_core.picture import (
    BANDS,
    MAX_HZ,
    SAMPLE_RATE,
    draw_picture,
    encode,
    levels,
    loudness,
    palette,
)
from tests.genre_core.sounds import encode as encode_sound
from tests.genre_core.sounds import music


def tone(hertz: float, seconds: float, amplitude: float = 0.5) -> NDArray[np.float32]:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (amplitude * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def test_a_track_becomes_a_small_png_of_its_own_length() -> None:
    picture = draw_picture(encode_sound(music(6.0)))
    assert picture.seconds == pytest.approx(6.0, abs=1e-3)
    assert picture.max_hz == MAX_HZ
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.mode == "P"
        assert image.height == BANDS
        assert image.width == 750


@pytest.mark.parametrize("hertz", [100.0, 1000.0, 3900.0])
def test_a_tone_lies_at_its_height_from_the_bottom_up(hertz: float) -> None:
    shown = levels(loudness(Clip(tone(hertz, 4.0), SAMPLE_RATE)))
    assert shown.mean(axis=1).argmax() == int(hertz / MAX_HZ * BANDS)
    with Image.open(io.BytesIO(encode(shown))) as image:
        light = np.asarray(image.convert("L"), dtype=float).mean(axis=1)
    assert BANDS - 1 - light.argmax() == int(hertz / MAX_HZ * BANDS)


@given(at=st.floats(0.02, 0.98), seconds=st.sampled_from([3.0, 30.0, 400.0]))
def test_a_click_lies_where_its_time_is(at: float, seconds: float) -> None:
    samples = np.zeros(round(seconds * SAMPLE_RATE), np.float32)
    samples[round(at * len(samples))] = 1.0
    shown = loudness(Clip(samples, SAMPLE_RATE), 500).mean(axis=0)
    # The window of 0.128 s smears a click; its centre of weight stays.
    weight = shown - shown.min()
    centre = np.sum(weight * (np.arange(len(weight)) + 0.5)) / weight.sum() / len(weight)
    assert centre == pytest.approx(at, abs=1.5 / len(weight))


@given(samples=st.integers(24_000, 3_000_000), most=st.integers(1, 3000))
def test_no_length_makes_more_columns_than_were_asked_for(samples: int, most: int) -> None:
    columns = loudness(Clip(np.full(samples, 0.1, np.float32), SAMPLE_RATE), most).shape[1]
    assert 1 <= columns <= most
    # Nor far fewer, unless a column would be shorter than 8 ms.
    assert columns >= min(0.8 * most, samples // 64)


def test_a_long_track_skips_no_sound() -> None:
    samples = np.zeros(1200 * SAMPLE_RATE, np.float32)
    bursts = np.arange(0, len(samples) - 9600, 1_000_003)
    for burst in bursts:
        samples[burst : burst + 600] = tone(1000.0, 0.075)
    shown = loudness(Clip(samples, SAMPLE_RATE), 1000).mean(axis=0)
    columns = np.round((bursts + 300) / len(samples) * len(shown) - 0.5).astype(int)
    assert (shown[columns] > np.median(shown) + 3).all()


def test_a_quiet_track_looks_like_a_loud_one() -> None:
    noise = np.random.default_rng(440).normal(0, 0.2, 5 * SAMPLE_RATE).astype(np.float32)
    loud = levels(loudness(Clip(noise, SAMPLE_RATE)))
    quiet = levels(loudness(Clip(noise * np.float32(1e-3), SAMPLE_RATE)))
    assert np.abs(loud.astype(int) - quiet).max() <= 1


def test_colours_span_seventy_decibels_below_the_loud_end() -> None:
    decibels = np.linspace(-120.0, 0.0, 100_001, dtype=np.float32)
    shown = levels(decibels)
    top = np.percentile(decibels, 99.5)
    assert (shown[decibels >= top] == 63).all()
    assert (shown[decibels <= top - 70.0] == 0).all()
    assert (np.diff(shown.astype(int)) >= 0).all()


def test_brighter_always_means_louder() -> None:
    red, green, blue = (palette(64).astype(float) / 255).T
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
              for c in (red, green, blue)]  # fmt: skip
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    lightness = 116 * np.cbrt(luminance) - 16
    assert (np.diff(lightness) > 0).all()
    assert np.diff(lightness[8:]).std() < 0.5


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(440).normal(0, 0.2, 9 * SAMPLE_RATE).astype(np.float32)
    whole = loudness(Clip(noise, SAMPLE_RATE))
    monkeypatch.setattr("genre_core.picture._BLOCK", 100)
    np.testing.assert_allclose(loudness(Clip(noise, SAMPLE_RATE)), whole, atol=1e-4)


def test_a_picture_without_columns_is_refused() -> None:
    with pytest.raises(SpecError, match="0 columns"):
        loudness(Clip(tone(440.0, 3.0), SAMPLE_RATE), 0)


def test_silence_is_said_and_not_drawn() -> None:
    with pytest.raises(UnsuitableAudio, match="The recording is silent"):
        draw_picture(encode_sound(music(4.0) * 0))
