"""The player's Python side: what it accepts, and the bytes and JSON that reach the browser."""

from __future__ import annotations

import base64
import json
import struct
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.player import Heatmap, Sound, Stretch, Support, merged

PNG = b"\x89PNG\r\n\x1a\n" + b"not a whole picture"


def support(probabilities: list[float], window: float = 3.0) -> Support:
    """Return the support of Rock in windows centred at 1.5 s, 2.5 s, ..."""
    times = 1.5 + np.arange(len(probabilities), dtype=np.float64)
    return Support("Rock", times, np.array(probabilities), window, 0.125)


def page_with_player() -> None:
    """Show a player; AppTest runs this function's body as a page of its own."""
    import numpy as np

    from pages.parts.player import Heatmap, Sound, Stretch, Support, show_player

    picture = b"\x89PNG\r\n\x1a\n" + b"not a whole picture"
    values = np.array([[0, 0.5, 1], [1, 0, 0.25]], dtype=np.float32)
    show_player(
        Sound("abc", b"RIFF....", "audio/wav", picture, 24.0, 4000.0),
        [Heatmap("Claimed: Rock", values)],
        Support("Rock", np.array([1.5, 2.5, 3.5]), np.array([0.2, 0.9, 0.1]), 3.0, 0.125),
        [Stretch(4, 8), Stretch(0, 5)],
        key="player",
    )


@pytest.fixture
def mounted() -> list[Any]:
    """Give the two components as Streamlit sends them: the player, then the courier."""
    app = AppTest.from_function(page_with_player).run()
    assert not app.exception
    return [element.proto for element in app.get("bidi_component")]


def test_block_is_header_then_picture_then_sound(mounted: list[Any]) -> None:
    block = mounted[0].bytes
    (size,) = struct.unpack_from("<I", block)
    header = json.loads(block[4 : 4 + size])
    assert (header["track"], header["mime"]) == ("abc", "audio/wav")
    assert (header["seconds"], header["maxHz"]) == (24.0, 4000.0)
    assert block[4 + size :][: header["pictureSize"]] == PNG
    assert block[4 + size + header["pictureSize"] :] == b"RIFF...."


def test_courier_names_the_same_player_and_track(mounted: list[Any]) -> None:
    header = mounted[0].bytes
    data = json.loads(mounted[1].json)
    assert f'"key": "{data["key"]}"'.encode() in header
    assert f'"track": "{data["track"]}"'.encode() in header


def test_courier_is_light(mounted: list[Any]) -> None:
    assert mounted[1].ByteSize() < 4_000 < mounted[0].ByteSize()


def test_heatmap_travels_as_bytes_lowest_row_first(mounted: list[Any]) -> None:
    (heatmap,) = json.loads(mounted[1].json)["heatmaps"]
    assert (heatmap["rows"], heatmap["columns"]) == (2, 3)
    assert list(base64.b64decode(heatmap["levels"])) == [0, 128, 255, 255, 0, 64]


def test_best_and_worst_windows_travel(mounted: list[Any]) -> None:
    data = json.loads(mounted[1].json)["support"]
    assert data["best"] == {"start": 1.0, "end": 4.0}
    assert data["worst"] == {"start": 2.0, "end": 5.0}


def test_overlapping_crops_travel_as_one_stretch(mounted: list[Any]) -> None:
    assert json.loads(mounted[1].json)["heard"] == [{"start": 0, "end": 8}]


def test_same_sound_is_the_same_message_whatever_the_claim() -> None:
    def page(claim: str) -> None:
        import numpy as np

        from pages.parts.player import Sound, Support, show_player

        picture = b"\x89PNG\r\n\x1a\n"
        evidence = Support(claim, np.array([1.5]), np.array([0.5]), 3.0, 0.1)
        show_player(Sound("a", b"x", "audio/wav", picture, 3.0, 4e3), [], evidence, [], "player")

    rock, folk = (
        AppTest.from_function(page, args=(claim,)).run().get("bidi_component")
        for claim in ("Rock", "Folk")
    )
    assert rock[0].proto == folk[0].proto
    assert rock[1].proto != folk[1].proto


