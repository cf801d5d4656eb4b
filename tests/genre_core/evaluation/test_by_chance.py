"""What random reviews find, against scipy's hypergeometric distribution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from genre_core.evaluation.by_chance import ENDS, found_by_chance


@given(st.integers(1, 60), st.data(), st.sampled_from([*ENDS, 0.3, 0.77]))
def test_quantiles_are_those_of_scipy(claims: int, data: st.DataObject, level: float) -> None:
    lies = data.draw(st.integers(0, claims))
    reviews = np.arange(1, claims + 1)
    found = found_by_chance(claims, lies, level)
    # Where the distribution meets the level exactly, roundings may differ: both ends then do.
    low, high = (hypergeom.ppf(level + off, claims, lies, reviews) for off in (-1e-9, 1e-9))
    assert np.all((low <= found) & (found <= high))


@pytest.mark.parametrize("level", ENDS)
def test_no_error_builds_up_over_thousands_of_reviews(level: float) -> None:
    found = found_by_chance(20_000, 1_000, level)
    reviews = np.array([1, 17, 500, 3_000, 10_000, 19_000, 19_990, 20_000])
    assert found[reviews - 1].tolist() == hypergeom.ppf(level, 20_000, 1_000, reviews).tolist()


@given(st.integers(1, 200), st.data())
def test_one_review_more_finds_one_lie_more_at_most_and_the_last_has_found_all(
    claims: int, data: st.DataObject
) -> None:
    lies = data.draw(st.integers(0, claims))
    low, high = (found_by_chance(claims, lies, level) for level in ENDS)
    assert np.all(low <= high)
    for found in (low, high):
        assert set(np.diff(found, prepend=0).tolist()) <= {0, 1}
        assert found[-1] == lies
