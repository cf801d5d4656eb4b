"""A stretch of days is whole days in UTC, the last one included."""

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.days import ALWAYS, Days


def box() -> None:
    """Show the box; AppTest runs this function's body as a page of its own."""
    import streamlit as st

    from pages.parts.days import chosen_days

    st.session_state["found"] = chosen_days("Between", "days")


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        ([], ALWAYS),
        ([date(2026, 2, 28)], Days(datetime(2026, 2, 28, tzinfo=UTC))),
        (
            [date(2026, 2, 28), date(2026, 2, 28)],
            Days(datetime(2026, 2, 28, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
        ),
        (
            [date(2025, 12, 1), date(2025, 12, 31)],
            Days(datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
        ),
    ],
)
def test_days_are_whole(chosen: list[date], days: Days) -> None:
    app = AppTest.from_function(box, default_timeout=60).run()
    assert app.session_state["found"] == ALWAYS
    app.date_input[0].set_value(chosen).run()
    assert not app.exception
    assert app.session_state["found"] == days
