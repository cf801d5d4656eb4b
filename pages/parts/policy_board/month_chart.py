"""How the share of wrong claims moved from month to month: nouns -> chart."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from genre_core.desk.policy.mislabelled import Month
from pages.parts.chart_file import Look


def month_table(months: Sequence[Month]) -> pd.DataFrame:
    """Return a row a month with headers for people; NaN where too little was decided."""
    return pd.DataFrame(
        [
            {
                "Month": f"{each.month:%Y-%m}",
                "Tracks": each.found.tracks,
                "Decided": each.found.decided,
                "Found wrong": each.found.wrong,
                "Wrong claims": each.found.share.value,
                "95% from": each.found.share.low,
                "to": each.found.share.high,
            }
            for each in months
        ]
    )


def month_chart(months: Sequence[Month], look: Look) -> alt.LayerChart | alt.FacetChart:
    """Return a dot a month of arrivals, with a line over its interval."""
    rows = month_table(months)
    base = alt.Chart(rows.dropna()).encode(
        x=alt.X(
            "Month:O",
            scale=alt.Scale(domain=list(rows["Month"])),
            title="Month in which they came in",
            axis=alt.Axis(labelAngle=0, labelOverlap=True),
        ),
        tooltip=[
            alt.Tooltip("Month:O"),
            *(
                alt.Tooltip(f"{column}:Q", format=".1%")
                for column in ("Wrong claims", "95% from", "to")
            ),
            *(alt.Tooltip(f"{column}:Q", format=",") for column in ("Tracks", "Decided")),
        ],
    )
    axis = alt.Axis(format="%", tickCount=5)
    line = base.mark_rule(strokeWidth=3, color=look.series[0]).encode(
        y=alt.Y("95% from:Q", axis=axis, title="Claims that are wrong"), y2="to:Q"
    )
    dot = base.mark_point(filled=True, size=110, opacity=1, color=look.series[0]).encode(
        y=alt.Y("Wrong claims:Q", axis=axis)
    )
    return alt.layer(line, dot, height=260)
