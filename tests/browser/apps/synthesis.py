"""Sounds, pictures and evidence from formulas, for the apps that the browser tests visit."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SAMPLE_RATE = 8000
SECONDS = 24.0
BANDS = 160
INK = ((5, 4, 20), (58, 16, 92), (142, 38, 110), (222, 84, 64), (250, 168, 50), (252, 246, 190))


def sweep(lowest: float) -> NDArray[np.float64]:
    """Return a gliding tone with overtones and a beat, (n,) in [-1, 1]."""
    time = np.arange(int(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    glide = lowest * 2 ** (1.6 * np.sin(2 * np.pi * time / 12) ** 2 + (np.floor(time * 2) % 4) / 6)
    phase = 2 * np.pi * np.cumsum(glide) / SAMPLE_RATE
    tones = sum(np.sin(k * phase) / k**1.2 for k in range(1, 7))
    beat = np.random.default_rng(440).normal(size=time.size) * np.exp(-18 * (time * 2 % 1))
    return np.asarray(0.22 * tones * (0.4 + 0.6 * np.exp(-3 * (time * 2 % 1))) + 0.16 * beat)


def wav(samples: NDArray[np.float64]) -> bytes:
    """Return `samples` (n,) in [-1, 1] as a WAV file of 16 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, SAMPLE_RATE, 0, "NONE", "not compressed"))
        writer.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def picture(samples: NDArray[np.float64]) -> bytes:
    """Return the spectrogram of `samples` as PNG, 0 Hz at the bottom, -80 to 0 dB in colour."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, 320)[::160] * np.hanning(320)
    power = np.abs(np.fft.rfft(frames, axis=1)[:, :BANDS]).T[::-1]
    level = np.clip(1 + 20 * np.log10(power / power.max() + 1e-9) / 80, 0, 1)
    places = np.linspace(0, 1, len(INK))
    channels = [np.interp(level, places, [ink[i] for ink in INK]) for i in range(3)]
    file = io.BytesIO()
    Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def hills(seed: int) -> NDArray[np.float32]:
    """Return a few soft hills over a grid of 8 x 16, in [0, 1]."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:8, 0:16]
    raised = sum(
        rng.uniform(0.5, 1) * np.exp(-((rows - y) ** 2) / 3 - ((columns - x) ** 2) / 4)
        for y, x in zip(rng.uniform(0, 7, 5), rng.uniform(0, 15, 5), strict=True)
    )
    return np.asarray(raised / np.max(raised), dtype=np.float32)


def wandering(seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return times and a wandering probability at them: windows of 3 s, one a second."""
    times = np.arange(1.5, SECONDS - 1.4, 1.0)
    walk = np.cumsum(np.random.default_rng(seed).normal(size=times.size))
    return times, np.asarray(0.05 + 0.9 / (1 + np.exp(-walk)))
