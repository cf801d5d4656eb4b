"""The buckets: an address that floods runs dry, and nobody else notices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.stage.server.floods import _MOST, Buckets

TIMES = st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=200).map(sorted)


def test_a_whole_room_may_vote_at_once_and_then_at_the_rate() -> None:
    buckets = Buckets(rate=2.0, burst=200.0)
    assert sum(buckets.take("room", 0.0) for _ in range(1000)) == 200
    assert sum(buckets.take("room", 10.0) for _ in range(1000)) == 20


def test_one_that_floods_stops_no_other() -> None:
    buckets = Buckets(rate=1.0, burst=5.0)
    assert not all(buckets.take("flood", 0.0) for _ in range(1000))
    assert all(buckets.take("phone", 0.0) for _ in range(5))


@given(times=TIMES, rate=st.floats(0.1, 10), burst=st.integers(1, 20))
def test_no_address_ever_gets_more_than_its_burst_and_its_rate(
    times: list[float], rate: float, burst: int
) -> None:
    buckets = Buckets(rate, burst)
    granted = [time for time in times if buckets.take("a", time)]
    for first in range(len(granted)):
        for last in range(first, len(granted)):
            most = burst + rate * (granted[last] - granted[first])
            assert last - first + 1 <= most + 1e-6


@pytest.mark.parametrize("count", [_MOST + 1, 3 * _MOST])
def test_a_flood_of_addresses_fills_no_memory_and_is_no_way_out(count: int) -> None:
    buckets = Buckets(rate=0.001, burst=3.0)
    while buckets.take("flood", 0.0):
        pass
    for number in range(count):
        buckets.take(f"10.{number}", 0.0)
    assert len(buckets._kept) <= _MOST
    assert not buckets.take("flood", 0.0)
