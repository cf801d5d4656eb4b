"""A picture is what its definition says, keeps its promise about crops, and knows its limits."""

import math
import tracemalloc
from dataclasses import asdict, replace

import librosa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.audio import Clip
from genre_core.errors import SpecError, UnsuitableAudio
from genre_core.spectrogram import (
    SEED_PICTURE,
    SEED_WIDE_PICTURE,
    WIDE_MEL,
    Scale,
    Spectrogram,
    SpectrogramSpec,
    band_edges,
    compute,
    hertz_to_mel,
    mel_to_hertz,
)

SMALL = SpectrogramSpec(8000, 64, 24, 8, 10, Scale.LINEAR, 0.0, 4000.0)
SMALL_MEL = SpectrogramSpec(8000, 256, 100, 12, 10, Scale.MEL, 50.0, 3500.0, -70.0)
SPECS = pytest.mark.parametrize("spec", [SEED_PICTURE, SEED_WIDE_PICTURE, WIDE_MEL, SMALL])


def noise(seconds: float, sample_rate: int, level: float = 0.1, seed: int = 440) -> Clip:
    random = np.random.default_rng(seed)
    samples = level * random.standard_normal(round(seconds * sample_rate))
    return Clip(samples.astype(np.float32), sample_rate)


def sine(hertz: float, spec: SpectrogramSpec, frames: int = 4) -> Clip:
    time = np.arange(spec.n_fft + (frames - 1) * spec.hop) / spec.sample_rate
    return Clip(np.sin(2 * np.pi * hertz * time).astype(np.float32), spec.sample_rate)


def hann(n: int) -> list[float]:
    return [0.5 - 0.5 * math.cos(2 * math.pi * i / n) for i in range(n)]


