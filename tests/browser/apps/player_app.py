"""A page with nothing but the player, for the browser tests: two sweeps and an unplayable file.

Everything is made here from a formula: the sounds, their pictures and the evidence.
"""

from __future__ import annotations

import streamlit as st

from pages.parts.player import Heatmap, Sound, Stretch, Support, show_player
from tests.browser.apps.synthesis import SECONDS, hills, picture, sweep, wandering, wav


def heatmap(label: str, seed: int) -> Heatmap:
    """Return a few soft hills."""
    return Heatmap(label, hills(seed))


def support(genre: str, seed: int) -> Support:
    """Return a wandering probability in windows of 3 s, one a second."""
    return Support(genre, *wandering(seed), 3.0, 0.125)


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
