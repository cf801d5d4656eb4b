"""What a model confuses, as charts: noun -> chart."""

import altair as alt
import numpy as np
import pandas as pd

from genre_core.evaluation.answers import Answers, TestedTrack
from genre_core.portrait import SECONDS, Portrait
from pages.parts.probabilities import Palette

TRUE, CALLED, OTHER = "what it is", "called", "other"


def chances_chart(
    answers: Answers, track: TestedTrack, palette: Palette
) -> alt.LayerChart | alt.FacetChart:
    """Return a bar a genre, the likeliest first: what the model thought of one track."""
    chances = answers.chances[track.row]
    order = np.argsort(-chances, kind="stable")
    names = [answers.genres[place] for place in order]
    # What it was called comes second, so that a right answer is marked as what it is.
    kinds = {track.called: CALLED} | {track.genre: TRUE}
    rows = pd.DataFrame(
        {
            "genre": names,
            "probability": chances[order],
            "kind": [kinds.get(name, OTHER) for name in names],
            "percent": ["under 1%" if p < 0.01 else f"{p:.0%}" for p in chances[order]],
        }
    )
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "genre:N", sort=names, title=None, axis=alt.Axis(labelLimit=130, labelOverlap=False)
        ),
        tooltip=[
            alt.Tooltip("genre:N", title="Genre"),
            alt.Tooltip("probability:Q", title="Probability", format=".1%"),
        ],
    )
    scale = alt.Scale(
        domain=[TRUE, CALLED, OTHER], range=[palette.claimed, palette.predicted, palette.other]
    )
    shown = [kind for kind in (TRUE, CALLED) if kind in set(rows["kind"])]
    bars = base.mark_bar(cornerRadiusEnd=3).encode(
        x=alt.X("probability:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=None),
        color=alt.Color(
            "kind:N", scale=scale, legend=alt.Legend(title=None, orient="top", values=shown)
        ),
    )
    words = base.mark_text(align="left", dx=5, color=palette.text).encode(
        x="probability:Q", text="percent:N"
    )
    return alt.layer(bars, words, height=24 * len(rows) + 50)


def portrait_chart(portrait: Portrait) -> alt.Chart:
    """Return a genre's mean picture in the colours of the player's, with its axes."""
    bands, columns = portrait.picture.shape
    band, column = np.mgrid[:bands, :columns].reshape(2, -1)
    wide, high = SECONDS / columns, portrait.max_hz / bands
    rows = pd.DataFrame(
        {
            "second": column * wide,
            "second_end": (column + 1) * wide,
            "hertz": band * high,
            "hertz_end": (band + 1) * high,
            "decibels": portrait.picture.round(1).ravel(),
        }
    )
    x = alt.X("second:Q", title="s", scale=alt.Scale(domain=[0, SECONDS], nice=False))
    y = alt.Y("hertz:Q", title="Hz", scale=alt.Scale(domain=[0, portrait.max_hz], nice=False))
    colour = alt.Color("decibels:Q", scale=alt.Scale(scheme="magma"), legend=None)
    chart: alt.Chart = (
        alt.Chart(rows, height=240)
        .mark_rect(strokeWidth=0.3)
        .encode(x=x, x2="second_end:Q", y=y, y2="hertz_end:Q", color=colour, stroke=colour)
    )
    return chart


def balance_chart(portrait: Portrait, colour: str) -> alt.LayerChart | alt.FacetChart:
    """Return a genre's decibels by frequency: the mean as a line, one spread about it as a band."""
    rows = pd.DataFrame(
        {
            "hertz": portrait.hertz,
            "mean": portrait.mean,
            "low": portrait.mean - portrait.spread,
            "high": portrait.mean + portrait.spread,
        }
    )
    x = alt.X("hertz:Q", title="Hz", scale=alt.Scale(domain=[0, portrait.max_hz], nice=False))
    base = alt.Chart(rows).encode(
        x=x,
        tooltip=[
            alt.Tooltip("hertz:Q", title="Hz", format=".0f"),
            alt.Tooltip("mean:Q", title="Mean, dB", format=".1f"),
            alt.Tooltip("low:Q", title="One spread below", format=".1f"),
            alt.Tooltip("high:Q", title="One spread above", format=".1f"),
        ],
    )
    band = base.mark_area(opacity=0.22, color=colour).encode(
        y=alt.Y("low:Q", title="dB below the loud end"), y2="high:Q"
    )
    line = base.mark_line(strokeWidth=2, color=colour).encode(y="mean:Q")
    return alt.layer(band, line, height=240)
