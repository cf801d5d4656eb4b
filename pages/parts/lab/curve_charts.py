"""How well each order tells lies from honest claims, whatever the policy: nouns -> charts."""

from typing import Literal

import altair as alt
import pandas as pd

from genre_core.evaluation.hunt import Curve, Hunt
from pages.parts.chart_file import Look
from pages.parts.lab.address import percent
from pages.parts.lab.kept import Experiment
from pages.parts.lab.names import ORDER_NAMES, RULE_NAMES, colour_of, dash_of

_PERCENT = alt.Axis(format="%", tickCount=5)
_SHARE = alt.Scale(domain=[0, 1])
_FLOOR = 0.06
"""Below it a name under its point would lie on the axis."""
HEADERS = {
    "order": "Order",
    "found": "Of the lies, found",
    "accused": "Of the honest, accused",
    "right": "Of the accused, liars",
}
"""What the columns of rows are called, for people."""
_IN_ROC = ("verdict", "p-value", "naive", "cleanlab", "random")


def roc_rows(found: Hunt) -> pd.DataFrame:
    """Return the points of all ROC curves: order, accused (honest claims) and found (lies)."""
    return _rows({one.name: one.roc for one in found.rankings}, ("accused", "found"))


def precision_rows(found: Hunt) -> pd.DataFrame:
    """Return the points of all precision-recall curves: order, found and right."""
    return _rows({one.name: one.pr for one in found.rankings}, ("found", "right"))


def roc_chart(made: Experiment, look: Look) -> alt.LayerChart | alt.FacetChart:
    """Return lies found over honest claims accused, a line an order, a point a rule."""
    titles = {"accused": "Honest claims accused", "found": "Lies found"}
    return _chart(roc_rows(made.hunt), stops(made), titles, look)


def precision_chart(made: Experiment, look: Look) -> alt.LayerChart | alt.FacetChart:
    """Return how many of the accused lied over lies found, a line an order, a point a rule."""
    titles = {"found": "Lies found", "right": "Of the accused, liars"}
    return _chart(precision_rows(made.hunt), stops(made), titles, look)


def stops(made: Experiment) -> pd.DataFrame:
    """Return where each rule stops: order, name, found, accused and right.

    They are shares of all claims, as those of the curves are; what a rule says of itself is of
    the claims that it could test.
    """
    rules, honest = made.hunt.rules, made.claims - made.lies
    return pd.DataFrame(
        {
            "order": [rule.name for rule in rules],
            "name": [_stop_name(rule.name, made.hunt.alpha) for rule in rules],
            "found": [made.caught(rule) / made.lies for rule in rules],
            "accused": [made.accused(rule) / honest for rule in rules],
            "right": [rate.precision.value for rate in made.hunt.rates],
        }
    )


def _stop_name(rule: str, alpha: float) -> str:
    name = RULE_NAMES[rule]
    return f"{name} at {percent(alpha)}%" if rule == "verdict" else name


def _rows(curves: dict[str, Curve], columns: tuple[str, str]) -> pd.DataFrame:
    x, y = columns
    return pd.concat(
        [
            pd.DataFrame({"order": name, x: curves[name].x, y: curves[name].y})
            for name in _IN_ROC
            if name in curves
        ],
        ignore_index=True,
    )


def _chart(
    rows: pd.DataFrame, marks: pd.DataFrame, titles: dict[str, str], look: Look
) -> alt.LayerChart | alt.FacetChart:
    """Return the curves with the rules' points; ``titles`` are those of x and y, by column."""
    known = marks.dropna(subset=list(titles))
    x, y = titles
    near, low = known[x] < 0.5, known[y] < _FLOOR
    points = (
        _at(known, titles)
        .mark_point(size=170, opacity=1, stroke=look.background, strokeWidth=1.5)
        .encode(
            # A fill, since a second colour of points would disturb the legend of the lines.
            fill=alt.Fill(
                "order:N",
                scale=alt.Scale(
                    domain=list(marks["order"]),
                    range=[colour_of(order, look) for order in marks["order"]],
                ),
                legend=None,
            ),
        )
    )
    # A name goes to the side where there is room for it, and not down into the axis.
    sides = [(near, 9, low, -13), (near, 9, ~low, 13), (~near, -9, low, -13), (~near, -9, ~low, 13)]
    names = [
        name
        for across, dx, upright, dy in sides
        for name in _names(known[across & upright], titles, (dx, dy), look)
    ]
    return alt.layer(_lines(rows, titles, look), points, *names, height=480)


def _names(
    marks: pd.DataFrame, titles: dict[str, str], place: tuple[int, int], look: Look
) -> tuple[alt.Chart, alt.Chart]:
    """Return the points' names, so many pixels right and down, and a rim that parts the lines."""
    dx, dy = place
    side: Literal["left", "right"] = "left" if dx > 0 else "right"
    at = _at(marks, titles).encode(text="name:N")
    rim = at.mark_text(
        align=side, dx=dx, dy=dy, fontWeight=600, stroke=look.background, strokeWidth=4
    )
    return rim, at.mark_text(align=side, dx=dx, dy=dy, fontWeight=600, color=look.text)


def _lines(rows: pd.DataFrame, titles: dict[str, str], look: Look) -> alt.Chart:
    shown = list(dict.fromkeys(rows["order"]))
    names = [ORDER_NAMES[order] for order in shown]
    colours = alt.Scale(domain=names, range=[colour_of(order, look) for order in shown])
    dashes = alt.Scale(domain=names, range=[dash_of(order) for order in shown])
    legend = alt.Legend(orient="bottom", title=None, columns=2, symbolType="stroke")
    named = rows.assign(name=rows["order"].map(ORDER_NAMES), at=range(len(rows)))
    chart: alt.Chart = (
        _at(named, titles)
        .mark_line(strokeWidth=2.5)
        .encode(
            # A curve may go back: its points are joined as they come, not by their place.
            order="at:Q",
            color=alt.Color("name:N", scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=legend),
        )
    )
    return chart


def _at(rows: pd.DataFrame, titles: dict[str, str]) -> alt.Chart:
    """Return a chart of rows that are named, without a mark yet."""
    x, y = titles
    chart: alt.Chart = alt.Chart(rows).encode(
        x=alt.X(f"{x}:Q", scale=_SHARE, axis=_PERCENT, title=titles[x]),
        y=alt.Y(f"{y}:Q", scale=_SHARE, axis=_PERCENT, title=titles[y]),
        tooltip=[
            alt.Tooltip("name:N", title="Whose"),
            *(alt.Tooltip(f"{each}:Q", format=".1%", title=titles[each]) for each in titles),
        ],
    )
    return chart
