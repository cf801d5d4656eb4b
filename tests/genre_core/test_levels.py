"""Heatmaps as bytes."""

from __future__ import annotations

import base64

import numpy as np

from genre_core.levels import levels_json


def test_a_heatmap_comes_back_as_near_as_a_byte_can_tell() -> None:
    values = np.random.default_rng(440).random((5, 7)).astype(np.float32)
    values[0, 0], values[-1, -1] = 0.0, 1.0
    sent = levels_json(values)
    levels = np.frombuffer(base64.b64decode(str(sent["levels"])), np.uint8)
    back = levels.reshape(int(str(sent["rows"])), int(str(sent["columns"]))) / 255
    assert back.shape == (5, 7)
    assert np.abs(back - values).max() <= 0.5 / 255 + 1e-7
    assert (back[0, 0], back[-1, -1]) == (0.0, 1.0)
