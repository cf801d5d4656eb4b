"""Listening to several tracks, one after the other, without a hand: `show_listening`.

The component is the player with a bar over it. It gets a light list of what is to be heard; the
recordings come beside it, each carried as the player's block, as on the moderators' desk: the one
that is heard, and the next, which waits in the browser. When a track ends the next begins at once,
and only then is the page told, as the trigger `moved`, to send one more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages.parts import desk
from pages.parts.player import Sound
from pages.parts.player.assets import SCRIPTS, player_source, read_all
from pages.parts.player.wire import block

_HERE = Path(__file__).parent
_DESK = Path(desk.__file__).parent
_LISTENING = st.components.v2.component(
    "spectrogram_listening",
    html=read_all(_HERE, "listening.html").replace("<!-- player -->", player_source("player.html")),
    css=player_source("player.css") + read_all(_HERE, "listening.css"),
    js=player_source(*SCRIPTS) + read_all(_DESK, "stock.js") + read_all(_HERE, "listening.js"),
)
_CARRIER = st.components.v2.component(
    "spectrogram_listening_carrier",
    js=player_source("block.js") + read_all(_DESK, "stock.js", "carrier.js"),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A track of the list.

    Attributes:
        id: of the track.
        title: for people, with the artist.
        words: what the model made of it.
        sound: id of its sound, where that is sent along; else "".
        fault: why it cannot be heard after all; else "".
    """

    id: str
    title: str
    words: str
    sound: str = ""
    fault: str = ""


def show_listening(
    tracks: Sequence[Heard], at: int, moved: Callable[[str], None], key: str, begin: bool = False
) -> Callable[[Sound], None]:
    """Show the player with a list; return what sends it a sound.

    Args:
        tracks: in the order in which they are heard.
        at: place of the one that is shown.
        moved: called with the id of the track that is heard now.
        key: of the component, the same from run to run.
        begin: whether a click of this very run asked to hear the one that is shown, which then
            begins by itself as soon as its sound has come.
    """

    def take() -> None:
        track = st.session_state[key].get("moved")
        if isinstance(track, str):
            moved(track)

    frame = st.container(gap=None)
    with frame:
        _LISTENING(
            key=key,
            data={
                "key": key,
                "at": at,
                "begin": begin,
                "tracks": [
                    {"id": t.id, "title": t.title, "words": t.words}
                    | {"sound": t.sound, "fault": t.fault}
                    for t in tracks
                ],
            },
            on_moved_change=take,
        )

    def send(sound: Sound) -> None:
        with frame:
            _CARRIER(key=f"{key}-{sound.track_id}", data=block(sound, key))

    return send
