"""What a genre looks like, against means taken by hand."""

from pathlib import Path

import numpy as np
import pytest

from genre_core.picture import BANDS, MAX_HZ
from genre_core.portrait import draw_portrait, portrait_of
from tests.genre_core.sounds import encode


def tone(path: Path, hertz: float, seconds: float = 22.0) -> Path:
    time = np.arange(int(seconds * 16_000)) / 16_000
    sound = 0.5 * np.sin(2 * np.pi * hertz * time)
    path.write_bytes(encode(sound[:, None].astype(np.float32), 16_000, "FLAC PCM_16"))
    return path


def test_mean_and_spread_are_taken_over_tracks(rng: np.random.Generator) -> None:
    pictures = [rng.uniform(-70, 0, (8, 12)) for _ in range(5)]
    found = portrait_of(pictures)
    for band in range(8):
        levels = [picture[band].mean() for picture in pictures]
        assert found.mean[band] == pytest.approx(np.mean(levels))
        assert found.spread[band] == pytest.approx(np.std(levels))
    by_hand = [[np.mean([p[2 * r : 2 * r + 2, 6 * c : 6 * c + 6] for p in pictures])
                for c in range(2)] for r in range(4)]  # fmt: skip
    np.testing.assert_allclose(found.picture, by_hand)


def test_a_tone_is_loudest_at_its_own_frequency(tmp_path: Path) -> None:
    found = draw_portrait([tone(tmp_path / "a.flac", 1000.0), tone(tmp_path / "b.flac", 1000.0)])
    assert found is not None
    assert found.tracks == 2
    assert abs(found.hertz[found.mean.argmax()] - 1000.0) < MAX_HZ / BANDS
    assert found.spread.max() == pytest.approx(0.0, abs=1e-9)


def test_a_short_track_fills_the_picture_too(tmp_path: Path) -> None:
    found = draw_portrait([tone(tmp_path / "a.flac", 500.0, 3.0), tone(tmp_path / "b.flac", 500.0)])
    assert found is not None
    # At both ends of a track there is half a window of silence.
    assert np.ptp(found.picture.max(axis=0)[1:-1]) < 1.0


def test_what_cannot_be_heard_is_counted(tmp_path: Path) -> None:
    (tmp_path / "bad.mp3").write_bytes(b"no sound")
    found = draw_portrait([tmp_path / "bad.mp3", tone(tmp_path / "a.flac", 500.0)])
    assert found is not None
    assert (found.tracks, found.silent) == (1, 1)
    assert not found.spread.any()
    assert draw_portrait([tmp_path / "bad.mp3"]) is None
    assert draw_portrait([]) is None
