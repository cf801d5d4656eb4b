"""Figures with their intervals, as dots with whiskers: noun -> chart."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from genre_core.evaluation.intervals import Interval

_AXES = {
    "share": alt.Axis(format="%", title=None, values=[0, 0.25, 0.5, 0.75, 1]),
    "kappa": alt.Axis(format=".1f", title="Cohen's kappa (0 is chance)"),
}
_SCALES = {"share": alt.Scale(domain=[0, 1]), "kappa": alt.Scale(domain=[-0.2, 1])}


_WHISKER = "#8a8680"
"""A grey that is seen on both themes; Streamlit's own reaches points but not rules."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure with a name."""

    name: str
    interval: Interval


def spread_chart(figures: Sequence[Spread], kind: str) -> alt.LayerChart | alt.FacetChart:
    """Return a row a figure: a dot at its value, a line over its 95% interval.

    Args:
        figures: in the order from top to bottom.
        kind: "share" (0 to 1, in per cent) or "kappa".
    """
    rows = pd.DataFrame(
        {
            "name": [each.name for each in figures],
            "value": [each.interval.value for each in figures],
            "low": [each.interval.low for each in figures],
            "high": [each.interval.high for each in figures],
        }
    )
    order = [each.name for each in figures]
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=260)),
        tooltip=[
            alt.Tooltip("name:N", title="Figure"),
            alt.Tooltip("value:Q", format=".3f", title="Value"),
            alt.Tooltip("low:Q", format=".3f", title="95% from"),
            alt.Tooltip("high:Q", format=".3f", title="to"),
        ],
    )
    scale, axis = _SCALES[kind], _AXES[kind]
    line = base.mark_rule(strokeWidth=2, color=_WHISKER).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    dot = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X("value:Q", scale=scale, axis=axis)
    )
    return alt.layer(line, dot, height=34 * len(figures) + 30)
