"""What moderators would find in their first reviews, by order of review: nouns -> chart."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from genre_core.evaluation.hunt import Ranking
from pages.parts.chart_file import Look
from pages.parts.lab.names import ORDER_NAMES, colour_of, dash_of

SHOWN = ("ideal", "verdict", "cleanlab", "naive", "random")
_POINTS = 240
HEADERS = {
    "reviews": "Reviews",
    **{order: ORDER_NAMES[order] for order in SHOWN},
    "low": "Chance: 95% from",
    "high": "to",
}
"""What the columns of :func:`review_rows` are called, for people."""


def review_rows(rankings: Sequence[Ranking], first: int) -> pd.DataFrame:
    """Return lies found by each order in the first reviews, up to ``first``, some 240 rows.

    Columns: reviews, then a column an order, then low and high, the ends of what chance finds.
    """
    known = {one.name: one for one in rankings}
    reviews = np.unique(np.linspace(1, first, _POINTS).round().astype(np.int64))
    chance = known["random"]
    return pd.DataFrame(
        {
            "reviews": reviews,
            **{order: known[order].found[reviews - 1] for order in SHOWN},
            "low": chance.found_low[reviews - 1],
            "high": chance.found_high[reviews - 1],
        }
    )


def review_chart(rows: pd.DataFrame, look: Look) -> alt.LayerChart | alt.FacetChart:
    """Draw :func:`review_rows`: a line an order, the band of chance, all numbers at a pointer."""
    scale = alt.Scale(domain=[1, int(rows["reviews"].max())], nice=False)
    axis = alt.Axis(tickMinStep=1, format=",d")
    x = alt.X("reviews:Q", title="Reviews", scale=scale, axis=axis)
    y = alt.Y("found:Q", title="Lies found", axis=axis)
    lines = (
        alt.Chart(_long(rows))
        .mark_line(strokeWidth=2.5)
        .encode(x=x, y=y, color=_colour(look), strokeDash=_dash())
    )
    band = (
        alt.Chart(rows)
        .mark_area(opacity=0.2, color=look.muted)
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    )
    near = alt.selection_point(nearest=True, on="pointerover", fields=["reviews"], empty=False)
    pointer = (
        alt.Chart(rows)
        .mark_rule(color=look.muted, strokeWidth=1)
        .encode(
            x=x,
            opacity=alt.condition(near, alt.value(0.8), alt.value(0)),
            tooltip=[
                alt.Tooltip(f"{column}:Q", title=title, format=",.0f")
                for column, title in HEADERS.items()
            ],
        )
        .add_params(near)
    )
    return alt.layer(band, lines, pointer, height=420)


def _long(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row an order and a number of reviews: reviews, order (its name), found."""
    long = rows.melt("reviews", list(SHOWN), "order", "found")
    return long.assign(order=long["order"].map(ORDER_NAMES))


def _colour(look: Look) -> alt.Color:
    ink = [colour_of(order, look) for order in SHOWN]
    scale = alt.Scale(domain=[ORDER_NAMES[order] for order in SHOWN], range=ink)
    return alt.Color("order:N", scale=scale, legend=_LEGEND)


def _dash() -> alt.StrokeDash:
    dashes = [dash_of(order) for order in SHOWN]
    scale = alt.Scale(domain=[ORDER_NAMES[order] for order in SHOWN], range=dashes)
    return alt.StrokeDash("order:N", scale=scale, legend=_LEGEND)


_LEGEND = alt.Legend(orient="bottom", title=None, columns=2, symbolType="stroke")
