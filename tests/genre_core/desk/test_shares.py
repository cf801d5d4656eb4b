"""A share in numbers and in words."""

from math import isnan

from genre_core.desk.shares import share_of
from genre_core.evaluation.intervals import wilson_interval


def test_a_share_has_wilsons_interval_and_says_it() -> None:
    found = share_of(15, 148, "flags were right", "")
    assert found.interval == wilson_interval(15, 148)
    assert found.sentence == "15 of 148 flags were right: 10.1% (95% interval 6.2% to 16.0%)."


def test_a_share_of_nothing_is_unknown_and_says_what_is_missing() -> None:
    found = share_of(0, 0, "flags were right", "Decide some flags.")
    assert isnan(found.interval.value)
    assert found.sentence == "Decide some flags."
