"""What stricter and laxer policies come to, over alpha: nouns -> chart.

One line serves flags and hours, since an hour holds so many flags; the shares have an axis of
their own, on the right. Where the slider stands is data with a name and no part of the drawing:
the drawing is made once, and a browser that has it moves one mark.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from genre_core.desk.policy.board import Point
from genre_core.desk.policy.terms import GRID
from pages.parts.chart_file import Chart, Look
from pages.parts.policy_board.curve_table import (
    FLAGS,
    MISSED,
    RIGHT,
    SHARES,
    curve_table,
    share_rows,
)

_HERE = "here"
_HEIGHT = 360
_TICKS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]


def curve_chart(
    points: Sequence[Point], in_force: float | None, an_hour: float, look: Look
) -> Chart:
    """Return flags, their rightness and what is missed over alpha, without the slider's mark.

    Args:
        points: of the curve.
        in_force: alpha of the policy in force, None where there is none.
        an_hour: flags that are decided in an hour.
        look: of the page.
    """
    rows = curve_table(points)
    flags = _flags(rows, f"Flags ({an_hour:,.0f} are an hour)", look)
    drawn = alt.layer(flags, _shares(points, look)).resolve_scale(y="independent")
    drawn_in_force = [in_force] if in_force is not None and _is_drawn(in_force) else []
    present = pd.DataFrame({"Alpha": drawn_in_force, "Mark": "in force"})
    return alt.layer(
        drawn,
        *_mark(present.astype({"Alpha": float}), 24, [4, 4], look),
        *_mark(alt.NamedData(_HERE), 8, [1, 0], look),
        _pointer(rows, look),
        height=_HEIGHT,
    )


def placed(chart: Chart, alpha: float) -> Chart:
    """Return the chart with the slider's mark at an alpha; 0 is nowhere."""
    marked = chart.copy(deep=False)
    marked.datasets = {_HERE: _here(alpha)}
    return marked


def placed_spec(spec: dict[str, Any], alpha: float) -> dict[str, Any]:
    """Return the same as Vega-Lite, from that of the chart without a mark."""
    return spec | {"datasets": spec["datasets"] | {_HERE: _here(alpha)}}


def _here(alpha: float) -> list[dict[str, Any]]:
    return [{"Alpha": alpha, "Mark": _HERE}] if _is_drawn(alpha) else []


def _is_drawn(alpha: float) -> bool:
    """Whether an alpha lies on the axis; a mark beside it would squeeze the curve to a corner."""
    return bool(GRID[0] <= alpha <= GRID[-1])


def _x() -> alt.X:
    return alt.X(
        "Alpha:Q",
        scale=alt.Scale(type="log", domainMax=GRID[-1], nice=False),
        axis=alt.Axis(
            format="~%", values=_TICKS, title="Honest tracks that may be flagged (alpha)"
        ),
    )


def _flags(rows: pd.DataFrame, title: str, look: Look) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(rows.assign(Line=FLAGS))
        .mark_line(strokeWidth=2.5, interpolate="step-after")
        .encode(
            x=_x(),
            y=alt.Y("Flags:Q", title=title, axis=alt.Axis(tickMinStep=1, format=",d")),
            color=_colour(look),
            strokeDash=_dash(),
        )
    )
    return chart


def _shares(points: Sequence[Point], look: Look) -> Chart:
    rows = share_rows(points)
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(orient="right", format="%", tickCount=5, grid=False, title="Share")
    band = (
        alt.Chart(rows)
        .mark_area(opacity=0.16)
        .encode(
            x=_x(),
            y=alt.Y("Low:Q", scale=scale, axis=axis),
            y2="High:Q",
            # A scale of its own, or the legend of the lines would be as faint as the bands.
            fill=alt.Fill("Line:N", scale=_inks(look), legend=None),
        )
    )
    line = (
        alt.Chart(rows)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=_x(),
            y=alt.Y("Value:Q", scale=scale, axis=axis),
            color=_colour(look),
            strokeDash=_dash(),
        )
    )
    return alt.layer(band, line)


def _mark(
    rows: pd.DataFrame | alt.NamedData, below: int, dash: list[int], look: Look
) -> tuple[alt.Chart, alt.Chart, alt.Chart]:
    """Return an upright line, a rim of its name that parts it from other lines, and its name.

    Args:
        rows: Alpha and Mark, one row or none.
        below: pixels from the top to the name, so that two near each other can be read.
        dash: of the line.
        look: of the page.
    """
    base = alt.Chart(rows).encode(x=_x())
    named = base.encode(y=alt.value(0), text="Mark:N")
    write = partial(named.mark_text, align="left", dx=5, dy=below, fontWeight=600)
    return (
        base.mark_rule(strokeWidth=2, strokeDash=dash, color=look.text),
        write(stroke=look.background, strokeWidth=4),
        write(color=look.text),
    )


def _pointer(rows: pd.DataFrame, look: Look) -> alt.Chart:
    near = alt.selection_point(nearest=True, on="pointerover", fields=["Alpha"], empty=False)
    number = {"Alpha": ".1%", "Flags": ",", "Flags a day": ",.1f", "Hours a day": ",.1f"}
    number |= {"Hours for these": ",.1f", RIGHT: ".0%", MISSED: ".0%"}
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_rule(color=look.muted, strokeWidth=1)
        .encode(
            x=_x(),
            opacity=alt.condition(near, alt.value(0.8), alt.value(0)),
            tooltip=[alt.Tooltip(f"{column}:Q", format=shape) for column, shape in number.items()],
        )
        .add_params(near)
    )
    return chart


def _inks(look: Look) -> alt.Scale:
    return alt.Scale(domain=[FLAGS, *SHARES], range=[look.muted, *look.series[:2]])


def _colour(look: Look) -> alt.Color:
    return alt.Color("Line:N", scale=_inks(look), legend=_LEGEND)


def _dash() -> alt.StrokeDash:
    scale = alt.Scale(domain=[FLAGS, *SHARES], range=[[1, 0], [7, 3], [2, 3]])
    return alt.StrokeDash("Line:N", scale=scale, legend=_LEGEND)


_LEGEND = alt.Legend(orient="bottom", title=None, columns=3, symbolType="stroke", symbolOpacity=1)
