"""Whose tracks are flagged, with what it takes to be fair to them; a row opens the tracks."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from genre_core.desk.policy.flagged import FlaggedTrack, flagged_tracks
from genre_core.desk.policy.grounds import Grounds
from genre_core.desk.policy.grouping import Grouping
from genre_core.desk.policy.uploaders import Uploader, uploaders
from genre_core.desk.queues import Queue
from genre_core.people import Person, Role
from pages.parts.plain import plain
from pages.parts.policy_board.address import BY, WHO, per_cent, said, write

_BY = "policy-by"
_FILTER = "filter-artist"
"""Key of the desk's own filter by artist (pages.parts.queue_choice)."""
_WHOSE, _NUMBER, _INTERVAL, _FAIRNESS = 130, 66, 100, 285
"""Pixels of columns: a phone has 390 for all; a laptop has 820, and shows a whole sentence."""
_ROW = 88
"""Pixels of a row: four lines of a sentence."""


def show_uploaders(grounds: Grounds, alpha: float, person: Person) -> None:
    """Show who has flagged tracks at this alpha, those first who surely have the largest share."""
    by = _choose_grouping(grounds)
    rows = uploaders(grounds, by, alpha)
    if not rows:
        st.info(f"No {by.by} has a flagged track. Allow more, or import tracks that name theirs.")
        return
    st.caption(
        "Ranked by the lower end of the interval: one flag of one track is no headline. A flag is "
        f"a question, and {per_cent(alpha)} of honest tracks are asked it. Choose a row to see "
        "its tracks."
    )
    chosen = _choose_row(rows, f"uploaders-{by.by}-{alpha}")
    if chosen is not None:
        _show_tracks(grounds, by, chosen, alpha, person)


def _choose_grouping(grounds: Grounds) -> Grouping:
    known = {each.by: each for each in grounds.catalogue.groupings}
    names = list(known)
    if len(names) == 1:
        return known[names[0]]
    if st.session_state.get(_BY) not in names:
        st.session_state[_BY] = said(BY) if said(BY) in names else names[0]
    chosen = st.segmented_control(
        "Whose",
        names,
        format_func=str.capitalize,
        key=_BY,
        required=True,
        on_change=lambda: write(**{BY: st.session_state[_BY], WHO: None}),
        label_visibility="collapsed",
    )
    return known[str(chosen)]


def _choose_row(rows: Sequence[Uploader], key: str) -> Uploader | None:
    """Show the table; return who is chosen, whom the address names."""
    names = [row.name for row in rows]
    wanted = said(WHO)
    at = [names.index(wanted)] if wanted in names else []
    st.dataframe(
        pd.DataFrame(
            {
                "Whose": names,
                "Flagged": [row.flagged for row in rows],
                "Tested": [row.tested for row in rows],
                "Share": [round(row.share.value, 2) for row in rows],
                "95% interval": [f"{row.share.low:.0%} to {row.share.high:.0%}" for row in rows],
                "Severity": [row.severity for row in rows],
                "In fairness": [row.fairness for row in rows],
            }
        ),
        hide_index=True,
        on_select=partial(_note_row, key, names),
        selection_mode="single-row",
        selection_default={"selection": {"rows": at}},
        key=key,
        row_height=_ROW,
        height=min(460, 38 + _ROW * len(rows)),
        column_config={
            "Whose": st.column_config.TextColumn(width=_WHOSE, pinned=True),
            "Flagged": st.column_config.NumberColumn(width=_NUMBER),
            "Tested": st.column_config.NumberColumn(width=_NUMBER),
            "Share": st.column_config.NumberColumn(format="percent", width=_NUMBER),
            "95% interval": st.column_config.TextColumn(width=_INTERVAL),
            "Severity": st.column_config.NumberColumn(
                format="%.2f",
                width=_NUMBER,
                help="Mean of the flagged: 1 is as far from the claim as can be.",
            ),
            "In fairness": st.column_config.TextColumn(width=_FAIRNESS),
        },
    )
    if wanted and not at:
        st.caption(plain(f"{wanted} has no flagged track at this alpha, or is not among these."))
    return rows[at[0]] if at else None


def _note_row(key: str, names: Sequence[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    write(**{WHO: names[rows[0]] if rows and rows[0] < len(names) else None})


def _show_tracks(
    grounds: Grounds, by: Grouping, row: Uploader, alpha: float, person: Person
) -> None:
    st.markdown(f"**{plain(row.name)}**: {plain(row.sentence)} {plain(row.fairness)}")
    found = flagged_tracks(grounds, by, row.code, alpha)
    st.dataframe(
        pd.DataFrame(
            {
                "Title": [each.title or each.key for each in found],
                "Claims": [each.claimed for each in found],
                "Sounds like": [each.predicted for each in found],
                "Flagged from alpha": [each.threshold for each in found],
                "Decided": [each.decided for each in found],
                "Open": [_link(each) for each in found],
            }
        ),
        hide_index=True,
        height=min(320, 38 + 35 * len(found)),
        column_config={
            "Title": st.column_config.TextColumn(width="medium"),
            "Flagged from alpha": st.column_config.NumberColumn(format="percent"),
            "Open": st.column_config.LinkColumn(display_text="Open"),
        },
    )
    if by is not grounds.catalogue.artists or person.role < Role.MODERATOR:
        return
    if st.button("Work through them at the desk", icon=":material/arrow_forward:"):
        st.session_state[_FILTER] = row.name
        st.switch_page("pages/review.py", query_params={"queue": Queue.FLAGGED.value})


def _link(track: FlaggedTrack) -> str:
    """Return where a track is found: its decisions, or before any its row in the catalogue."""
    if track.decided:
        return f"decisions?{urlencode({'text': track.key})}"
    return f"library?{urlencode({'catalogue': track.key})}"
