"""How often a model is right, and whether it knows: nouns -> charts, in the theme's colours."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from genre_core.evaluation.ladder import Ground, Rung
from genre_core.evaluation.reliability import Reliability

_PERCENT = alt.Axis(format="%", tickCount=5)


def ladder_chart(rungs: Sequence[Rung]) -> alt.LayerChart | alt.FacetChart:
    """Return a row a rung: a dot, a line over its interval; faint where not comparable."""
    rows = pd.DataFrame(
        {
            "label": [rung.label for rung in rungs],
            "value": [rung.accuracy.value for rung in rungs],
            "low": [rung.accuracy.low for rung in rungs],
            "high": [rung.accuracy.high for rung in rungs],
            "words": [f"{rung.accuracy.value:.1%}" for rung in rungs],
            "ground": [str(rung.ground) for rung in rungs],
            "solid": [1.0 if rung.ground is Ground.OWN else 0.6 for rung in rungs],
            "kind": ["this model" if rung.shown else "others" for rung in rungs],
        }
    )
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=190)),
        color=alt.Color("kind:N", scale=alt.Scale(domain=["this model", "others"]), legend=None),
        opacity=alt.Opacity("solid:Q", scale=None, legend=None),
        tooltip=[
            alt.Tooltip("label:N", title="Whose"),
            alt.Tooltip("value:Q", format=".1%", title="Right"),
            alt.Tooltip("low:Q", format=".1%", title="95% from"),
            alt.Tooltip("high:Q", format=".1%", title="to"),
            alt.Tooltip("ground:N", title="Measured on"),
        ],
    )
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("value:Q", scale=scale, axis=_PERCENT, title=None)
    line = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    dot = base.mark_point(filled=True, size=110).encode(x=x)
    words = base.mark_text(dy=-13, fontWeight=600).encode(x=x, text="words:N")
    return alt.layer(line, dot, words, height=52 * len(rows) + 30)


def reliability_chart(before: Reliability, after: Reliability) -> alt.LayerChart | alt.FacetChart:
    """Return how often each is right against how sure it was, with the diagonal."""
    rows = pd.DataFrame(
        [
            {
                "when": when,
                "sure": bar.sure,
                "right": bar.right.value,
                "low": bar.right.low,
                "high": bar.right.high,
                "tracks": bar.tracks,
            }
            for when, one in (("before", before), ("after", after))
            for bar in one.bars
        ]
    )
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(rows).encode(
        x=alt.X("sure:Q", scale=scale, axis=_PERCENT, title="How sure it was"),
        color=alt.Color(
            "when:N",
            scale=alt.Scale(domain=["after", "before"]),
            legend=alt.Legend(orient="top", title="Temperature"),
        ),
        tooltip=[
            alt.Tooltip("when:N", title="Temperature"),
            alt.Tooltip("sure:Q", format=".1%", title="Sure"),
            alt.Tooltip("right:Q", format=".1%", title="Right"),
            alt.Tooltip("low:Q", format=".1%", title="95% from"),
            alt.Tooltip("high:Q", format=".1%", title="to"),
            alt.Tooltip("tracks:Q", format=",", title="Tracks"),
        ],
    )
    y = alt.Y("right:Q", scale=scale, axis=_PERCENT, title="How often it was right")
    whiskers = base.mark_rule(opacity=0.5).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
    lines = base.mark_line(opacity=0.6).encode(y=y)
    dots = base.mark_point(filled=True, opacity=1).encode(
        y=y, size=alt.Size("tracks:Q", legend=None, scale=alt.Scale(range=[30, 260]))
    )
    return alt.layer(diagonal(1.0), whiskers, lines, dots, height=420)


def diagonal(top: float) -> alt.Chart:
    """Return the line on which what is and what was promised agree, from 0 to ``top``."""
    ends = pd.DataFrame({"from": [0.0], "to": [top]})
    chart: alt.Chart = (
        alt.Chart(ends)
        .mark_rule(strokeDash=[5, 4], color="gray")
        .encode(x="from:Q", x2="to:Q", y="from:Q", y2="to:Q")
    )
    return chart
