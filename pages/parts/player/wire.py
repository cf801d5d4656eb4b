"""How a recording and its evidence travel to the browser: raw bytes, and light JSON.

The block: a little-endian uint32 n, n bytes of JSON (the header), the picture, the sound. The
JSON beside it holds no bytes, since inside a dictionary Streamlit would turn them into their
printed form; a heatmap's levels are base64.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

import numpy as np

from genre_core.levels import levels_json
from pages.parts.player.evidence import Heatmap, Stretch, Support, merged
from pages.parts.player.recording import Sound


def block(sound: Sound, key: str) -> bytes:
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


def evidence_data(
    heatmaps: Sequence[Heatmap], support: Support | None, heard: Sequence[Stretch]
) -> dict[str, object]:
    """Return what is laid over a recording for JSON, a few kilobytes; `heard` is merged."""
    return {
        "heatmaps": [_heatmap_data(heatmap) for heatmap in heatmaps],
        "support": None if support is None else _support_data(support),
        "heard": [_stretch_data(stretch) for stretch in merged(heard)],
    }


def _heatmap_data(heatmap: Heatmap) -> dict[str, object]:
    return {"label": heatmap.label, **levels_json(heatmap.values)}


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
