"""How many tracks come in a day, the fullest day left out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from genre_core.desk.policy.arrivals import arrivals
from genre_core.desk.policy.catalogue import Catalogue
from tests.genre_core.desk.policy.worlds import made_world

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def arriving(*days_ago: float) -> Catalogue:
    catalogue = made_world(len(days_ago)).catalogue
    moments = [(NOW - timedelta(days=ago)).replace(tzinfo=None) for ago in days_ago]
    return replace(catalogue, arrived=np.array(moments, dtype="datetime64[us]"))


def test_a_steady_stream_is_counted_as_it_comes() -> None:
    found = arrivals(arriving(*np.arange(0.05, 40, 0.1)), NOW)
    assert found.a_day == pytest.approx(10)
    assert found.days == 27
    assert found.sentence.startswith("10.0 tracks a day came in during the last 28 days")


def test_an_import_in_between_does_not_count() -> None:
    stream = np.arange(0.25, 28, 0.5)
    found = arrivals(arriving(*stream, *np.full(5000, 3.3)), NOW)
    assert found.a_day == pytest.approx(2)


def test_a_young_desk_counts_the_days_it_has() -> None:
    found = arrivals(arriving(0.5, 0.6, 1.5, 1.6, 2.5, 2.6), NOW)
    assert (found.a_day, found.days) == (2.0, 2)


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [
        ([], "No track came in during the last 28 days. Say how many"),
        ([400.0, 30.0], "No track came in"),
        ([3.1, 3.2, 3.3], "All 3 tracks of the last 28 days came in on one day"),
    ],
)
def test_where_it_cannot_be_told_it_is_asked_for(days_ago: list[float], words: str) -> None:
    found = arrivals(arriving(*days_ago), NOW)
    assert np.isnan(found.a_day)
    assert found.sentence.startswith(words)


def test_uploads_of_tomorrow_are_none_of_the_last_days() -> None:
    assert np.isnan(arrivals(arriving(-1.5, 2.5), NOW).a_day)
