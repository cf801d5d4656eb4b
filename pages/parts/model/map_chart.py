"""The map of music: tracks -> chart, in the theme's colours."""

import altair as alt
import pandas as pd

from genre_core.music_map import MusicMap


def map_chart(drawn: pd.DataFrame, made: MusicMap) -> alt.Chart:
    """Return a point a track (id, x, y, title, artist, genre, called); one can be picked."""
    # By default a double click would choose a point and then nothing.
    point = alt.selection_point(name="point", fields=["id"], clear=False)
    first, second = made.explained
    hidden = alt.Axis(labels=False, ticks=False)
    chart: alt.Chart = (
        alt.Chart(drawn)
        .mark_circle(size=70)
        .encode(
            x=alt.X("x:Q", axis=hidden, title=f"First axis: {first:.0%} of all differences"),
            y=alt.Y("y:Q", axis=hidden, title=f"Second axis: {second:.0%}"),
            color=alt.Color("genre:N", legend=alt.Legend(orient="bottom", title=None, columns=3)),
            shape=alt.Shape("genre:N", legend=None),
            opacity=alt.condition(point, alt.value(0.85), alt.value(0.25)),
            tooltip=[
                alt.Tooltip("title:N", title="Title"),
                alt.Tooltip("artist:N", title="Artist"),
                alt.Tooltip("genre:N", title="Genre"),
                alt.Tooltip("called:N", title="The model says"),
            ],
        )
        .add_params(point)
        .properties(height=560)
    )
    return chart
