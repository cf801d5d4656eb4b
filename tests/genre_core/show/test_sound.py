"""The sound of a round is the excerpt and nothing else, in a file that browsers play."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from genre_core.errors import AudioError, UnreadableAudio, UnsuitableAudio
from genre_core.recording import Span
from genre_core.show.sound import FADE_IN, FADE_OUT, HIGHEST_RATE, cut_sound
from tests.genre_core.sounds import encode, encode_by_ffmpeg, encode_mp3, music


def saved(folder: Path, content: bytes, name: str = "track.wav") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def opened(content: bytes) -> tuple[NDArray[np.float32], int]:
    samples, rate = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    return samples, rate


def test_it_is_the_excerpt_sample_by_sample_but_for_its_ends(tmp_path: Path) -> None:
    samples = music(12.0)
    cut, rate = opened(cut_sound(saved(tmp_path, encode(samples)), Span(3.0, 5.0)))
    assert rate == 44_100
    assert cut.shape == (5 * rate, 2)
    inner = slice(round(FADE_IN * rate) + 1, len(cut) - round(FADE_OUT * rate) - 1)
    expected = samples[3 * rate : 8 * rate]
    np.testing.assert_allclose(cut[inner], expected[inner], atol=1e-4)


def test_it_begins_and_ends_without_a_click(tmp_path: Path) -> None:
    loud = np.full((44_100 * 6, 2), 0.9, np.float32)
    cut, rate = opened(cut_sound(saved(tmp_path, encode(loud)), Span(1.0, 4.0)))
    assert np.abs(cut[[0, -1]]).max() < 1e-3
    assert np.abs(np.diff(cut[:, 0])).max() < 0.01
    assert cut[rate // 2, 0] == pytest.approx(0.9, abs=1e-3)


def test_it_is_flac_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    path = saved(tmp_path, encode(music(8.0)))
    first = cut_sound(path, Span(1.0, 4.0))
    assert first == cut_sound(path, Span(1.0, 4.0))
    described = soundfile.info(io.BytesIO(first))
    assert (described.format, described.subtype) == ("FLAC", "PCM_16")


@pytest.mark.parametrize("kind", ["mp3", "m4a"])
def test_lossy_recordings_are_cut_where_they_sound(tmp_path: Path, kind: str) -> None:
    samples = music(10.0)
    content = encode_mp3(samples) if kind == "mp3" else encode_by_ffmpeg(samples)
    cut, rate = opened(cut_sound(saved(tmp_path, content, f"track.{kind}"), Span(4.0, 3.0)))
    inner = slice(rate // 2, 2 * rate)
    expected = samples[4 * rate : 7 * rate]
    alike = np.corrcoef(cut[inner, 0], expected[inner, 0])[0, 1]
    assert alike > 0.99


def test_too_many_channels_and_too_high_a_rate_are_brought_down(tmp_path: Path) -> None:
    cut, rate = opened(
        cut_sound(saved(tmp_path, encode(music(5.0, 96_000, 4), 96_000)), Span(0.0, 4.0))
    )
    assert rate == HIGHEST_RATE
    assert cut.shape == (4 * HIGHEST_RATE, 1)


def test_a_recording_that_ends_earlier_gives_what_it_has(tmp_path: Path) -> None:
    cut, rate = opened(cut_sound(saved(tmp_path, encode(music(6.0))), Span(4.0, 20.0)))
    assert len(cut) == 2 * rate


def test_what_cannot_be_cut_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = saved(tmp_path, encode(music(6.0)))
    with pytest.raises(UnsuitableAudio, match=r"starts at 6\.0 s; the recording lasts 6\.0 s"):
        cut_sound(path, Span(6.0, 5.0))
    with pytest.raises(UnreadableAudio, match="There is no file"):
        cut_sound(tmp_path / "gone.wav", Span(0.0, 5.0))
    with pytest.raises(AudioError):
        cut_sound(saved(tmp_path, b"no music at all", "note.txt"), Span(0.0, 5.0))
