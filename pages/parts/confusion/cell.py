"""What lies in a cell of the matrix."""

import streamlit as st

from genre_core.evaluation.answers import Answers
from genre_core.evaluation.confusions import Confusions
from genre_core.evaluation.grid import Grid
from genre_core.evaluation.grid_words import cell_words
from pages.parts.confusion.address import Address
from pages.parts.confusion.choosing import go
from pages.parts.confusion.tracks import MOST, Listed, show_tracks
from pages.parts.plain import plain


def show_cell(known: Confusions, grid: Grid, address: Address) -> None:
    """Show the chosen cell's sentence and its tracks, where they are known."""
    names = grid.matrix.names
    words = cell_words(grid, names.index(address.true), names.index(address.called))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(f"{address.true} called {address.called}"), anchor=False)
        st.button("Close", key="confusion-close", on_click=lambda: go(address.closed()))
    st.markdown(plain(words))
    if known.answers is None:
        st.info(
            f"Which tracks these were is not known: of {plain(known.card.title)} only the matrix "
            "was published. Choose a model with test tracks to listen to a cell."
        )
        return
    _show_tracks(known.answers, grid, address)


@st.fragment
def _show_tracks(answers: Answers, grid: Grid, address: Address) -> None:
    rows = answers.cell(grid.members(address.true), grid.members(address.called))
    if not len(rows):
        st.caption("No track lies in this cell.")
        return
    listed = [Listed(track) for track in answers.tracks(rows[:MOST])]
    wanted = st.query_params.get("track", "")
    if wanted and all(each.track.id != wanted for each in listed):
        st.warning("The track that the address names does not lie in this cell; this is the first.")
    # Over the table, since on a phone its buttons lie over what stands above it.
    st.caption(
        f"The {MOST:,} of {len(rows):,} tracks of which the model was surest."
        if len(rows) > MOST
        else "The surest first."
    )
    show_tracks(answers, listed, f"cell-{address.model}-{address.true}-{address.called}")
