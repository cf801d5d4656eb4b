"""How networks grew and how one learnt: nouns -> charts, in the theme's colours."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from genre_core.curves import Curves
from genre_core.networks import Network

_TITLES = {"loss": "Loss (nats)", "accuracy": "Right guesses"}
_PERCENT = alt.Axis(format="%", tickCount=5)


def network_chart(found: Sequence[Network]) -> alt.LayerChart | alt.FacetChart:
    """Return a bar a network, on a scale of powers of ten."""
    rows = pd.DataFrame(
        {
            "title": [network.title for network in found],
            "parameters": [network.parameters for network in found],
            "words": [f"{network.parameters:,}" for network in found],
            "from": 1_000,
            "kind": "network",
        }
    )
    base = alt.Chart(rows).encode(
        # A mark without a colour of its own is black, in the dark theme as well.
        color=alt.Color("kind:N", legend=None),
        y=alt.Y("title:N", sort=None, title=None, axis=alt.Axis(labelLimit=150)),
        tooltip=[
            alt.Tooltip("title:N", title="Network"),
            alt.Tooltip("parameters:Q", format=",", title="Parameters"),
        ],
    )
    scale = alt.Scale(
        type="log", domain=[1_000, 100 * max(n.parameters for n in found)], nice=False
    )
    x = alt.X(
        "parameters:Q",
        scale=scale,
        title="Parameters (each step is ten times)",
        axis=alt.Axis(format="~s", values=[10**power for power in range(3, 10)]),
    )
    bars = base.mark_bar(cornerRadiusEnd=3, height=18).encode(x=x, x2="from:Q")
    words = base.mark_text(align="left", dx=5).encode(x=x, text="words:N")
    return alt.layer(bars, words, height=36 * len(rows) + 40)


def curve_chart(curves: Curves, measure: str) -> alt.LayerChart | alt.FacetChart:
    """Return a line a fit over epochs; ``measure`` is loss or accuracy, validation is dashed."""
    known = {"learnt from": measure, "validation": f"val_{measure}"}
    rows = pd.concat(
        [
            curves.rows[["fit", "epoch"]].assign(value=curves.rows[column], tracks=tracks)
            for tracks, column in known.items()
        ]
    ).dropna(subset=["value"])
    axis = _PERCENT if measure == "accuracy" else alt.Axis()
    zero = measure == "accuracy"
    base = alt.Chart(rows, title=_TITLES[measure]).encode(
        x=alt.X("epoch:Q", title="Epoch", axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("value:Q", title=None, axis=axis, scale=alt.Scale(zero=zero)),
        color=alt.Color("fit:N", legend=alt.Legend(orient="bottom", title=None, columns=3)),
        strokeDash=alt.StrokeDash(
            "tracks:N",
            scale=alt.Scale(domain=list(known), range=[[1, 0], [5, 4]]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("fit:N", title="Fit"),
            alt.Tooltip("epoch:Q", title="Epoch"),
            alt.Tooltip("tracks:N", title="Tracks"),
            alt.Tooltip("value:Q", format=".3f", title=_TITLES[measure]),
        ],
    )
    return alt.layer(base.mark_line(), base.mark_point(opacity=0, size=60), height=340)
