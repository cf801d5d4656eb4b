"""How much of the catalogue claims a wrong genre, as decisions tell it, and month by month."""

import pandas as pd
import streamlit as st

from genre_core.desk.policy.mislabelled import Mislabelled
from genre_core.desk.policy.strata import Band
from genre_core.desk.policy.wording import percent, spread
from pages.parts.chart_file import offer_chart, present_look
from pages.parts.plain import plain
from pages.parts.policy_board.address import per_cent
from pages.parts.policy_board.kept import Ground, mislabelled
from pages.parts.policy_board.month_chart import month_chart, month_table


def show_mislabelled(at: Ground) -> None:
    """Show the estimate, the months, and what both rest on."""
    whole, months = mislabelled(at)
    known = whole.share.value == whole.share.value
    if known:
        _show_figures(whole)
    (st.caption if known else st.info)(plain(whole.sentence))
    told = [month for month in months if month.found.share.value == month.found.share.value]
    if len(told) > 1:
        chart = month_chart(months, present_look())
        st.altair_chart(chart)
        offer_chart(chart, month_table(months), "policy-mislabelled-by-month")
        if len(told) < len(months):
            st.caption("Months without a dot: too little was decided for a figure.")
    elif known:
        st.caption("By month it is not told yet: too little was decided in each.")
    if whole.decided:
        _show_bands(whole)


def _show_figures(whole: Mislabelled) -> None:
    share, count = whole.share, whole.count
    ends = spread(share).removeprefix("95% interval ")
    with st.container(horizontal=True):
        _metric("Claims that are wrong", percent(share), ends)
        _metric("In tracks", f"{count.value:,.0f}", f"{count.low:,.0f} to {count.high:,.0f}")
        _metric("Decided", f"{whole.decided:,}", f"of {whole.tracks:,} tracks")
        _metric("Of these, found wrong", f"{whole.wrong:,}", f"{whole.drawn:,} drawn by chance")


def _metric(label: str, value: str, below: str) -> None:
    st.metric(label, value, below, delta_color="off", delta_arrow="off", border=True)


def _show_bands(whole: Mislabelled) -> None:
    with st.expander("What it rests on"):
        st.dataframe(
            pd.DataFrame(
                {
                    "Flagged from alpha": [_between(band) for band in whole.bands],
                    "Tracks": [band.tracks for band in whole.bands],
                    "Decided": [band.decided for band in whole.bands],
                    "Found wrong": [band.wrong for band in whole.bands],
                    "Tell of the rest": [band.sampled for band in whole.bands],
                    "Wrong among these": [band.sampled_wrong for band in whole.bands],
                }
            ),
            hide_index=True,
        )
        st.caption(
            "Tracks of one band are taken to be wrong equally often. Decisions are counted "
            "exactly; the rest of a band has the rate of its decisions, drawn 4,000 times."
        )


def _between(band: Band) -> str:
    if not band.low:
        return f"up to {per_cent(band.high)}"
    return (
        f"{per_cent(band.low)} to {per_cent(band.high)}"
        if band.high < 1
        else (f"above {per_cent(band.low)}")
    )
