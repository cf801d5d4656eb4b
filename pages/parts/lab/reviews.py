"""What moderators would find in their first reviews, of which the visitor chooses how many."""

import streamlit as st

from pages.parts.chart_file import offer_chart, present_look
from pages.parts.lab.address import REVIEWS, read_reviews
from pages.parts.lab.headline import harvest
from pages.parts.lab.kept import Experiment
from pages.parts.lab.review_chart import HEADERS, review_chart, review_rows
from pages.parts.plain import plain

_ROUND = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_KEY = "lab-reviews"


@st.fragment
def show_reviews(made: Experiment) -> None:
    """Show what is found in the first reviews; another number of them leaves the rest alone."""
    st.subheader("What moderators would find first", anchor=False)
    rows = review_rows(made.hunt.rankings, _choose(made.claims, made.lies))
    st.markdown(harvest(rows, made.lies))
    chart = review_chart(rows, present_look())
    st.altair_chart(chart)
    offer_chart(chart, rows.rename(columns=HEADERS), f"{made.address.file_name}-reviews")
    st.caption(
        "The verdict's order is the desk's: claims that leave their family first, then the most "
        "severe. The band is what chance finds 95 times of 100."
    )


def _choose(claims: int, lies: int) -> int:
    """Ask how many reviews there is time for; at first about three for every lie."""
    said = st.query_params.get(REVIEWS)
    wanted = read_reviews(said, claims)
    if said is not None and wanted is None:
        st.info(
            f"The address asks for {plain(said[:20])} reviews, which is no number from 2 to "
            f"{claims:,}; choose another."
        )
    options = sorted({*(count for count in _ROUND if count < claims), claims, wanted or claims})
    st.session_state[_KEY] = wanted or next((n for n in options if n >= 3 * lies), claims)
    return int(
        st.selectbox(
            "Reviews that there is time for",
            options,
            key=_KEY,
            on_change=_note,
            format_func=lambda count: f"all {count:,}" if count == claims else f"{count:,}",
            width=250,
        )
    )


def _note() -> None:
    st.query_params[REVIEWS] = str(st.session_state[_KEY])
