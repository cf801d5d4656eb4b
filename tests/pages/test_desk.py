"""The desk's Python side: what it shows, what it refuses to show, and what it reads back."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.desk import Case, Chance, Contrast, Judgement, Kind, Opinion, Overlay, Remark
from pages.parts.desk.outbox import OutboxItem, read_outbox
from pages.parts.desk.wire import json_data
from pages.parts.player import Heatmap, Stretch

TOLD = {
    "claimed": "Rock",
    "claimed_genre": "Rock",
    "verdict": Judgement("mismatch", "No."),
    "chances": (Chance("Rock", 0.5),),
    "overlay": Overlay(heard=(Stretch(0, 1),)),
    "contrast_claimed": Contrast("t", "Title", "Artist", "Rock"),
    "contrast_predicted": Contrast("t", "Title", "Artist", "Punk"),
    "opinions": (Opinion("ben", "Punk", "", "yesterday"),),
    "comments": (Remark("ben", "yesterday", "clearly punk"),),
}


def case(**fields: Any) -> Case:
    """Return a case with these fields and the fewest others."""
    return Case(
        **{"token": "t", "track_key": "k", "title": "x", "artist": "y", "track": "s"} | fields
    )


def page_with_desk() -> None:
    """Show a desk; AppTest runs this function's body as a page of its own."""
    from pages.parts.desk import Case, DeskView, GenreChoice, Progress, show_desk
    from pages.parts.player import Sound

    sound = Sound("s", b"RIFF", "audio/wav", b"\x89PNG\r\n\x1a\n", 24.0, 4000.0)
    shown = Case("t", "k", "Title", "Artist", track="s", claimed_genre="Rock", top=("Punk",))
    view = DeskView("ada", "Flagged", shown, None, Progress(1, 2), (GenreChoice("Punk", "Rock"),))
    show_desk(view, [sound, sound], "desk")


@pytest.fixture
def mounted() -> list[Any]:
    """Give the components as Streamlit sends them: the desk, then a carrier a sound."""
    app = AppTest.from_function(page_with_desk, default_timeout=60).run()
    assert not app.exception
    return [element.proto for element in app.get("bidi_component")]


def test_desk_is_light_and_each_sound_has_one_carrier(mounted: list[Any]) -> None:
    desk, carrier = mounted
    view = json.loads(desk.json)["view"]
    assert view["current"]["trackKey"] == "k"
    assert view["current"]["claimedGenre"] == "Rock"
    assert view["upcoming"] is None
    assert view["genres"] == [{"name": "Punk", "root": "Rock"}]
    assert b'"track": "s"' in carrier.bytes


@pytest.mark.parametrize("field", TOLD)
def test_blind_case_that_tells_is_refused(field: str) -> None:
    case(**{field: TOLD[field]})
    with pytest.raises(ValueError, match=f"blind but tells {field}"):
        case(**{field: TOLD[field]}, blind=True)


def test_case_needs_a_lease_and_a_sound_or_a_reason() -> None:
    with pytest.raises(ValueError, match="a decision needs both"):
        case(token="")
    with pytest.raises(ValueError, match="neither a sound nor a reason"):
        case(track="")
    assert case(track="", fault="The file ends early.").fault


def test_overlay_travels_as_the_player_sends_it() -> None:
    values = np.array([[0, 1]], dtype=np.float32)
    data = json_data(
        Overlay((Heatmap("Claimed: Rock", values),), None, (Stretch(4, 8), Stretch(0, 5)))
    )
    assert isinstance(data, dict)
    assert data["heatmaps"][0]["columns"] == 2
    assert data["heard"] == [{"start": 0, "end": 8}]


def test_outbox_reads_what_the_browser_sends() -> None:
    sent = {
        "kind": "decide",
        "key": "a",
        "token": "t",
        "trackKey": "k",
        "answer": "genre_is",
        "genres": ["Punk", "Rock"],
        "seconds": 2.5,
        "note": "sure",
        "bundle": "album",
        "at": 1,
        "said": "Punk + Rock",
    }
    decided = OutboxItem(
        Kind.DECIDE, "a", "t", "k", "genre_is", ("Punk", "Rock"), "", "sure", 2.5, bundle="album"
    )
    assert read_outbox([sent]) == (decided,)


@pytest.mark.parametrize(
    "sent",
    [None, "decide", {}, [None, 3, "x", {}, {"kind": "decide"}, {"kind": "buy", "key": "a"}]],
)
def test_outbox_passes_over_what_is_no_item(sent: object) -> None:
    assert read_outbox(sent) == ()


@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf, True, "2", None])
def test_seconds_that_cannot_be_are_not_known(seconds: object) -> None:
    (item,) = read_outbox(
        [{"kind": "decide", "key": "a", "seconds": seconds, "genres": [1, "Punk"]}]
    )
    assert item.seconds is None
    assert item.genres == ("Punk",)
