"""A page with nothing but the player, for the browser tests: two sweeps and an unplayable file.

Everything is made here from a formula: the sounds, their pictures and the evidence.
"""

from __future__ import annotations

import io
import wave

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from pages.parts.player import Heatmap, Sound, Stretch, Support, show_player

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


def heatmap(label: str, seed: int) -> Heatmap:
    """Return a few soft hills over a grid of 8 x 16."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:8, 0:16]
    hills = sum(
        rng.uniform(0.5, 1) * np.exp(-((rows - y) ** 2) / 3 - ((columns - x) ** 2) / 4)
        for y, x in zip(rng.uniform(0, 7, 5), rng.uniform(0, 15, 5), strict=True)
    )
    return Heatmap(label, np.asarray(hills / np.max(hills), dtype=np.float32))


def support(genre: str, seed: int) -> Support:
    """Return a wandering probability in windows of 3 s, one a second."""
    times = np.arange(1.5, SECONDS - 1.4, 1.0)
    walk = np.cumsum(np.random.default_rng(seed).normal(size=times.size))
    return Support(genre, times, 0.05 + 0.9 / (1 + np.exp(-walk)), 3.0, 0.125)


@st.cache_data
def files(lowest: float) -> tuple[bytes, bytes]:
    """Return a sweep's WAV and PNG."""
    samples = sweep(lowest)
    return wav(samples), picture(samples)


def sound(track: str) -> Sound:
    """Return the recording with this name."""
    audio, image = files(220.0 if track == "high" else 110.0)
    if track == "unplayable":
        return Sound(track, bytes(range(256)), "audio/x-nonsense", image, SECONDS, 4000.0)
    return Sound(track, audio, "audio/wav", image, SECONDS, 4000.0)


st.set_page_config(page_title="Player", layout="centered")
shown = st.toggle("Show", value=True)
left, middle, right = st.columns(3)
track = left.selectbox("Track", ["low", "high", "unplayable"])
claim = middle.selectbox("Claim", ["Rock", "Folk", "Hip-Hop"])
bare = right.toggle("Bare")
runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.button("Rerun")
st.text(f"Run {runs}")
if shown:
    seed = ["Rock", "Folk", "Hip-Hop"].index(claim)
    show_player(
        sound(track),
        [] if bare else [heatmap(f"Claimed: {claim}", seed), heatmap("Predicted: Chiptune", 7)],
        None if bare else support(claim, seed + 3),
        [] if bare else [Stretch(1.0, 7.0), Stretch(9.0, 15.0), Stretch(14.0, 20.0)],
        key="player",
    )
