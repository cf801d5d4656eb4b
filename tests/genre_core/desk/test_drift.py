"""The alarm goes off when honest p-values drift, seldom when they do not, and says what to do."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import smirnov as exact

from genre_core.desk.drift import ALARM, LEAST_TRACKS, Honest, drift, smirnov
from genre_core.genres import GENRES


@given(st.integers(1, 300), st.floats(1e-6, 1))
def test_the_distribution_is_the_exact_one(n: int, distance: float) -> None:
    assert smirnov(n, distance) == pytest.approx(exact(n, distance), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(("n", "distance"), [(100_000, 0.004), (100_000, 0.0), (1, 1.0)])
def test_the_distribution_holds_at_its_ends(n: int, distance: float) -> None:
    assert smirnov(n, distance) == pytest.approx(exact(n, distance), rel=1e-5, abs=1e-12)


def tracks_of(p_values: NDArray[np.float64], genres: int = 1) -> list[Honest]:
    return [
        Honest(f"artist {n}", GENRES[n % genres].name, float(p), 0.05)
        for n, p in enumerate(p_values)
    ]


def conformal(n: int, steps: int, bend: float, seed: int) -> NDArray[np.float64]:
    random = np.random.default_rng(seed)
    return np.asarray(np.ceil(random.random(n) ** bend * steps) / steps)


def test_honest_p_values_are_called_uniform() -> None:
    found = drift(tracks_of(conformal(800, 500, 1.0, 1)))
    assert not found.alarm
    assert found.p_value > 0.05
    assert found.sentence.startswith("Honest p-values look uniform")
    assert f"{found.tracks} honest tracks, D = {found.distance:.3f}, p =" in found.sentence


@pytest.mark.parametrize(
    ("bend", "what"),
    [(1.6, "smaller than the calibration promised"), (0.6, "larger than the calibration promised")],
)
def test_p_values_that_drift_raise_the_alarm(bend: float, what: str) -> None:
    found = drift(tracks_of(conformal(800, 500, bend, 2), genres=4))
    assert found.alarm
    assert what in found.sentence
    assert "calibrate again" in found.sentence


@pytest.mark.parametrize(("steps", "genres"), [(20, 1), (37, 5), (1000, 20)])
def test_false_alarms_are_no_more_than_promised_whatever_the_steps(steps: int, genres: int) -> None:
    alarms = [drift(tracks_of(conformal(1500, steps, 1, seed), genres)).alarm for seed in range(60)]
    # 1% of 60 is less than one; three or more come by chance once in a hundred times.
    assert sum(alarms) <= 2


def test_an_artist_counts_once() -> None:
    p_values = conformal(100, 200, 1.0, 3)
    once = tracks_of(p_values[p_values > 0.05])
    again = [Honest(track.artist, track.genre, 0.06, 0.05) for track in once]
    assert drift([*once, *again]) == drift(once)


@pytest.mark.parametrize("unknown", [None, float("nan"), 0.01])
def test_what_was_not_tested_or_was_flagged_is_left_out(unknown: float | None) -> None:
    once = tracks_of(conformal(100, 200, 1.0, 4))
    assert drift([*once, *[Honest(f"b{n}", "Rock", unknown, 0.05) for n in range(50)]]) == drift(
        once
    )


def test_too_few_tracks_give_no_alarm_and_say_so() -> None:
    found = drift(tracks_of(np.full(LEAST_TRACKS - 1, 0.06)))
    assert isnan(found.p_value)
    assert not found.alarm
    assert found.sentence.startswith("49 artists have a confirmed track that came up by chance")
    assert drift([]).tracks == 0


def test_all_at_the_top_is_the_farthest_from_uniform() -> None:
    found = drift(tracks_of(np.ones(80)))
    assert found.distance > 0.9
    assert found.p_value <= ALARM
