"""A stretch of days, chosen in one box."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st


@dataclass(frozen=True, slots=True)
class Days:
    """From when on, and before when; None where nothing was chosen."""

    since: datetime | None = None
    until: datetime | None = None


ALWAYS = Days()


def chosen_days(label: str, key: str) -> Days:
    """Show the box; return whole days in UTC, the last one included."""
    none: list[date | datetime | str | None] = []
    chosen = st.date_input(label, value=none, key=key, width=210)
    days = [datetime.combine(day, time(), UTC) for day in chosen]
    return Days(
        days[0] if days else None,
        days[-1] + timedelta(days=1) if len(days) > 1 else None,
    )
