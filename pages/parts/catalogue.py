"""The catalogue's table."""

import pandas as pd
import streamlit as st

from genre_core.desk.catalogue import count_catalogue, search_catalogue
from genre_core.store.engine import Store
from pages.parts.typed import typed

_MOST = 200


def show_counts(store: Store) -> None:
    """Show how many tracks there are."""
    with store.reading() as connection:
        counts = count_catalogue(connection)
    with st.container(horizontal=True):
        st.metric("Tracks", f"{counts.tracks:,}", border=True)
        st.metric("Listened to", f"{counts.judged:,}", border=True)
        st.metric("Flagged, not yet decided", f"{counts.flagged:,}", border=True)
        st.metric("Cannot be heard", f"{counts.faulty:,}", border=True)


def show_table(store: Store) -> None:
    """Show the tracks that a search finds."""
    text = st.text_input(
        "Search",
        key="catalogue",
        bind="query-params",
        placeholder="Title, artist, album, claim or id",
        label_visibility="collapsed",
    )
    with store.reading() as connection:
        found = search_catalogue(connection, typed(text), _MOST)
    if not found:
        st.info("No track is like that. Search for less, or import a catalogue.")
        return
    table = pd.DataFrame(
        {
            "Title": [each.title for each in found],
            "Artist": [each.artist for each in found],
            "Album": [each.album for each in found],
            "Claimed": [each.claimed for each in found],
            "Verdict": [each.outcome.replace("_", " ") for each in found],
            "Top guess": [each.predicted for each in found],
            "p": [each.p_value for each in found],
            "Cannot be heard": [each.fault for each in found],
            "Id": [each.key for each in found],
        }
    )
    config = {"p": st.column_config.NumberColumn(format="%.3f")}
    st.dataframe(
        table, hide_index=True, column_config=config, height=min(360, 38 + 35 * len(table))
    )
    if len(found) == _MOST:
        st.caption(f"The first {_MOST}; search for others.")
