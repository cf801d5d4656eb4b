"""The promise of alpha, kept: honest tracks are flagged no more often than was asked.

Each trial draws a new calibration and one new honest track of every genre, since the promise
is an average over both. A genre's flags are then at most Binomial(trials, alpha); a count
above its 99.99% quantile breaks the promise. The p-values and the rule are the verdict's own.
"""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom

from genre_core.conformal import probabilities
from genre_core.genres import find, read_claim
from genre_core.outcomes import Finding, Outcome
from genre_core.verdict import examine, judge
from tests.genre_core.nets import GENRES, Net, answer

TRIALS = 500
COUNTS = (99, 120, 150, 99, 200, 99, 110, 99)
NETS = {
    "strong": Net(skill=5.0, kinship=1.0),
    "weak": Net(skill=0.3, kinship=0.2),
    "strong and far too sure": Net(skill=5.0, kinship=1.0, temperature=0.05),
}


@cache
def honest_findings(name: str) -> tuple[tuple[Finding, ...], ...]:
    """One finding a trial and genre, claims all true."""
    rng, net = np.random.default_rng(2020), NETS[name]
    trials = []
    for _ in range(TRIALS):
        calibration = net.calibration(COUNTS, rng)
        tracks = probabilities(net.logits(np.arange(len(GENRES)), rng), net.temperature)
        trials.append(
            tuple(examine(p, find(g), calibration) for p, g in zip(tracks, GENRES, strict=True))
        )
    return tuple(trials)


def rejected(name: str, alpha: float, outcomes: set[Outcome]) -> NDArray[np.int64]:
    """How often each genre's honest track met one of the outcomes, shape (8,)."""
    hits = [[f.outcome(alpha) in outcomes for f in trial] for trial in honest_findings(name)]
    return np.asarray(np.sum(hits, axis=0), dtype=np.int64)


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.1])
@pytest.mark.parametrize("name", NETS)
def test_honest_tracks_of_every_genre_are_flagged_at_most_as_often_as_alpha(
    name: str, alpha: float
) -> None:
    most = binom.ppf(0.9999, TRIALS, alpha)
    doubted = rejected(name, alpha, {Outcome.SIBLING, Outcome.MISMATCH})
    flagged = rejected(name, alpha, {Outcome.MISMATCH})
    assert np.all(doubted <= most), dict(zip(GENRES, doubted / TRIALS, strict=True))
    assert np.all(flagged <= doubted)


@pytest.mark.parametrize("name", ["strong", "weak"])
def test_the_genres_own_p_value_is_uniform_and_wastes_nothing(name: str) -> None:
    doubted = rejected(name, 0.1, {Outcome.SIBLING, Outcome.MISMATCH}).sum()
    expected = sum((n + 1) // 10 / (n + 1) for n in COUNTS) * TRIALS
    assert doubted == pytest.approx(expected, abs=4 * np.sqrt(expected))


def test_a_strong_net_catches_lies_that_a_weak_one_misses() -> None:
    rng = np.random.default_rng(4)
    caught = {}
    for name in ("strong", "weak"):
        net = NETS[name]
        calibration = net.calibration(COUNTS, rng)
        jazz = net.logits(np.full(200, GENRES.index("Jazz")), rng)
        rock = read_claim("Rock")
        caught[name] = sum(judge(answer(z), rock, calibration).flagged for z in jazz)
    assert caught["strong"] > 180
    assert caught["weak"] < 60
