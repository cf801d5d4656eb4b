"""An excerpt is the stretch that was asked for, and nothing else."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from genre_core.errors import AudioError
from genre_core.excerpts import cut_excerpt
from tests.genre_core.sounds import encode, music


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Give 6 s of music at 8 kHz."""
    path = tmp_path / "whole.wav"
    path.write_bytes(encode(music(6.0, 8000, 1), 8000, "WAV FLOAT"))
    return path


def test_an_excerpt_holds_its_own_samples(recording: Path) -> None:
    whole = music(6.0, 8000, 1)[:, 0]
    samples, rate = soundfile.read(io.BytesIO(cut_excerpt(recording, 2.0, 1.5, 8000)))
    assert rate == 8000
    np.testing.assert_allclose(samples, whole[16_000:28_000], atol=1e-6)


def test_without_a_length_it_takes_all_that_follows(recording: Path) -> None:
    samples, _ = soundfile.read(io.BytesIO(cut_excerpt(recording, 4.0, None, 8000)))
    assert len(samples) == 16_000


@pytest.mark.parametrize(("start", "seconds"), [(-1.0, 2.0), (0.0, 0.0)])
def test_what_is_no_stretch_is_refused(recording: Path, start: float, seconds: float) -> None:
    with pytest.raises(AudioError, match="must start at 0 s or later"):
        cut_excerpt(recording, start, seconds, 8000)
