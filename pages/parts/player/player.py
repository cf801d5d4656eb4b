"""The recording, and the call that shows it: `show_player`.

A rerun of a Streamlit page must never restart the sound, and a new claim must not send it again.
So two components stand side by side. The first carries what is heavy and rests: the sound and
its picture, as one block of raw bytes under a stable key. As long as the track stays, its
message stays the same to the byte, and Streamlit sends a reference of some hundred bytes instead.
The second, a courier without a picture of its own, carries what is light and changes with the
claim: heatmaps, support, stretches, a few kilobytes of JSON. In the browser it hands them to the
player of the same key. Raw bytes pass only at the top level of a component's data; inside a
dictionary Streamlit would turn them into their printed form.

The block: a little-endian uint32 n, n bytes of JSON (the header), the picture, the sound.
Source: streamlit.components.v2 (custom components without a build step).
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from pages.parts.player.evidence import Heatmap, Stretch, Support, merged

_HERE = Path(__file__).parent
_SCRIPTS = (
    "axes.js",
    "heatmap.js",
    "support.js",
    "drawing.js",
    "sound.js",
    "hands.js",
    "player.js",
)  # parts of one module, each using those before it
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A recording as the browser gets it.

    `track_id` names its bytes; `audio` are these bytes and `mime` their type ("audio/mpeg");
    `picture` is a PNG that spans the whole recording from left to right, and 0 Hz to `max_hz`
    from bottom to top, linearly; `seconds` is the length of the recording.
    """

    track_id: str
    audio: bytes
    mime: str
    picture: bytes
    seconds: float
    max_hz: float

    def __post_init__(self) -> None:
        """Raise ValueError for what no browser could show: no length, no range, no PNG."""
        if not (0 < self.seconds < float("inf") and 0 < self.max_hz < float("inf")):
            raise ValueError(
                f"The sound lasts {self.seconds} s and reaches {self.max_hz} Hz; both must be "
                "above 0. Pass the length of the recording and the top of its picture."
            )
        if not self.picture.startswith(_PNG_SIGNATURE):
            raise ValueError(
                f"The picture begins with {self.picture[:8]!r}, which is no PNG. "
                "Encode it as PNG first."
            )
        if not self.mime.startswith(("audio/", "video/")):
            raise ValueError(
                f"The MIME type {self.mime!r} is not one of sound; it needs to begin with "
                "audio/ or video/. Pass the type of the bytes, such as audio/mpeg."
            )


def _source(*names: str) -> str:
    """Return the files of this folder one after the other, as one text."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


_PLAYER = st.components.v2.component(
    "spectrogram_player",
    html=_source("player.html"),
    css=_source("player.css"),
    js=_source(*_SCRIPTS),
)
_COURIER = st.components.v2.component("spectrogram_courier", js=_source("evidence.js"))


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
        _PLAYER(key=key, data=_block(sound, key))
        _COURIER(
            key=f"{key}-evidence",
            data={
                "key": key,
                "track": sound.track_id,
                "heatmaps": [_heatmap_data(heatmap) for heatmap in heatmaps],
                "support": None if support is None else _support_data(support),
                "heard": [_stretch_data(stretch) for stretch in merged(heard)],
            },
        )


def _block(sound: Sound, key: str) -> bytes:
    """Return header, picture and sound as one block; equal sounds give equal blocks."""
    header = json.dumps(
        {
            "key": key,
            "track": sound.track_id,
            "mime": sound.mime,
            "seconds": sound.seconds,
            "maxHz": sound.max_hz,
            "pictureSize": len(sound.picture),
            "pictureMark": zlib.crc32(sound.picture),
        }
    ).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, sound.picture, sound.audio])


def _heatmap_data(heatmap: Heatmap) -> dict[str, object]:
    """Return a heatmap for JSON; 256 levels are more than its colours can tell apart."""
    rows, columns = heatmap.values.shape
    levels = np.round(heatmap.values * 255).astype(np.uint8)
    return {
        "label": heatmap.label,
        "rows": rows,
        "columns": columns,
        "levels": base64.b64encode(levels.tobytes()).decode("ascii"),
    }


def _support_data(support: Support) -> dict[str, object]:
    """Return the support for JSON: milliseconds and hundredths of a per cent are enough."""
    return {
        "genre": support.genre,
        "times": np.round(support.times, 3).tolist(),
        "probabilities": np.round(support.probabilities, 4).tolist(),
        "window": support.window,
        "chance": support.chance,
        "best": _stretch_data(support.best),
        "worst": None if support.worst == support.best else _stretch_data(support.worst),
    }


def _stretch_data(stretch: Stretch) -> dict[str, object]:
    """Return a stretch for JSON, in seconds."""
    return {"start": stretch.start, "end": stretch.end}
