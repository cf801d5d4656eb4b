"""A calibrated model, and claims, logits and findings to try verdicts and sentences on."""

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.conformal import Tally
from genre_core.genres import find, read_claim
from genre_core.outcomes import Finding
from genre_core.verdict import Verdict, judge
from tests.genre_core.nets import GENRES, Net, answer

COUNTS = (60, 5, 30, 40, 19, 25, 0, 12)
CALIBRATION = Net(skill=2.0, kinship=1.0, temperature=1.3).calibration(
    COUNTS, np.random.default_rng(7)
)
CLAIMS = st.sampled_from(
    ["Rock", "Punk", "Metal", "Post-Punk", "Electronic", "Trip-Hop", "Folk", "Psych-Folk", "Jazz"]
)
LOGITS = st.lists(
    # Eighths survive float32 and the addition of a constant exactly.
    st.integers(-80, 80).map(lambda i: i / 8),
    min_size=len(GENRES),
    max_size=len(GENRES),
).map(np.array)
ALPHAS = st.sampled_from([0.004, 0.01, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5])


def verdict(logits: NDArray[np.float64], claim: str, alpha: float = 0.05) -> Verdict:
    return judge(answer(logits), read_claim(claim), CALIBRATION, alpha)


def finding(
    leaf: tuple[int, int],
    family: tuple[int, int],
    predicted: str = "Rock",
    nearest: str | None = "Rock",
    claim: str = "Rock",
) -> Finding:
    """A finding written down by hand; (n, as strange) for the genre and for its family."""
    learnt = leaf != (0, 0)
    return Finding(find(claim), learnt, Tally(*leaf), Tally(*family), predicted, nearest)
