"""What a policy makes of each claimed genre."""

import pandas as pd
import streamlit as st

from genre_core.desk.policy.board import Board, GenreRow
from pages.parts.policy_board.address import per_cent


def show_genres(found: Board) -> None:
    """Show a row a genre that is claimed; those that are flagged most come first."""
    if not found.genres:
        st.info("No claim of the catalogue names a genre, so that nothing can be flagged.")
        return
    rows = sorted(found.genres, key=lambda row: (-row.share, row.genre))
    share = st.column_config.ProgressColumn(
        "Of its tracks", format="percent", min_value=0, max_value=1
    )
    least = st.column_config.TextColumn(
        "Can be tested from alpha",
        help="Below it, too few honest tracks are known: one stranger than all would be no rarity.",
    )
    st.dataframe(
        pd.DataFrame(
            {
                "Claimed genre": [row.genre for row in rows],
                "Tracks": [row.tracks for row in rows],
                "Flags": [row.flags for row in rows],
                "Share": [row.share for row in rows],
                "Found wrong": [row.wrong for row in rows],
                "Found right": [row.holds for row in rows],
                "Can be tested": [row.testable for row in rows],
                "Least": [_least(row) for row in rows],
            }
        ),
        hide_index=True,
        column_config={"Share": share, "Least": least},
        height=min(420, 38 + 35 * len(rows)),
    )
    never = [row.genre for row in rows if row.testable_from >= 1]
    if never:
        st.caption(
            f"The model knows neither {', '.join(never)} nor the family: no alpha tests such a "
            "claim. Train it on some."
        )


def _least(row: GenreRow) -> str:
    return per_cent(row.testable_from) if row.testable_from < 1 else "never"
