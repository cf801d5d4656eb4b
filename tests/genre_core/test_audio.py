"""Every format in, mono samples out; an excerpt is a cut out of the whole."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.audio import Clip, Span, decode, decode_excerpts, probe, track_id
from genre_core.errors import UnsuitableAudio
from tests.genre_core.sounds import encode, encode_by_ffmpeg, encode_mp3, music

LOSSLESS = ["WAV PCM_16", "WAV PCM_24", "WAV PCM_32", "WAV FLOAT", "WAV DOUBLE", "FLAC PCM_16"]
LOSSLESS += ["FLAC PCM_24", "AIFF PCM_16", "CAF ALAC_16"]


def loudness(samples: NDArray[np.float32]) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


@pytest.fixture(scope="module")
def tune() -> NDArray[np.float32]:
    return music(6)


@pytest.fixture(scope="module")
def mp3(tune: NDArray[np.float32]) -> bytes:
    return encode_mp3(tune)


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_decode_to_the_mean_of_their_channels(
    tune: NDArray[np.float32], kind: str
) -> None:
    clip = decode(encode(tune, kind=kind), 44_100)
    np.testing.assert_allclose(clip.samples, (tune[:, 0] + tune[:, 1]) / 2, atol=2**-15)


def test_eight_bits_decode_to_within_their_steps(tune: NDArray[np.float32]) -> None:
    clip = decode(encode(tune, kind="WAV PCM_U8"), 44_100)
    np.testing.assert_allclose(clip.samples, tune.mean(axis=1), atol=2**-7)


@pytest.mark.parametrize(
    ("codec", "data"),
    [
        ("mp3", encode_mp3(music(6, 48_000), 48_000)),
        ("vorbis", encode(music(6, 48_000), 48_000, "OGG VORBIS")),
        ("opus", encode(music(6, 48_000), 48_000, "OGG OPUS")),
        ("aac", encode_by_ffmpeg(music(6, 48_000), 48_000)),
        ("aac", encode_by_ffmpeg(music(6, 48_000), 48_000, "mp4")),
        ("aac", encode_by_ffmpeg(music(6, 48_000), 48_000, "adts")),
        ("alac", encode_by_ffmpeg(music(6, 48_000), 48_000, "ipod", "alac")),
        ("opus", encode_by_ffmpeg(music(6, 48_000), 48_000, "webm", "libopus")),
    ],
    ids=["mp3", "ogg-vorbis", "ogg-opus", "m4a", "mp4", "raw-aac", "m4a-alac", "webm-opus"],
)
def test_compressed_formats_sound_as_what_was_encoded(codec: str, data: bytes) -> None:
    recording = probe(data)
    assert (recording.codec, recording.channels, recording.sample_rate) == (codec, 2, 48_000)
    assert recording.seconds == pytest.approx(6, abs=0.05)
    wanted = soxr.resample(music(6, 48_000).mean(axis=1), 48_000, 8_000)[8_000:40_000]
    heard = decode(data, 8_000).samples
    # Raw AAC has no way to say how much its encoder put before the first sample.
    delays = range(400) if codec == "aac" else range(-4, 5)
    error = min(loudness(heard[8_000 + d :][: len(wanted)] - wanted) for d in delays)
    assert error < 0.15 * loudness(wanted)


@pytest.mark.parametrize(
    ("sample_rate", "channels"), [(8_000, 1), (11_025, 1), (96_000, 2), (192_000, 2), (48_000, 8)]
)
def test_any_rate_and_channels_come_out_mono_at_the_rate_asked_for(
    sample_rate: int, channels: int
) -> None:
    data = encode(music(4, sample_rate, channels), sample_rate, "WAV FLOAT")
    clip = decode(data, 16_000, Span(0.5, 3.0))
    assert clip.samples.shape == (48_000,)
    assert clip.samples.dtype == np.float32
    assert (clip.sample_rate, clip.start, clip.seconds) == (16_000, 0.5, 3.0)


@pytest.mark.parametrize(
    "data",
    [
        encode(music(6), kind="WAV PCM_16"),
        encode(music(6), kind="FLAC PCM_16"),
        encode(music(6), kind="OGG VORBIS"),
        encode(music(6, 48_000), 48_000, "OGG OPUS"),
        encode_mp3(music(6)),
        encode_mp3(music(6), compression=0.9),
        encode_mp3(music(6), compression=0.99),
        encode_mp3(music(6, 24_000), 24_000),
        encode_by_ffmpeg(music(6), codec="alac"),
    ],
    ids=["wav", "flac", "vorbis", "opus", "mp3", "mp3-56k", "mp3-32k", "mp3-24kHz", "alac"],
)
@pytest.mark.parametrize("sample_rate", [8_000, 16_000])
def test_an_excerpt_is_the_same_samples_as_in_the_whole(data: bytes, sample_rate: int) -> None:
    whole = decode(data, sample_rate)
    spans = [Span(start, 1.25) for start in (4.7, 0.0, 1.2345, 2.5, 0.01)]
    for clip in decode_excerpts(data, sample_rate, spans):
        first = round(clip.start * sample_rate)
        same = whole.samples[first : first + round(1.25 * sample_rate)]
        np.testing.assert_allclose(clip.samples, same, atol=1e-5)


@pytest.mark.parametrize(("container", "codec"), [("ipod", "aac"), ("webm", "libopus")])
def test_an_excerpt_of_aac_or_webm_is_the_same_sound_to_within_a_millisecond(
    container: str, codec: str
) -> None:
    data = encode_by_ffmpeg(music(6, 48_000), 48_000, container, codec)
    whole = decode(data, 48_000).samples
    clip = decode(data, 48_000, Span(3.21, 1.0)).samples
    first = round(3.21 * 48_000)
    errors = [loudness(whole[first + d :][: len(clip)] - clip) for d in range(-48, 49)]
    assert min(errors) < 0.05 * loudness(clip)


def test_a_recording_longer_than_one_block_has_no_seam() -> None:
    data = encode_mp3(music(25), compression=0.9)
    seam = (1 << 20) / 44_100
    across = decode(data, 8_000, Span(seam - 0.5, 1.0))
    first = round(across.start * 8_000)
    same = decode(data, 8_000).samples[first : first + 8_000]
    np.testing.assert_allclose(across.samples, same, atol=1e-5)


@settings(max_examples=25)
@given(start=st.floats(0, 5.5), seconds=st.floats(0.01, 0.5))
def test_any_span_has_the_length_and_place_asked_for(start: float, seconds: float) -> None:
    ramp = np.linspace(-1, 1, 6 * 12_000, dtype=np.float32)[:, None]
    clip = decode(encode(ramp, 12_000, "WAV FLOAT"), 8_000, Span(start, seconds))
    assert len(clip.samples) == round(seconds * 8_000)
    time = clip.start + np.arange(len(clip.samples)) / 8_000
    inside = (time > 0.05) & (time < 5.95)
    np.testing.assert_allclose(clip.samples[inside], time[inside] / 3 - 1, atol=1e-3)


def test_a_span_is_cut_at_the_end_of_the_recording(mp3: bytes) -> None:
    assert decode(mp3, 16_000, Span(5.0, 20.0)).seconds == pytest.approx(1.0, abs=1e-3)


def test_a_span_after_the_end_is_refused(mp3: bytes) -> None:
    with pytest.raises(UnsuitableAudio, match=r"starts at 9\.0 s; the recording lasts 6\.0 s"):
        decode(mp3, 16_000, Span(9.0, 1.0))


def test_no_spans_give_no_clips(mp3: bytes) -> None:
    assert decode_excerpts(mp3, 16_000, []) == ()


def test_bytes_and_path_give_the_same(tmp_path: Path, mp3: bytes) -> None:
    path = tmp_path / "eine Datei – ohne Endung"
    path.write_bytes(mp3)
    assert probe(path) == probe(mp3)
    assert track_id(path) == track_id(mp3) == hashlib.sha256(mp3).hexdigest()
    np.testing.assert_array_equal(decode(path, 8_000).samples, decode(mp3, 8_000).samples)


@pytest.mark.parametrize("name", ["track.raw", "track.mp3", "http:track.m3u8"])
def test_the_name_of_a_file_decides_nothing(tmp_path: Path, name: str) -> None:
    for data in (encode(music(4)), encode_by_ffmpeg(music(4))):
        path = tmp_path / name
        path.write_bytes(data)
        assert probe(path).seconds == pytest.approx(4, abs=0.05)


def test_opposite_channels_cancel_to_silence() -> None:
    one = music(4, channels=1)
    with pytest.raises(UnsuitableAudio, match="The recording is silent"):
        decode(encode(np.hstack([one, -one]), kind="WAV FLOAT"), 16_000)


def test_real_music_decodes(shared: Path) -> None:
    folder = shared / "music" / "original"
    if not folder.is_dir():
        pytest.skip(f"There is no folder {folder}.")
    for path in sorted(folder.iterdir()):
        middle = probe(path).seconds / 2
        clip = decode(path, 16_000, Span(middle, 5.0))
        assert clip.seconds == 5.0
        assert 0.001 < loudness(clip.samples) < 1


def test_importing_audio_loads_neither_ffmpeg_nor_anything_slow() -> None:
    script = (
        "import sys, genre_core.audio;"
        "print({'av', 'mutagen', 'scipy', 'librosa', 'tensorflow', 'streamlit'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "set()"


@pytest.mark.parametrize(
    ("samples", "match"),
    [
        (np.zeros((4, 2), np.float32), r"float32 of shape \(4, 2\); they must be"),
        (np.zeros(4), "float64 of shape"),
        (np.zeros(0, np.float32), "n >= 1"),
        (np.array([0, np.nan], np.float32), "not numbers"),
    ],
)
def test_a_clip_refuses_other_samples(samples: NDArray[np.float32], match: str) -> None:
    with pytest.raises(UnsuitableAudio, match=match):
        Clip(samples, 8_000)


@pytest.mark.parametrize(("sample_rate", "start"), [(0, 0.0), (8_000, -1.0), (8_000, np.inf)])
def test_a_clip_refuses_an_impossible_rate_or_start(sample_rate: int, start: float) -> None:
    with pytest.raises(UnsuitableAudio, match="more than 0 Hz and a start of 0 s or later"):
        Clip(np.ones(1, np.float32), sample_rate, start)


@pytest.mark.parametrize(("start", "seconds"), [(-1, 1), (0, 0), (np.nan, 1), (0, np.inf)])
def test_a_span_refuses_impossible_times(start: float, seconds: float) -> None:
    with pytest.raises(UnsuitableAudio, match="must start at 0 s or later"):
        Span(start, seconds)
