"""A chart to take away: its picture in the visitor's colours, its numbers for a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from genre_core.music_map import Mapped, MusicMap
from pages.parts.chart_file import Look, csv_of, png_of
from pages.parts.model.map_chart import map_chart
from tests.pages.visit import Visit

LOOK = Look("#102030", "#FFFFFF", "#CCCCCC", "#405060", ("#FF0000", "#00FF00"), ("#000", "#FFF"))


def bars() -> alt.Chart:
    rows = pd.DataFrame({"genre": ["Rock", "Jazz"], "tracks": [3, 5], "kind": ["one", "other"]})
    chart: alt.Chart = (
        alt.Chart(rows, height=200).mark_bar().encode(x="tracks:Q", y="genre:N", color="kind:N")
    )
    return chart


def pixels(png: bytes) -> set[tuple[int, ...]]:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return {tuple(colour) for colour in np.asarray(picture).reshape(-1, 3)}


def test_picture_has_the_themes_background_and_colours_of_series() -> None:
    seen = pixels(png_of(bars(), LOOK))
    assert {(0x10, 0x20, 0x30), (255, 0, 0), (0, 255, 0)} <= seen


def test_picture_is_large_enough_for_a_slide() -> None:
    assert Image.open(io.BytesIO(png_of(bars(), LOOK))).width > 1_500


def test_layers_are_drawn_too() -> None:
    layers = alt.layer(bars(), bars().mark_text().encode(text="tracks:Q"), height=200)
    assert pixels(png_of(layers, LOOK)) >= {(255, 0, 0), (0, 255, 0)}


def test_picture_asks_nobody_for_data() -> None:
    elsewhere = alt.Chart("http://127.0.0.1:1/rows.json").mark_bar().encode(x="a:Q")
    with pytest.raises(ValueError, match="External data url not allowed"):
        png_of(elsewhere, LOOK)


def test_numbers_come_back_as_they_went() -> None:
    table = pd.DataFrame({"name": ["Björk", "a,b"], "value": [0.25, np.nan]})
    read = pd.read_csv(io.BytesIO(csv_of(table)), encoding="utf-8-sig")
    pd.testing.assert_frame_equal(read, table, check_dtype=False)


def test_a_spreadsheet_knows_the_letters_and_runs_no_title() -> None:
    content = csv_of(pd.DataFrame({"title": ["=cmd|' /C calc'!A0"], "value": [-1.0]}))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[1] == "'=cmd|' /C calc'!A0,-1.0"


def page() -> None:
    import altair
    import pandas

    from pages.parts.chart_file import offer_chart

    table = pandas.DataFrame({"genre": ["Rock"], "tracks": [3]})
    offer_chart(altair.Chart(table).mark_bar().encode(x="tracks:Q"), table, "tracks")


def test_two_buttons_stand_under_a_chart() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    assert [button.label for button in app.download_button] == ["PNG", "CSV"]


PARTS = {"accuracy": 1, "layers": 1, "training": 2, "trust": 3, "map": 1, "about": 0}


@pytest.mark.parametrize("part", PARTS)
def test_every_chart_about_a_model_can_be_taken_away(
    visit: Callable[..., Visit], part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_RUNS", str(tmp_path / "no-runs"))
    buttons = visit(next="model", part=part).app.download_button
    assert [button.label for button in buttons] == ["PNG", "CSV"] * PARTS[part]


def test_a_map_with_points_to_click_is_drawn_too() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0]])
    made = MusicMap(("t1", "t2"), points, (0.6, 0.4), Mapped.ANSWERS, False)
    drawn = pd.DataFrame(
        {"id": ["t1", "t2"], "x": [0.0, 1.0], "y": [0.0, 1.0], "title": ["a", "b"]}
        | {"artist": ["c", "d"], "genre": ["Rock", "Jazz"], "called": ["Jazz", "Jazz"]}
    )
    assert png_of(map_chart(drawn, made), LOOK).startswith(b"\x89PNG")