def power_by_definition(frame: NDArray[np.float32]) -> list[float]:
    """Power of each bin, the Fourier sum written out, 1.0 for all of a full-scale sine."""
    n, window = len(frame), hann(len(frame))
    full_scale = n * sum(w * w for w in window) / 4
    powers = []
    for k in range(n // 2 + 1):
        real = sum(
            w * x * math.cos(2 * math.pi * k * i / n)
            for i, (w, x) in enumerate(zip(window, frame, strict=True))
        )
        imaginary = sum(
            w * x * math.sin(2 * math.pi * k * i / n)
            for i, (w, x) in enumerate(zip(window, frame, strict=True))
        )
        powers.append((real * real + imaginary * imaginary) / full_scale)
    return powers


def decibels(power: float, floor: float) -> float:
    return max(floor, 10 * math.log10(max(power, 1e-30)))


def test_linear_bands_are_the_definition_written_out() -> None:
    clip = noise(0.02, 8000)
    picture = compute(clip, SMALL).decibels
    bins = 4  # 32 bins up to 4 kHz in 8 bands; the bin at 4 kHz itself is left out
    for t in range(picture.shape[1]):
        powers = power_by_definition(clip.samples[24 * t : 24 * t + 64])
        for band in range(8):
            expected = decibels(sum(powers[bins * band : bins * (band + 1)]), -80.0)
            assert picture[band, t] == pytest.approx(expected, abs=1e-4)


def test_mel_bands_are_the_definition_written_out() -> None:
    clip = noise(0.06, 8000)
    picture = compute(clip, SMALL_MEL).decibels
    low, high = 50.0 * 3 / 200, 15 + math.log(3.5) / (math.log(6.4) / 27)
    mels = [low + (high - low) * i / 13 for i in range(14)]
    corner = [
        m * 200 / 3 if m < 15 else 1000 * math.exp((m - 15) * math.log(6.4) / 27) for m in mels
    ]
    for t in range(picture.shape[1]):
        powers = power_by_definition(clip.samples[100 * t : 100 * t + 256])
        for band in range(12):
            a, b, c = corner[band : band + 3]
            weights = [
                max(0.0, min((f - a) / (b - a), (c - f) / (c - b)))
                for f in (k * 31.25 for k in range(129))
            ]
            expected = sum(w * p for w, p in zip(weights, powers, strict=True))
            assert picture[band, t] == pytest.approx(decibels(expected, -70.0), abs=1e-4)


@SPECS
def test_librosa_draws_the_same(spec: SpectrogramSpec) -> None:
    clip = noise(3.0, spec.sample_rate)
    stft = librosa.stft(clip.samples, n_fft=spec.n_fft, hop_length=spec.hop, center=False)
    full_scale = spec.n_fft * np.sum(np.square(hann(spec.n_fft))) / 4
    power = np.abs(stft) ** 2 / full_scale
    if spec.scale is Scale.MEL:
        weights = librosa.filters.mel(
            sr=spec.sample_rate, n_fft=spec.n_fft, n_mels=spec.bands,
            fmin=spec.min_hz, fmax=spec.max_hz, htk=False, norm=None,
        )  # fmt: skip
        bands = weights @ power
    else:
        bands = power[:-1].reshape(spec.bands, -1, power.shape[1]).sum(axis=1)
    expected = np.maximum(10 * np.log10(bands), spec.floor_db)
    found = compute(clip, spec).decibels
    # Measured: 9e-6 dB apart at most.
    np.testing.assert_allclose(found, expected, atol=1e-3)


@given(st.lists(st.floats(0.0, 20_000.0), min_size=1, max_size=20))
def test_the_mel_scale_is_librosas_and_goes_both_ways(hertz: list[float]) -> None:
    points = np.array(hertz)
    np.testing.assert_allclose(hertz_to_mel(points), librosa.hz_to_mel(points), rtol=1e-12)
    np.testing.assert_allclose(mel_to_hertz(hertz_to_mel(points)), points, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("spec", "frames"), [(SEED_PICTURE, 256), (SEED_WIDE_PICTURE, 600)])
def test_twenty_seconds_at_8_khz_are_the_seeds_pictures(spec: SpectrogramSpec, frames: int) -> None:
    picture = compute(noise(20.0, 8000, 0.3), spec).decibels
    assert picture.shape == (128, frames) == (spec.bands, spec.frames)
    assert picture.dtype == np.float32
    assert picture.flags.c_contiguous
    assert -80.0 <= picture.min() < picture.max() <= 3.0


def test_a_spec_knows_how_long_it_looks() -> None:
    assert WIDE_MEL.samples == 1024 + 155 * 512
    assert WIDE_MEL.seconds == pytest.approx(5.024)
    assert SEED_PICTURE.frames_per_second == pytest.approx(8000 / 623)
    assert 19.9 < SEED_PICTURE.seconds <= 20.0


@pytest.mark.parametrize("spec", [SEED_PICTURE, SEED_WIDE_PICTURE, SMALL])
@pytest.mark.parametrize("band", [1, 3, 6])
def test_a_full_scale_sine_is_0_db_in_its_band(spec: SpectrogramSpec, band: int) -> None:
    width = spec.max_hz / spec.bands
    picture = compute(sine(width * band + width / 4, spec), spec).decibels
    np.testing.assert_allclose(picture[band], 0.0, atol=0.01)
    assert (np.delete(picture, [band - 1, band], axis=0) < -25).all()


def test_a_sine_at_a_mel_bands_peak_is_0_db_there_once_the_band_is_wider_than_the_window() -> None:
    low, high = hertz_to_mel(np.array([30.0, 8000.0]))
    mels = np.linspace(low, high, 82)
    band = 70
    peak = float(mel_to_hertz(mels)[band + 1])
    picture = compute(sine(peak, WIDE_MEL), WIDE_MEL).decibels
    np.testing.assert_allclose(picture[band], 0.0, atol=0.7)
    assert picture.argmax(axis=0).tolist() == [band] * 4


@SPECS
def test_half_the_amplitude_is_6_db_less_above_the_floor(spec: SpectrogramSpec) -> None:
    loud = noise(1.0, spec.sample_rate)
    soft = Clip(loud.samples * np.float32(0.5), spec.sample_rate)
    difference = compute(loud, spec).decibels - compute(soft, spec).decibels
    np.testing.assert_allclose(difference, 20 * math.log10(2), atol=1e-3)


def test_silence_is_the_floor_and_nothing_below_it() -> None:
    silence = Clip(np.zeros(2000, np.float32), 8000)
    assert np.unique(compute(silence, SMALL).decibels) == pytest.approx([-80.0])
    assert np.unique(compute(silence, replace(SMALL, floor_db=-120.0)).decibels) == pytest.approx(
        [-120.0]
    )


@settings(max_examples=25)
@given(first=st.integers(0, 40), frames=st.integers(1, 60))
@pytest.mark.parametrize("spec", [SEED_PICTURE, SEED_WIDE_PICTURE, SMALL])
def test_cropping_the_sound_is_cropping_the_picture(
    spec: SpectrogramSpec, first: int, frames: int
) -> None:
    whole = noise((spec.n_fft + 100 * spec.hop) / spec.sample_rate, spec.sample_rate)
    begin = first * spec.hop
    cut = whole.samples[begin : begin + spec.n_fft + (frames - 1) * spec.hop]
    start = begin / spec.sample_rate
    of_sound = compute(Clip(cut, spec.sample_rate, start), spec)
    of_picture = compute(whole, spec).crop(first, frames)
    assert np.array_equal(of_sound.decibels, of_picture.decibels)
    assert of_sound.start == pytest.approx(of_picture.start)


@settings(max_examples=25)
@given(first=st.integers(0, 40), frames=st.integers(1, 60))
def test_cropping_the_sound_is_cropping_the_mel_picture_but_for_rounding(
    first: int, frames: int
) -> None:
    spec = WIDE_MEL
    whole = noise((spec.n_fft + 100 * spec.hop) / spec.sample_rate, spec.sample_rate)
    cut = whole.samples[first * spec.hop :][: spec.n_fft + (frames - 1) * spec.hop]
    of_sound = compute(Clip(cut, spec.sample_rate), spec).decibels
    of_picture = compute(whole, spec).crop(first, frames).decibels
    # Not bit by bit: the matrix product may sum in another order for another number of frames.
    # Measured: 4e-6 dB apart at most.
    np.testing.assert_allclose(of_sound, of_picture, rtol=0, atol=1e-3)


def test_a_long_recording_is_drawn_piece_by_piece_without_a_seam() -> None:
    spec = replace(SMALL, n_fft=64, hop=16)
    clip = noise(10.0, 8000)
    picture = compute(clip, spec).decibels
    assert picture.shape[1] > 2 * 2048
    for seam in (2048, 4096):
        around = clip.samples[(seam - 3) * 16 :][: 64 + 5 * 16]
        assert np.array_equal(
            compute(Clip(around, 8000), spec).decibels, picture[:, seam - 3 : seam + 3]
        )


def test_drawing_an_hour_takes_no_more_memory_than_drawing_some_minutes() -> None:
    def working_memory(seconds: float) -> float:
        clip = noise(seconds, 8000)
        tracemalloc.start()
        picture = compute(clip, SEED_WIDE_PICTURE)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - picture.decibels.nbytes

    compute(noise(1.0, 8000), SEED_WIDE_PICTURE)  # fills the caches
    assert working_memory(600.0) == pytest.approx(working_memory(150.0), rel=0.05)


@pytest.mark.parametrize("spec", [SEED_PICTURE, WIDE_MEL, SMALL_MEL])
def test_band_edges_rise_from_edge_to_edge(spec: SpectrogramSpec) -> None:
    edges = band_edges(spec)
    assert edges.shape == (spec.bands + 1,)
    assert (np.diff(edges) > 0).all()
    assert spec.min_hz <= edges[0] < edges[-1] <= spec.max_hz


@pytest.mark.parametrize("spec", [SEED_PICTURE, WIDE_MEL])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_sine_lights_the_band_whose_edges_surround_it(
    spec: SpectrogramSpec, share: float
) -> None:
    hertz = share * spec.max_hz + 3.0
    edges = band_edges(spec)
    brightest = compute(sine(hertz, spec, 1), spec).decibels[:, 0].argmax()
    # A bin stands for half a bin to either side of its frequency: 4 Hz of a band's 31.
    half_bin = spec.sample_rate / spec.n_fft / 2
    assert edges[brightest] - half_bin <= hertz <= edges[brightest + 1] + half_bin


def test_a_crop_knows_when_it_begins() -> None:
    picture = Spectrogram(np.zeros((8, 100), np.float32), SMALL, start=2.0)
    assert picture.crop(50, 10).start == pytest.approx(2.0 + 50 * 24 / 8000)
    assert picture.crop(90, 10).decibels.shape == (8, 10)


@pytest.mark.parametrize(("first", "frames"), [(-1, 5), (0, 0), (91, 10), (100, 1)])
def test_a_crop_stays_inside_its_picture(first: int, frames: int) -> None:
    picture = Spectrogram(np.zeros((8, 100), np.float32), SMALL)
    with pytest.raises(SpecError, match=r"were asked of a picture with 100\. Crop inside it\."):
        picture.crop(first, frames)


@SPECS
def test_a_spec_survives_json(spec: SpectrogramSpec) -> None:
    assert SpectrogramSpec.from_json(asdict(spec)) == spec


@pytest.mark.parametrize(
    "change", [{"scale": "bark"}, {"hop": "ten"}, {"colour": "red"}, {"scale": None}]
)
def test_a_spec_is_not_read_from_something_else(change: dict[str, object]) -> None:
    with pytest.raises(
        SpecError, match=r"No spectrogram spec can be read from .* every field once"
    ):
        SpectrogramSpec.from_json(asdict(SMALL) | change)
    with pytest.raises(SpecError, match="KeyError"):
        SpectrogramSpec.from_json({})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hop": 0}, r"has a size below 1\. Give positive sizes"),
        ({"frames": -1}, r"has a size below 1\. Give positive sizes"),
        ({"max_hz": 4001.0}, r"reach from 0\.0 to 4001\.0 Hz; sound at 8000 Hz holds 0 to 4000\.0"),
        ({"min_hz": 4000.0}, r"reach from 4000\.0 to 4000\.0 Hz"),
        ({"max_hz": math.nan}, r"to nan Hz.*Choose bands inside"),
        ({"floor_db": 0.0}, r"The floor is 0\.0 dB; it must be below 0 dB"),
        ({"floor_db": math.nan}, r"The floor is nan dB"),
        ({"bands": 7}, r"7 linear bands up to 4000\.0 Hz do not divide the 32 bins"),
        ({"bands": 64}, r"64 linear bands .* Choose a multiple"),
        ({"min_hz": 100.0}, r"do not divide .* from 0 Hz up"),
    ],
)
def test_a_spec_that_makes_no_picture_is_refused(change: dict[str, float], sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        replace(SMALL, **change)  # type: ignore[arg-type]  # any of its fields


def test_a_clip_of_another_rate_is_refused() -> None:
    with pytest.raises(
        SpecError, match=r"sampled at 44100 Hz; the spectrogram needs 8000 Hz\. Dec"
    ):
        compute(noise(1.0, 44_100), SMALL)


def test_a_clip_shorter_than_a_window_is_refused() -> None:
    with pytest.raises(SpecError, match=r"has 63 samples; one frame needs 64\. Use a longer"):
        compute(Clip(np.ones(63, np.float32), 8000), SMALL)
    assert compute(Clip(np.ones(64, np.float32), 8000), SMALL).decibels.shape == (8, 1)


def test_too_short_is_said_in_figures_that_differ() -> None:
    WIDE_MEL.check_seconds(WIDE_MEL.seconds)
    with pytest.raises(
        UnsuitableAudio, match=r"lasts 5\.0 s; the model needs 5\.1 s\. Use a longer"
    ):
        WIDE_MEL.check_seconds(5.0239)
    with pytest.raises(UnsuitableAudio, match=r"lasts 19\.9 s; the model needs 20\.0 s"):
        SEED_PICTURE.check_seconds(19.98)