def test_merged_joins_what_touches_and_keeps_the_gaps() -> None:
    stretches = [Stretch(9, 12), Stretch(0, 3), Stretch(3, 4), Stretch(10, 11)]
    assert merged(stretches) == (Stretch(0, 4), Stretch(9, 12))
    assert merged([]) == ()


@pytest.mark.parametrize("seed", range(5))
def test_merged_covers_exactly_the_same_moments(seed: int) -> None:
    rng = np.random.default_rng(seed)
    stretches = [Stretch(start, start + rng.uniform(0.01, 0.1)) for start in rng.random(9)]
    joined = merged(stretches)
    for moment in rng.random(200) * 1.2:
        assert any(s.start <= moment <= s.end for s in stretches) == any(
            s.start <= moment <= s.end for s in joined
        )
    assert all(a.end < b.start for a, b in pairwise(joined))


def test_best_and_worst_are_the_windows_around_the_extremes() -> None:
    rock = support([0.3, 0.1, 0.9, 0.2])
    assert rock.best == Stretch(2.0, 5.0)
    assert rock.worst == Stretch(1.0, 4.0)


def test_window_never_begins_before_the_recording() -> None:
    assert support([0.9, 0.1], window=4.0).best == Stretch(0.0, 4.0)


@pytest.mark.parametrize("seed", range(5))
def test_turning_probabilities_round_swaps_best_and_worst(seed: int) -> None:
    shares = np.random.default_rng(seed).random(20)
    there, back = support(shares.tolist()), support((1 - shares).tolist())
    assert (there.best, there.worst) == (back.worst, back.best)


@pytest.mark.parametrize(
    ("start", "end"), [(-1.0, 2.0), (2.0, 2.0), (3.0, 1.0), (0.0, float("inf"))]
)
def test_stretch_needs_a_beginning_and_a_length(start: float, end: float) -> None:
    with pytest.raises(ValueError, match=rf"from {start} s to {end} s cannot be heard"):
        Stretch(start, end)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        (np.zeros(3), r"has the shape \(3,\)"),
        (np.zeros((0, 3)), r"has the shape \(0, 3\)"),
        (np.array([[0.0, 1.5]]), r"runs from 0.0 to 1.5"),
        (np.array([[0.0, np.nan]]), r"needs numbers in \[0, 1\]"),
    ],
)
def test_heatmap_needs_a_grid_within_0_and_1(values: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Heatmap("Rock", values.astype(np.float32))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"times": np.array([1.0])}, r"\(1,\) times meet \(2,\) probabilities"),
        ({"times": np.array([2.0, 1.0])}, "do not rise"),
        ({"times": np.array([1.0, np.nan])}, "do not rise"),
        ({"times": np.zeros(0), "probabilities": np.zeros(0)}, "The 0 window centres"),
        ({"probabilities": np.array([0.5, 50.0])}, r"leave \[0, 1\]"),
        ({"chance": 12.5}, "chance of 12.5"),
        ({"window": 0.0}, r"last 0.0 s"),
    ],
)
def test_support_needs_one_share_for_each_rising_time(
    change: dict[str, Any], complaint: str
) -> None:
    good: dict[str, Any] = {
        "genre": "Rock",
        "times": np.array([1.0, 2.0]),
        "probabilities": np.array([0.5, 0.5]),
        "window": 3.0,
        "chance": 0.1,
    }
    with pytest.raises(ValueError, match=complaint):
        Support(**{**good, **change})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"seconds": 0.0}, r"lasts 0.0 s"),
        ({"max_hz": -1.0}, r"reaches -1.0 Hz"),
        ({"picture": b"GIF89a"}, r"begins with b'GIF89a', which is no PNG"),
        ({"mime": "text/html"}, r"'text/html' is not one of sound"),
    ],
)
def test_sound_needs_length_range_picture_and_type(change: dict[str, Any], complaint: str) -> None:
    good: dict[str, Any] = {
        "track_id": "abc",
        "audio": b"x",
        "mime": "audio/wav",
        "picture": PNG,
        "seconds": 3.0,
        "max_hz": 4000.0,
    }
    with pytest.raises(ValueError, match=complaint):
        Sound(**{**good, **change})
