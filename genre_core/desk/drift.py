"""An alarm when the p-values of honest tracks are no longer what the calibration promised.

Those of honest tracks are uniform; then alpha is the share of them that is flagged. What is
compared are tracks that came up by chance, by the audit or in an order of chance, and whose
claim moderators confirmed. Only p-values above the cut are, since the audit draws among tracks
that were not flagged: there they are uniform from the cut to 1. One track an artist counts, the
first: an artist's tracks are no independent witnesses.

The test is Kolmogorov's and Smirnov's, each side by its exact distribution (Z. W. Birnbaum and
F. H. Tingey, Annals of Mathematical Statistics 22, 1951), the smaller p-value doubled. It is for
continuous values, while conformal p-values come in steps of 1 / (n + 1): the distance is
therefore taken less the step, at most the smallest gap between two of a genre, and at most the
cut, since a genre with coarser steps is not tested. That errs on the side of no alarm. Whoever
looks every day will see an alarm by chance sooner or later than once in a hundred looks.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

LEAST_TRACKS = 50
"""Below this only a gross departure could be told from chance."""
ALARM = 0.01
"""The p-value of the test at which it is an alarm."""


@dataclass(frozen=True, slots=True)
class Honest:
    """A track whose claim was confirmed and that came up by chance.

    Attributes:
        artist: whose.
        genre: the claim.
        p_value: of the claim, in (0, 1], NaN or None where it was not tested.
        cut: what no p-value above is flagged at, in [0, 1).
    """

    artist: str
    genre: str
    p_value: float | None
    cut: float


@dataclass(frozen=True, slots=True)
class Drift:
    """Whether honest p-values are still uniform.

    Attributes:
        tracks: compared, one an artist.
        distance: largest distance between the two distributions, less the step; in [0, 1].
        p_value: of that or more by chance, in [0, 1].
        alarm: whether that is at most ALARM.
        sentence: what was found, and what to do.
    """

    tracks: int
    distance: float
    p_value: float
    alarm: bool
    sentence: str


def drift(tracks: Sequence[Honest]) -> Drift:
    """Return whether the p-values of honest tracks leave the uniform distribution."""
    used = _one_each([t for t in tracks if t.p_value is not None and t.cut < t.p_value <= 1])
    n = len(used)
    if n < LEAST_TRACKS:
        few = (
            f"{n} artists have a confirmed track that came up by chance and was tested; "
            f"{LEAST_TRACKS} are needed. Decide more of the audit."
        )
        return Drift(n, np.nan, np.nan, False, few)
    ranks = np.sort([(p - t.cut) / (1 - t.cut) for t in used if (p := t.p_value) is not None])
    above = float(np.max(np.arange(1, n + 1) / n - ranks))
    below = float(np.max(ranks - np.arange(n) / n))
    distance = max(0.0, max(above, below) - _step(used))
    chance = min(1.0, 2 * smirnov(n, distance))
    return Drift(n, distance, chance, chance <= ALARM, _said(n, distance, chance, above > below))


def smirnov(n: int, distance: float) -> float:
    """Return the chance that n uniform values lie so far to one side of their distribution.

    Args:
        n: values, at least 1.
        distance: in [0, 1].
    """
    if distance <= 0:
        return 1.0
    # The sum has only positive terms; their logarithms, since the binomials overflow.
    j = np.arange(int(np.floor(n * (1 - distance))) + 1)
    left, right = distance + j / n, 1 - distance - j / n
    j, left, right = j[right > 0], left[right > 0], right[right > 0]
    terms = _log_choose(n, j) + (j - 1) * np.log(left) + (n - j) * np.log(right)
    return float(min(1.0, distance * np.exp(terms).sum()))


def _log_choose(n: int, j: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.array([lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for k in j.tolist()])


def _one_each(tracks: Sequence[Honest]) -> list[Honest]:
    first: dict[str, Honest] = {}
    for track in tracks:
        first.setdefault(track.artist, track)
    return list(first.values())


def _step(tracks: Sequence[Honest]) -> float:
    """The mean step of the p-values, as what lies above the cut is stretched; at most."""
    of_genre: dict[str, list[float]] = defaultdict(list)
    for track in tracks:
        of_genre[track.genre].append(track.p_value or 0.0)
    gaps = {genre: _smallest_gap(values) for genre, values in of_genre.items()}
    return float(np.mean([min(t.cut, gaps[t.genre]) / (1 - t.cut) for t in tracks]))


def _smallest_gap(values: Sequence[float]) -> float:
    gaps = np.diff(np.unique([0.0, *values]))
    return float(gaps[gaps > 1e-9].min())


def _said(n: int, distance: float, chance: float, small: bool) -> str:
    found = f"{n} honest tracks, D = {distance:.3f}, p = {chance:.2g}"
    if chance > ALARM:
        return f"Honest p-values look uniform, as the calibration promised ({found})."
    what = (
        "smaller than the calibration promised, so that more of them are flagged than alpha says"
        if small
        else "larger than the calibration promised, so that wrong claims slip through"
    )
    return (
        f"Honest p-values are {what} ({found}). Put the decisions into the manifest and "
        "calibrate again (docs/feedback.md); until then read flags as a ranking."
    )
