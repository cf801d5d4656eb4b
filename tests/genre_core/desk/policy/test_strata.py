"""Bands cover all thresholds, keep what was flagged apart, and stand on decisions enough."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.policy.known import Known
from genre_core.desk.policy.strata import EDGES, LEAST, bands

ALPHAS = st.lists(st.sampled_from([0.005, 0.03, 0.05, 0.1, 0.3, 0.5]), max_size=3, unique=True)


@given(st.integers(0, 500), st.integers(0, 300), st.floats(0, 1), ALPHAS)
def test_bands_are_what_a_slow_count_says(
    seed: int, tracks: int, share: float, alphas: list[float]
) -> None:
    chance = np.random.default_rng(seed)
    thresholds = np.ceil(chance.random(tracks) * 100) / 100
    wrong = chance.random(tracks) < 0.5
    decided = chance.random(tracks) < share
    drawn = decided & (chance.random(tracks) < 0.5)
    known = Known(
        decided & wrong, decided & ~wrong, drawn, tuple(sorted(alphas)), decided, decided & ~decided
    )
    found = bands(thresholds, known)
    assert (found[0].low, found[-1].high) == (0.0, 1.0)
    assert [band.high for band in found[:-1]] == [band.low for band in found[1:]]
    assert {band.high for band in found} >= set(alphas)
    top = max(alphas, default=0.0)
    for band in found:
        inside = [row for row in range(tracks) if band.low < thresholds[row] <= band.high]
        assert band.tracks == len(inside)
        assert band.decided == sum(decided[inside])
        assert band.wrong == sum(decided[inside] & wrong[inside])
        assert band.flagged == (band.high <= top)
        sample = [row for row in inside if decided[row] and (band.flagged or drawn[row])]
        assert (band.sampled, band.sampled_wrong) == (len(sample), sum(wrong[sample]))
        assert band.drawn == sum(drawn[sample])
        whole_side = {band.low, band.high} <= {0.0, *alphas, 1.0}
        assert whole_side or band.sampled >= LEAST


def test_many_decisions_stand_in_every_band_there_is() -> None:
    thresholds = np.arange(1, 5001) / 5000
    everything = np.ones(5000, bool)
    known = Known(everything, ~everything, everything, (0.03,), everything, ~everything)
    assert [band.high for band in bands(thresholds, known)] == [*EDGES, 1.0]


def test_flags_of_an_earlier_model_say_nothing_of_what_was_never_flagged_by_this_one() -> None:
    thresholds = np.full(100, 0.7)
    decided = np.arange(100) < 50
    drawn = np.arange(100) < 10
    known = Known(decided & ~drawn, drawn, drawn, (0.05,), decided, decided & ~decided)
    band = bands(thresholds, known)[-1]
    assert (band.decided, band.wrong) == (50, 40)
    assert (band.sampled, band.sampled_wrong) == (10, 0)
