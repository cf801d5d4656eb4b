"""A genre's page: how well it is told, what it is confused with, its tracks, what it looks like."""

from dataclasses import replace
from math import isfinite

import pandas as pd
import streamlit as st

from genre_core.evaluation.answers import Answers
from genre_core.evaluation.confusions import Confusions
from genre_core.evaluation.grid_words import of_100
from genre_core.evaluation.intervals import Interval
from genre_core.evaluation.profile import Neighbour, neighbours_of, tracks_of
from genre_core.genres import find
from pages.parts.confusion import kept
from pages.parts.confusion.address import Address
from pages.parts.confusion.choosing import go
from pages.parts.confusion.palette import present_palette
from pages.parts.confusion.tracks import Listed, show_tracks
from pages.parts.confusion_charts import balance_chart, portrait_chart
from pages.parts.plain import plain


def show_genre(known: Confusions, address: Address) -> None:
    """Show the page of the genre that the address names, which the model knows."""
    genre = address.genre
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(genre), anchor=False)
        st.button("Back to the matrix", key="confusion-back", on_click=lambda: go(address.closed()))
    family = find(genre).root
    st.caption(
        f"Of the family {plain(family)}, as {plain(known.card.title)} hears it."
        if family != genre
        else f"The root of its family, as {plain(known.card.title)} hears it."
    )
    _show_skill(known, genre)
    _show_neighbours(neighbours_of(known.matrix, genre), address)
    if known.answers is None:
        st.info(
            f"Which tracks these were is not known: of {plain(known.card.title)} only the matrix "
            "was published."
        )
        return
    _show_telling_tracks(known.answers, address)
    _show_portrait(address)


def _show_skill(known: Confusions, genre: str) -> None:
    skill = kept.skill(known.card.name, genre)
    figures = (
        ("Recall", skill.recall, f"Of 100 true {genre} tracks, so many are called {genre}."),
        ("Precision", skill.precision, f"Of 100 tracks called {genre}, so many are."),
        ("F1", skill.f1, "The harmonic mean of precision and recall."),
    )
    with st.container(horizontal=True):
        for name, interval, said in figures:
            st.metric(
                name,
                f"{interval.value:.0%}" if isfinite(interval.value) else "unknown",
                _ends(interval),
                delta_color="off",
                delta_arrow="off",
                border=True,
                help=plain(said),
            )
    by = f" by {skill.artists:,} artists" if skill.artists is not None else ""
    st.caption(
        f"{skill.tracks:,.0f} test tracks{by}; {skill.called:,.0f} were called {plain(genre)}. "
        + (
            "Below each figure its 95% interval, whole artists drawn."
            if skill.artists is not None
            else "Without the tracks themselves no interval by artist can be given."
        )
    )


def _show_neighbours(found: tuple[Neighbour, ...], address: Address) -> None:
    st.subheader("What it is confused with", anchor=False)
    if not found:
        st.caption("Nothing: each of its tracks was called so, and no other.")
        return
    first = found[0]
    kin = "a sibling of the same family" if first.sibling else "of another family"
    st.markdown(
        plain(
            f"Most often {first.genre}, {kin}: of 100 true {address.genre} tracks "
            f"{of_100(first.lost_share)} are called {first.genre}, and of 100 tracks called "
            f"{address.genre} {of_100(first.taken_share)} are truly {first.genre}."
        )
    )
    lost, taken = f"{address.genre} called that", f"Called {address.genre}, but that"
    table = pd.DataFrame(
        {
            "Genre": [each.genre for each in found],
            "Kin": ["sibling" if each.sibling else "other family" for each in found],
            lost: [each.lost_share for each in found],
            taken: [each.taken_share for each in found],
        }
    )
    share = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    key = f"neighbours-{address.model}-{address.genre}"

    def take() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(found):
            single = replace(address, look=replace(address.look, families=False, opened=""))
            go(single.at_cell(address.genre, found[rows[0]].genre))

    st.dataframe(
        table,
        hide_index=True,
        height=min(320, 38 + 35 * len(found)),
        on_select=take,
        selection_mode="single-row",
        key=key,
        column_config={
            lost: share,
            taken: share,
        },
    )
    st.caption("Choose a row to open the cell of the two.")


def _show_telling_tracks(answers: Answers, address: Address) -> None:
    st.subheader("Its most telling tracks", anchor=False)
    _show_tracks(answers, address)


@st.fragment
def _show_tracks(answers: Answers, address: Address) -> None:
    found = tracks_of(answers, address.genre)
    listed = [
        Listed(track, why)
        for why, tracks in (
            ("typical", found.typical),
            ("misjudged", found.misjudged),
            ("taken for it", found.intruders),
        )
        for track in tracks
    ]
    if not listed:
        st.caption("No test track is of this genre, and none was called so.")
        return
    if (wanted := st.query_params.get("track", "")) and all(
        each.track.id != wanted for each in listed
    ):
        st.warning("The track that the address names is not among these; this is the first.")
    show_tracks(answers, listed, f"genre-{address.model}-{address.genre}")


def _show_portrait(address: Address) -> None:
    st.subheader("What it looks like", anchor=False)
    with st.spinner("Drawing its tracks together ..."):
        portrait = kept.portrait(address.model, address.genre)
    if portrait is None:
        st.caption(
            "None of its test tracks is on this machine, so they cannot be drawn. The note above "
            "says how to get them."
        )
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.altair_chart(portrait_chart(portrait))
        st.caption(
            f"The mean picture of {portrait.tracks} test tracks drawn by lot, 20 s from the middle "
            "of each."
        )
    with right:
        st.altair_chart(balance_chart(portrait, present_palette().claimed))
        st.caption(
            "How loud each frequency is: the mean, and one standard deviation of the tracks "
            "about it."
        )


def _ends(interval: Interval) -> str | None:
    if not isfinite(interval.low):
        return None
    return f"{interval.low:.0%} to {interval.high:.0%}"
