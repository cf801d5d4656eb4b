"""What two rules find and whom they accuse, side by side: nouns -> chart."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from genre_core.evaluation.hunt import Rates
from pages.parts.chart_file import Look
from pages.parts.lab.names import RULE_NAMES, colour_of

MEASURES = {
    "detection": "Of the lies, found",
    "false_flags": "Of the honest, accused",
    "precision": "Of the accused, liars",
}

_LEGEND = alt.Legend(orient="bottom", title=None)


def rule_rows(rates: Sequence[Rates]) -> pd.DataFrame:
    """Return a row a measure and a rule: measure, rule, value, low, high; NaN where unknown.

    Column order has the rule's name among the orders of review, for its colour.
    """
    return pd.DataFrame(
        [
            {
                "measure": title,
                "rule": RULE_NAMES[rule.name],
                "order": rule.name,
                "value": getattr(rule, measure).value,
                "low": getattr(rule, measure).low,
                "high": getattr(rule, measure).high,
            }
            for measure, title in MEASURES.items()
            for rule in rates
        ]
    )


def rule_table(rates: Sequence[Rates]) -> pd.DataFrame:
    """Return the same with headers for people."""
    headers = {"measure": "What", "rule": "Rule", "value": "Share", "low": "95% from", "high": "to"}
    return rule_rows(rates)[list(headers)].rename(columns=headers)


def rule_chart(rates: Sequence[Rates], look: Look) -> alt.LayerChart | alt.FacetChart:
    """Return a row a measure with a dot a rule, its number, and a line over its interval."""
    rows = rule_rows(rates).dropna(subset=["value"])
    names = [RULE_NAMES[rule.name] for rule in rates]
    colours = alt.Scale(domain=names, range=[colour_of(rule.name, look) for rule in rates])
    base = alt.Chart(rows.assign(words=rows["value"].map("{:.0%}".format))).encode(
        y=alt.Y(
            "measure:N", sort=list(MEASURES.values()), title=None, axis=alt.Axis(labelLimit=190)
        ),
        yOffset=alt.YOffset("rule:N", sort=names),
        color=alt.Color("rule:N", scale=colours, legend=_LEGEND),
        tooltip=[
            alt.Tooltip("rule:N", title="Rule"),
            alt.Tooltip("measure:N", title="What"),
            alt.Tooltip("value:Q", format=".1%", title="Share"),
            alt.Tooltip("low:Q", format=".1%", title="95% from"),
            alt.Tooltip("high:Q", format=".1%", title="to"),
        ],
    )
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("value:Q", scale=scale, axis=alt.Axis(format="%", tickCount=5), title=None)
    line = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    dot = base.mark_point(filled=True, size=130, opacity=1).encode(
        x=x, shape=alt.Shape("rule:N", scale=alt.Scale(domain=names), legend=_LEGEND)
    )
    words = base.mark_text(dy=-13, fontWeight=600).encode(x=x, text="words:N")
    return alt.layer(line, dot, words, height=290)
