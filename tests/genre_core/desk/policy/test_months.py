"""The share of wrong claims month by month of arrival."""

from datetime import date

import numpy as np

from genre_core.desk.policy.mislabelled import MONTHS, by_month, mislabelled
from tests.genre_core.desk.policy.worlds import made_world


def test_a_month_is_the_estimate_of_its_tracks_alone() -> None:
    world = made_world(3000)  # an hour each, from New Year on
    known = world.known(0.3)
    found = by_month(world.catalogue, world.thresholds, known)
    assert [month.month for month in found] == [date(2026, n, 1) for n in range(1, 6)]
    assert sum(month.found.tracks for month in found) == 3000
    march = (31 + 28) * 24
    rows = np.arange(march, march + 31 * 24)
    assert found[2].found == mislabelled(world.thresholds[rows], known.of(rows))


def test_a_rise_of_lies_is_seen() -> None:
    calm, wild = made_world(2000, lying=0.02), made_world(2000, lying=0.3)
    calm_share = by_month(calm.catalogue, calm.thresholds, calm.known(0.5))[0].found.share
    wild_share = by_month(wild.catalogue, wild.thresholds, wild.known(0.5))[0].found.share
    assert calm_share.high < wild_share.low


def test_only_the_latest_months_are_told() -> None:
    world = made_world(24 * 31 * 30)
    found = by_month(world.catalogue, world.thresholds, world.known(0.05))
    assert len(found) == MONTHS
    assert found[-1].month == date(2028, 7, 1)
