"""The call that shows the desk, `show_desk`, and the one that reads its box, `outbox_of`.

The desk is one component of light JSON; the recordings come beside it, each as the player's block
of raw bytes under a key of its own, carried by a component without a picture. A block once sent
stays in the browser for as long as its track is among the media, so the next track waits there,
decoded, while this one is decided. What the moderator decides comes back as the state `outbox`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from pages.parts.desk.outbox import OutboxItem, read_outbox
from pages.parts.desk.view import DeskView
from pages.parts.desk.wire import json_data
from pages.parts.player import Sound
from pages.parts.player.assets import SCRIPTS, player_source, read_all
from pages.parts.player.wire import block

_HERE = Path(__file__).parent
_OWN_SCRIPTS = (
    "words.js",
    "bindings.js",
    "keyboard.js",
    "stock.js",
    "outbox.js",
    "turns.js",
    "facts.js",
    "choices.js",
    "search.js",
    "notes.js",
    "loop.js",
    "contrast.js",
    "notices.js",
    "help.js",
    "listening.js",
    "leases.js",
    "decisions.js",
    "stage.js",
    "desk.js",
    "mount.js",
)  # parts of one module with the player's, each using those before it
_PLAYER_PLACE = "<!-- player -->"

_DESK = st.components.v2.component(
    "spectrogram_desk",
    html=read_all(_HERE, "desk.html").replace(_PLAYER_PLACE, player_source("player.html")),
    css=player_source("player.css") + read_all(_HERE, "desk.css"),
    js=player_source(*SCRIPTS) + read_all(_HERE, *_OWN_SCRIPTS),
)
_CARRIER = st.components.v2.component(
    "spectrogram_carrier",
    js=player_source("block.js") + read_all(_HERE, "stock.js", "carrier.js"),
)


def show_desk(state: DeskView, media: Sequence[Sound], key: str) -> tuple[OutboxItem, ...]:
    """Show the desk and return what its box holds: everything not yet acked or refused.

    `media` are the sounds of both cases and of their contrasts, in any order, each once; those
    sent before cost some hundred bytes. `key` must stay the same from run to run.
    """
    with st.container(gap=None):
        result = _DESK(
            key=key,
            data={"key": key, "view": json_data(state)},
            on_outbox_change=_nothing,
        )
        for sound in {sound.track_id: sound for sound in media}.values():
            _CARRIER(key=f"{key}-{sound.track_id}", data=block(sound, key))
    return read_outbox(result.get("outbox"))


def outbox_of(key: str) -> tuple[OutboxItem, ...]:
    """Return the box before the desk is shown, so that one run can store and acknowledge it."""
    state = st.session_state.get(key)
    return read_outbox(state.get("outbox")) if state is not None else ()


def _nothing() -> None:
    """Do nothing: the run that follows reads the box; the callback only declares the state."""
