"""The curve on the page, drawn once and then only marked."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from genre_core.desk.policy.board import Board, Point
from pages.parts.chart_file import Chart, Look, offer_chart, present_look
from pages.parts.policy_board.curve_chart import curve_chart, placed, placed_spec
from pages.parts.policy_board.curve_table import curve_table

_HOUR = 3600


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A chart, and the same as Vega-Lite, which takes longer than all else that a slider asks."""

    chart: Chart
    spec: dict[str, Any]


def show_curve(found: Board, in_force: float | None) -> None:
    """Show what all policies come to, with marks where the slider and the one in force stand."""
    drawn = _draw(found.curve, in_force, _HOUR / found.effort.seconds, present_look())
    st.vega_lite_chart(spec=placed_spec(drawn.spec, found.point.alpha))
    st.caption(
        "Right: share of the flags. Missed: share of all wrong claims. Bands are 95% intervals."
    )
    offer_chart(placed(drawn.chart, found.point.alpha), curve_table(found.curve), "policy-curve")


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={tuple: repr})
def _draw(curve: tuple[Point, ...], in_force: float | None, an_hour: float, look: Look) -> Drawn:
    chart = curve_chart(curve, in_force, an_hour, look)
    return Drawn(chart, chart.to_dict())
