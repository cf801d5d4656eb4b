"""Realised rates of false flags: nouns -> charts, in the theme's colours."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from genre_core.evaluation.own_outcomes import FlagRate
from pages.parts.model.skill_charts import diagonal

_ALL = "all genres"
_PERCENT = alt.Axis(format="%", tickCount=5)


def flag_chart(rates: Sequence[FlagRate]) -> alt.LayerChart | alt.FacetChart:
    """Return a row a genre at one alpha: its share of false flags, its interval, and alpha."""
    known = [rate for rate in rates if rate.tested]
    rows = _rate_rows(known)
    top = max([rate.rate.high for rate in known] + [rate.alpha for rate in known] + [0.05])
    scale = alt.Scale(domain=[0, min(1.0, 1.1 * top)])
    base = alt.Chart(rows).encode(
        # A rule without a colour of its own is black, in the dark theme as well.
        color=alt.Color("kind:N", legend=None),
        y=alt.Y("genre:N", sort=None, title=None, axis=alt.Axis(labelLimit=150)),
        tooltip=_rate_tooltip(),
    )
    x = alt.X("value:Q", scale=scale, axis=_PERCENT, title="Honest tracks flagged")
    line = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    dot = base.mark_point(filled=True, size=90, opacity=1).encode(x=x)
    allowed = (
        alt.Chart(rows.head(1))
        .mark_rule(strokeDash=[5, 4], strokeWidth=2, color="gray")
        .encode(x=alt.X("alpha:Q", scale=scale))
    )
    return alt.layer(allowed, line, dot, height=34 * len(rows) + 40)


def flag_curves_chart(rates: Sequence[FlagRate]) -> alt.LayerChart | alt.FacetChart:
    """Return realised rates of false flags over alpha, a line a genre, with the line of alpha."""
    rows = _rate_rows([rate for rate in rates if rate.tested])
    top = float(max(rate.alpha for rate in rates))
    base = alt.Chart(rows).encode(
        x=alt.X("alpha:Q", scale=alt.Scale(domain=[0, top]), axis=_PERCENT, title="Allowed"),
        y=alt.Y("value:Q", axis=_PERCENT, title="Flagged in fact"),
        color=alt.Color(
            "genre:N", sort=None, legend=alt.Legend(orient="bottom", title=None, columns=3)
        ),
        tooltip=_rate_tooltip(),
    )
    return alt.layer(
        diagonal(top), base.mark_line(), base.mark_point(filled=True, size=60), height=380
    )


def _rate_rows(rates: Sequence[FlagRate]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "genre": [rate.genre or _ALL for rate in rates],
            "alpha": [rate.alpha for rate in rates],
            "value": [rate.rate.value for rate in rates],
            "low": [rate.rate.low for rate in rates],
            "high": [rate.rate.high for rate in rates],
            "tested": [rate.tested for rate in rates],
            "tracks": [rate.tracks for rate in rates],
            "kind": "rate",
        }
    )


def _rate_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("genre:N", title="Genre"),
        alt.Tooltip("alpha:Q", format=".0%", title="Allowed"),
        alt.Tooltip("value:Q", format=".1%", title="Flagged"),
        alt.Tooltip("low:Q", format=".1%", title="95% from"),
        alt.Tooltip("high:Q", format=".1%", title="to"),
        alt.Tooltip("tested:Q", format=",", title="Tested"),
        alt.Tooltip("tracks:Q", format=",", title="Tracks"),
    ]
