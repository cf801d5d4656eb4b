"""The stage's page: what it says where there is no stage, and what it hands to the browser."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.stage.front.front import stage_data, stage_script
from pages.parts.stage.front.palette import palettes
from pages.parts.stage.room import STAGE
from tests.pages.visit import Visit

ROOT = Path(__file__).resolve().parents[2]
FRONT = ROOT / "pages" / "parts" / "stage" / "front"
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]


def open_stage(**link: str) -> AppTest:
    """Visit the stage, as by a link."""
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    app.query_params.update({"next": "stage", **link})
    app.run()
    assert not app.exception
    return app


def test_an_ordinary_server_says_how_to_start_the_room_s(visit: Callable[..., Visit]) -> None:
    app = open_stage()
    assert app.title[0].value == "The stage needs a server of its own"
    assert app.code[0].value == "make stage"
    assert not app.get("bidi_component")


def test_a_guest_of_the_room_is_sent_to_her_ballot(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STAGE, "1")
    for link in ({}, {"notes": "1"}, {"results": "1"}):
        app = open_stage(**link)
        assert app.title[0].value == "This is the presenter's screen"
        assert "[here is your ballot](/v)" in app.markdown[0].value
        assert not app.get("bidi_component")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_stage_has_the_colours_of_the_app(mode: str) -> None:
    colours = palettes()[mode]
    assert colours["paper"] == THEME[mode]["backgroundColor"]
    assert colours["claimed"] == THEME[mode]["chartCategoricalColors"][0]
    assert colours["predicted"] == THEME[mode]["chartCategoricalColors"][1]


def test_what_the_script_is_given_is_json() -> None:
    assert json.loads(json.dumps(stage_data(notes=True)))["notes"] is True


def test_every_file_of_the_browser_s_side_is_in_the_script() -> None:
    script = stage_script()
    for file in FRONT.glob("*.js"):
        assert file.read_text("utf-8") in script, file.name
    for file in [*FRONT.glob("*.css"), *FRONT.glob("*.html")]:
        assert json.dumps(file.read_text("utf-8"))[1:-1] in script, file.name


def test_no_name_is_given_twice_in_the_one_module() -> None:
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", stage_script(), re.M)
    assert sorted(names) == sorted(set(names))


def test_nothing_is_fetched_from_another_machine() -> None:
    hosts = set(re.findall(r"https?://[\w.-]+", stage_script()))
    assert hosts <= {"http://www.w3.org"}


def test_motion_is_left_to_transform_and_opacity() -> None:
    styles = "\n".join(file.read_text("utf-8") for file in FRONT.glob("*.css"))
    moved = re.findall(r"transition: ([^;}]+)", styles)
    smooth = {"opacity", "transform", "visibility", "background-color"}
    for each in moved:
        plain = re.sub(r"\([^)]*\)", "", each)
        assert {part.split()[0] for part in plain.split(",")} <= smooth, each
