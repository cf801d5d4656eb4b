"""The recording, and the call that shows it: `show_player`.

A rerun of a Streamlit page must never restart the sound, and a new claim must not send it again.
So two components stand side by side. The first carries what is heavy and rests: the sound and
its picture, as one block of raw bytes under a stable key. As long as the track stays, its
message stays the same to the byte, and Streamlit sends a reference of some hundred bytes instead.
The second, a courier without a picture of its own, carries what is light and changes with the
claim: heatmaps, support, stretches, a few kilobytes of JSON. In the browser it hands them to the
player of the same key. Raw bytes pass only at the top level of a component's data (see `wire`).

Source: streamlit.components.v2 (custom components without a build step).
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts.player.assets import SCRIPTS, player_source
from pages.parts.player.evidence import Heatmap, Stretch, Support
from pages.parts.player.recording import Sound
from pages.parts.player.wire import block, evidence_data

_PLAYER = st.components.v2.component(
    "spectrogram_player",
    html=player_source("player.html"),
    css=player_source("player.css"),
    js=player_source(*SCRIPTS, "mount.js"),
)
_COURIER = st.components.v2.component("spectrogram_courier", js=player_source("evidence.js"))


def show_player(
    sound: Sound,
    heatmaps: Sequence[Heatmap],
    support: Support | None,
    heard: Sequence[Stretch],
    key: str,
) -> None:
    """Show `sound` with all that is known of it; a rerun with the same track leaves it playing.

    `heatmaps` can be laid over the picture, one at a time. `support` becomes the strip below it
    and the two buttons that play its best and worst window; None leaves them out. `heard` are
    the stretches that the model was given, marked on the time axis. `key` names this player on
    its page and must stay the same from run to run.
    """
    with st.container(gap=None):
        _PLAYER(key=key, data=block(sound, key))
        _COURIER(
            key=f"{key}-evidence",
            data={
                "key": key,
                "track": sound.track_id,
                **evidence_data(heatmaps, support, heard),
            },
        )
