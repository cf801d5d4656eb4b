"""What waits, and when it will be done."""

from datetime import timedelta
from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from genre_core.desk.backlog import Flagging, forecast, waiting
from tests.genre_core.desk.histories import NOW

LONG_AGO = timedelta(days=60)


def flag(
    opened: float, closed: float | None = None, taken: float | None = None, queue: str = "flagged"
) -> Flagging:
    """A flag by days ago."""
    ago = [None if days is None else NOW - timedelta(days=days) for days in (closed, taken)]
    return Flagging(queue, NOW - timedelta(days=opened), *ago)


def history(backlog: int, closed: list[int], opened: list[int]) -> list[Flagging]:
    """So many closed and opened, on each of the last days; so many open in all."""
    done = [flag(40, day + 0.5) for day, n in enumerate(closed) for _ in range(n)]
    new = [flag(day + 0.5) for day, n in enumerate(opened) for _ in range(n)]
    return [*done, *new[:backlog], *[flag(40) for _ in range(backlog - len(new))]]


def test_ages_run_from_opening_and_claims_from_taking() -> None:
    found = waiting("flagged", [flag(1), flag(3, taken=0.5), flag(9), flag(9, closed=2)], NOW)
    assert (found.backlog, found.held) == (3, 1)
    assert found.median_age == 3 * 86400
    assert found.oldest_age == 9 * 86400
    assert found.longest_held == 0.5 * 86400


def test_an_empty_queue_has_no_ages_and_is_done() -> None:
    found = waiting("flagged", [], NOW)
    assert isnan(found.median_age)
    assert isnan(found.longest_held)
    assert (found.forecast.days, found.forecast.sentence) == (0.0, "Nothing waits.")


def test_a_clock_that_was_ahead_makes_no_age_below_zero() -> None:
    assert waiting("flagged", [flag(-1, taken=-2)], NOW).oldest_age == 0
    assert waiting("flagged", [flag(-1, taken=-2)], NOW).longest_held == 0


def test_the_forecast_is_the_backlog_by_what_goes_out_more_than_comes_in() -> None:
    found = forecast(history(100, [20] * 7, [10] * 7), NOW)
    assert (found.closed, found.opened) == (20, 10)
    assert (found.days, found.low, found.high) == (10, 10, 10)
    assert found.days_without_new == 5
    assert found.sentence == (
        "100 wait: 10.0 days at the pace of the last 7 days (95% interval 10.0 to 10.0)."
    )


def test_the_interval_is_students() -> None:
    closed = [30, 10, 25, 5, 40, 20, 15]
    found = forecast(history(200, closed, [2] * 7), NOW)
    fewer = [n - 2 for n in closed]
    low, high = ttest_1samp(fewer, 0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((200 / high, 200 / low), rel=1e-3)


def test_where_more_comes_in_than_goes_out_it_is_never_done() -> None:
    found = forecast(history(70, [5] * 7, [9] * 7), NOW)
    assert (found.days, found.high) == (inf, inf)
    assert "never" in found.sentence
    assert "more come in than go out" in found.sentence
    assert "without new ones 14.0 days would do" in found.sentence


def test_where_as_much_comes_in_as_goes_out_it_says_so() -> None:
    found = forecast(history(70, [9] * 7, [9] * 7), NOW)
    assert found.days == inf
    assert "as many come in as go out" in found.sentence


def test_where_nothing_was_decided_it_says_so() -> None:
    assert forecast(history(50, [], []), NOW).sentence == (
        "50 wait, and none was decided in the last 7 days."
    )


def test_days_of_rest_make_the_end_uncertain() -> None:
    found = forecast(history(100, [70, 0, 0, 0, 0, 0, 0], [0]), NOW)
    assert found.days == 10
    assert found.high == inf
    assert found.sentence.endswith("to never).")


def test_a_desk_of_one_day_has_no_interval() -> None:
    found = forecast([*[flag(0.5, 0.1)] * 10, *[flag(0.5)] * 5], NOW)
    assert isnan(found.low)
    assert found.days == inf
    found = forecast([flag(0.9, 0.1), flag(1.0)], NOW)
    assert found.closed == 1


@given(
    st.integers(1, 500),
    st.lists(st.integers(0, 40), min_size=7, max_size=7),
    st.lists(st.integers(0, 3), min_size=7, max_size=7),
)
def test_the_ends_lie_around_the_forecast(backlog: int, out: list[int], new: list[int]) -> None:
    found = forecast(history(max(backlog, sum(new)), out, new), NOW)
    assert 0 < found.low <= found.days <= found.high
    assert found.days_without_new <= found.days
    assert found.days is not nan
