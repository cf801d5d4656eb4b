"""Music of one's own: a file is uploaded, 20 s are recorded, or real recordings are fetched.

All three stand in one popover. What was taken is handed over, what was not is complained of,
and either way the popover starts anew: closed, so that the answer is seen, and empty, so that
the server's memory does not hold the file a second time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from genre_core.crate import CrateError, fetch_examples
from genre_core.errors import AudioError
from pages.parts.plain import plain
from pages.parts.shelf import LARGEST_UPLOAD_MB, MIME, ShelfTrack, one_line, put_on_shelf

RECORDING_RATE = 44_100
"""Hz of a recording: the browser's default, 16 kHz, is meant for speech."""

_TURN = "adding_turn"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is told what became of a file: ``take`` gets the track, ``complain`` a sentence."""

    take: Callable[[ShelfTrack], None]
    complain: Callable[[str], None]


def show_adding(desk: Desk) -> None:
    """Show the popover; the desk is told in a callback, before the page runs again."""
    turn = st.session_state.setdefault(_TURN, 0)
    with st.popover("Add music", icon=":material/add:", key=f"adding-{turn}"):
        _show_uploader(desk, f"upload-{turn}")
        _show_recorder(desk, f"recording-{turn}")
        _show_fetcher()


def _show_uploader(desk: Desk, key: str) -> None:
    def hand_in() -> None:
        file = st.session_state[key]
        if file is not None:
            _hand_in(desk, file.getvalue(), file.name)

    st.file_uploader(
        f"A recording of up to {LARGEST_UPLOAD_MB} MB. It stays on this machine.",
        type=[suffix.removeprefix(".") for suffix in MIME],
        max_upload_size=LARGEST_UPLOAD_MB,
        key=key,
        on_change=hand_in,
    )


def _show_recorder(desk: Desk, key: str) -> None:
    def hand_in() -> None:
        sound = st.session_state[key]
        if sound is not None:
            name = f"Recording of {datetime.now().astimezone():%H:%M:%S}.wav"
            _hand_in(desk, sound.getvalue(), name)

    st.audio_input(
        "Record about 20 s of music. It stays on this machine.",
        sample_rate=RECORDING_RATE,
        key=key,
        on_change=hand_in,
    )
    st.caption("No microphone, or permission refused? Use Upload instead.")


def _hand_in(desk: Desk, content: bytes, name: str) -> None:
    st.session_state[_TURN] += 1
    try:
        desk.take(put_on_shelf(content, name))
    except (AudioError, CrateError) as error:
        desk.complain(f"{one_line(name)} was not taken. {error}")


def _show_fetcher() -> None:
    if not st.button("Fetch real recordings", icon=":material/download:"):
        st.caption("librosa's examples, Creative Commons, some 10 MB from the network.")
        return
    bar = st.progress(0.0)

    def show(step: str, share: float) -> None:
        bar.progress(min(1.0, share), plain(step))

    try:
        fetch_examples(show)
    except CrateError as error:
        st.warning(plain(str(error)))
        return
    st.rerun()
