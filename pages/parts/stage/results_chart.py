"""What the room said in each round, as dots with whiskers: results -> chart."""

from collections.abc import Sequence
from math import isfinite

import altair as alt
import pandas as pd

from genre_core.show.results import RoundResult
from genre_core.show.votes import Choice

_WHISKER = "#8a8680"
"""A grey that is seen on both themes; Streamlit's own reaches points but not rules."""
_CLAIM = {Choice.YES: "claim holds", Choice.NO: "claim is wrong", None: "not known"}
_ROW, _AROUND = 48, 110
"""Pixels of the height that a round takes, and that legend and axis do."""
_ABOVE = -19
"""Pixels from a dot up to its round's name: beside it, names would leave a phone no room."""


def results_chart(results: Sequence[RoundResult]) -> alt.LayerChart | alt.FacetChart:
    """Return a row a round: the share that said yes, of those who decided, with its interval.

    The line in the middle parts the room's yes from its no; the colour says whether the claim
    holds. Rounds in which nobody decided are left out.

    Args:
        results: in the order of the show.
    """
    rows = _rows(results)
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "round:N",
            sort=list(rows["round"]),
            title=None,
            axis=alt.Axis(
                labelAlign="left",
                labelPadding=-2,
                labelOffset=_ABOVE,
                labelLimit=alt.ExprRef("width"),
                labelOverlap=False,
                labelFlush=False,
                labelFontSize=13,
                ticks=False,
                domain=False,
                grid=False,
            ),
        ),
        tooltip=[
            alt.Tooltip("round:N", title="Round"),
            alt.Tooltip("yes:Q", format=".0%", title="Said yes"),
            alt.Tooltip("low:Q", format=".0%", title="95% from"),
            alt.Tooltip("high:Q", format=".0%", title="to"),
            alt.Tooltip("votes:Q", title="Votes"),
        ],
    )
    whisker = base.mark_rule(strokeWidth=2, color=_WHISKER).encode(x=_share("low"), x2="high:Q")
    dot = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=_share("yes"),
        color=alt.Color(
            "claim:N",
            title=None,
            scale=alt.Scale(domain=list(_CLAIM.values())),
            legend=alt.Legend(orient="top"),
        ),
    )
    half = alt.Chart(pd.DataFrame({"half": [0.5]})).encode(x=_share("half"))
    middle = half.mark_rule(strokeDash=[3, 3], color=_WHISKER)
    return alt.layer(middle, whisker, dot, height=_ROW * len(rows) + _AROUND)


def _share(column: str) -> alt.X:
    """Return the axis that all three layers share."""
    axis = alt.Axis(
        format="%", title="Said yes, of those who decided", values=[0, 0.25, 0.5, 0.75, 1]
    )
    return alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)


def name_of(result: RoundResult, number: int) -> str:
    """Return how a round is called: its number, what was played, and what was claimed."""
    played = result.round
    return f"{number}. {played.title or result.id}: {played.claim}?"


def _rows(results: Sequence[RoundResult]) -> pd.DataFrame:
    decided = [
        (name_of(each, number), each)
        for number, each in enumerate(results, 1)
        if isfinite(each.yes.value)
    ]
    return pd.DataFrame(
        {
            "round": [name for name, _ in decided],
            "yes": [each.yes.value for _, each in decided],
            "low": [each.yes.low for _, each in decided],
            "high": [each.yes.high for _, each in decided],
            "votes": [each.tally.votes for _, each in decided],
            "claim": [_CLAIM[each.label] for _, each in decided],
        }
    )
