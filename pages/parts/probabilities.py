"""Probabilities as bars: families together, the claimed and the predicted genre marked."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from genre_core.genres import find
from genre_core.verdict import Verdict

CLAIMED, FAMILY, PREDICTED, OTHER = "claimed", "the claim's family", "top guess", "other"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of bars (a claim and its family share one) and of text, as CSS."""

    claimed: str
    predicted: str
    other: str
    text: str


def probability_rows(verdict: Verdict) -> pd.DataFrame:
    """Return a row a genre, likeliest family first and within it likeliest genre first.

    Columns: genre, family, probability, percent (text), and kind: claimed; the
    claim's family, where the model knows only that; top guess; other.
    """
    rows = pd.DataFrame({"genre": verdict.genres, "probability": verdict.probabilities})
    rows["family"] = [find(genre).root for genre in verdict.genres]
    rows["total"] = rows.groupby("family")["probability"].transform("sum")
    rows = rows.sort_values(["total", "family", "probability"], ascending=[False, True, False])
    kinds = {verdict.predicted: PREDICTED} | _kinds_of_claim(verdict)
    rows["kind"] = [kinds.get(genre, OTHER) for genre in rows["genre"]]
    rows["percent"] = [_percent(share) for share in rows["probability"]]
    return rows.drop(columns="total").reset_index(drop=True)


def probability_chart(rows: pd.DataFrame, palette: Palette) -> alt.LayerChart:
    """Draw the rows of :func:`probability_rows` as horizontal bars, 0 to 100%."""
    order = list(rows["genre"])
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "genre:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=140, labelFontSize=14, labelColor=palette.text),
        ),
        tooltip=[
            alt.Tooltip("genre:N", title="Genre"),
            alt.Tooltip("family:N", title="Family"),
            alt.Tooltip("probability:Q", title="Probability", format=".1%"),
        ],
    )
    scale = alt.Scale(
        domain=[CLAIMED, FAMILY, PREDICTED, OTHER],
        range=[palette.claimed, palette.claimed, palette.predicted, palette.other],
    )
    shown = [kind for kind in (CLAIMED, FAMILY, PREDICTED) if (rows["kind"] == kind).any()]
    bars = base.mark_bar(cornerRadiusEnd=3, height=18).encode(
        x=alt.X(
            "probability:Q",
            title=None,
            scale=alt.Scale(domain=[0, 1.0]),
            axis=alt.Axis(format="%", tickCount=5, grid=True, labelPadding=4),
        ),
        color=alt.Color(
            "kind:N",
            scale=scale,
            legend=alt.Legend(title=None, orient="top", values=shown, labelFontSize=13),
        ),
    )
    words = base.mark_text(align="left", dx=5, fontSize=13, color=palette.text).encode(
        x="probability:Q", text="percent:N"
    )
    chart: alt.LayerChart = (bars + words).properties(height=30 * len(rows) + 60)
    return chart


def _kinds_of_claim(verdict: Verdict) -> dict[str, str]:
    """Return the kind of the bars that speak for the claim, by genre."""
    genre = verdict.claim.genre
    if genre is None:
        return {}
    if genre.name in verdict.genres:
        return {genre.name: CLAIMED}
    return {name: FAMILY for name in verdict.genres if find(name).root == genre.root}


def _percent(share: float) -> str:
    return "under 1%" if share < 0.01 else f"{share:.0%}"
