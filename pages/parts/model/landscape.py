"""The map of music: every test track a point; a click opens its track."""

from pathlib import Path

import pandas as pd
import streamlit as st

from genre_core.evaluation.answers import Answers
from genre_core.music_map import Mapped, MusicMap, spread_out
from pages.parts.chart_file import offer_chart
from pages.parts.model import address, kept
from pages.parts.model.listening import show_tested_track
from pages.parts.model.map_chart import map_chart

POINTS = 1500
"""Points that a browser draws and answers to at once."""
_CHART, _NAME = "model_map", "point"
_BEGIN = "model_map_begin"
"""Of the session: whether a click on a point asked to hear it."""
_OPEN = "model_map_open"
"""Of the session: the track that the page shows, or is about to."""


def show_map(at: kept.Edition) -> None:
    """Show the map, and the track that was chosen on it.

    Raises:
        ModelError: the model's answers or its map are missing or damaged.
    """
    made, answers = kept.music_map(at), kept.answers(at)
    st.subheader("Which music sounds alike to it", anchor=False)
    st.markdown(_says(made))
    table = _table(made, answers)
    drawn = table.iloc[spread_out(table["genre"], POINTS)]
    chart = map_chart(drawn, made)
    st.altair_chart(
        chart,
        key=_CHART,
        on_select=_take_point,
        selection_mode=_NAME,
    )
    offer_chart(chart, table, f"{Path(at.folder).name}-map")
    if len(drawn) < len(table):
        st.caption(
            f"{len(drawn):,} of {len(table):,} tracks are drawn, every genre with its share; the "
            "box below opens any of them."
        )
    _show_chosen(answers, drawn)


def _says(made: MusicMap) -> str:
    first, second = made.explained
    kept_share = f"The two axes hold {first + second:.0%} of all differences between tracks."
    if made.mapped is Mapped.ANSWERS:
        return (
            "Each point is a test track, placed by **what the model answered**: tracks near one "
            "another got much the same probabilities. This model was exported without its "
            f"embeddings, so the map shows its answers and not what it saw. {kept_share}"
        )
    learnt = (
        " The network that ships, whose map this is, has learnt from these tracks, so genres lie "
        "further apart here than for music that is new to it."
        if made.learnt
        else " It never heard their artists before."
    )
    return (
        "Each point is a test track, placed by **what the network saw in it** (its embedding): "
        f"tracks near one another look alike to it.{learnt} {kept_share}"
    )


def _table(made: MusicMap, answers: Answers) -> pd.DataFrame:
    """Return the points of the tracks that have answers, with what a pointer shows of each."""
    rows = answers.ids.get_indexer(pd.Index(made.ids))
    there = rows >= 0
    of_track = rows[there]
    names = pd.Series(answers.genres)
    shown = answers.credits.iloc[of_track]
    return pd.DataFrame(
        {
            "id": answers.ids[of_track].astype(str),
            "x": made.points[there, 0],
            "y": made.points[there, 1],
            "title": shown["title"].to_numpy(),
            "artist": shown["artist"].to_numpy(),
            "genre": names.iloc[answers.labels[of_track]].to_numpy(),
            "called": names.iloc[answers.guesses[of_track]].to_numpy(),
        }
    )


def _take_point() -> None:
    """Open the track of the point that was clicked; a click beside the points closes none.

    Such a click right after one on a point brings the address of before it along, since the
    browser has not heard of the new one yet.
    """
    picked = st.session_state[_CHART]["selection"].get(_NAME, [])
    if picked:
        st.session_state[_OPEN] = str(picked[0]["id"])
        st.session_state[_BEGIN] = True
    address.write(address.POINT, st.session_state.get(_OPEN))


def _show_chosen(answers: Answers, drawn: pd.DataFrame) -> None:
    wanted = st.session_state[_OPEN] = st.query_params.get(address.POINT)
    options = list(drawn["id"])
    # A link may name a track that is not among the drawn ones.
    if wanted is not None and wanted not in options and answers.find(wanted) is not None:
        options.append(wanted)
    labels = {
        track.id: f"{track.title} · {track.artist} ({track.genre})"
        for track in answers.tracks(answers.ids.get_indexer(pd.Index(options)))
    }
    address.follow(address.POINT, options, None)
    chosen = st.selectbox(
        "Track",
        sorted(options, key=lambda name: labels[name].casefold()),
        index=None,
        format_func=lambda name: labels[name],
        key=address.key_of(address.POINT),
        on_change=address.note,
        args=(address.POINT,),
        placeholder="Click a point, or choose a track",
    )
    row = None if chosen is None else answers.find(chosen)
    if row is not None:
        with st.container(border=True):
            show_tested_track(answers.track(row), st.session_state.pop(_BEGIN, False))
