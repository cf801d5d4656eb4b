"""What deciding before the model and the claim are shown does to agreement.

Whoever sees the model's guess first leans towards it (anchoring). The plain comparison of blind
and open decisions also compares their queues: audited tracks are easier than flagged ones. So
the effect is taken on the same tracks too, those that one moderator decided blind and another
openly, each of which is its own yardstick. Second opinions make most of these.

Intervals are 95%, over drawn artists.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.agreement import DRAWS, LEAST_TRACKS, UNKNOWN
from genre_core.desk.groups import coded, grouped
from genre_core.desk.voices import Voice, by_track
from genre_core.evaluation.intervals import Interval, bootstrap_weighted, share


@dataclass(frozen=True, slots=True)
class Contrast:
    """Shares of labels that are the model's, or the claim's; ``difference`` is blind less open.

    Attributes:
        n_blind, n_open: labels compared; of the same tracks, the number of these tracks.
        blind, open: shares in [0, 1].
        difference: in [-1, 1].
        sentence: the difference in words, or what is missing.
    """

    n_blind: int
    n_open: int
    blind: Interval
    open: Interval
    difference: Interval
    sentence: str


@dataclass(frozen=True, slots=True)
class Blinding:
    """Agreement with the model's guess and with the claim, blind and open.

    Attributes:
        model, claim: of all labels.
        model_same, claim_same: of tracks that have both a blind and an open label.
    """

    model: Contrast
    claim: Contrast
    model_same: Contrast
    claim_same: Contrast


def blinding(voices: Sequence[Voice], draws: int = DRAWS) -> Blinding:
    """Return the effect of deciding blind, of standing decisions in the order of rows."""
    said = by_track(voices)
    model = [_hits(each, "predicted") for each in said.values()]
    claim = [_hits(each, "claimed") for each in said.values()]
    groups = coded(grouped([each[0].artist for each in said.values()]))[1]
    return Blinding(
        _contrast(groups, model, "the model", draws),
        _contrast(groups, claim, "the claim", draws),
        _contrast(groups, [_means(row) for row in model], "the model", draws),
        _contrast(groups, [_means(row) for row in claim], "the claim", draws),
    )


Row = tuple[float, float, float, float]
"""Of a track: hits and labels that were given blind, hits and labels that were given openly."""


def _hits(said: Sequence[Voice], against: str) -> Row:
    counts = [0.0, 0.0, 0.0, 0.0]
    for voice in said:
        other = voice.predicted if against == "predicted" else voice.claimed
        if other and voice.label:
            at = 0 if voice.blind else 2
            counts[at] += voice.label == other
            counts[at + 1] += 1
    return counts[0], counts[1], counts[2], counts[3]


def _means(row: Row) -> Row:
    """One blind and one open share a track that has both, nothing of another."""
    hits, blind, hits_open, opened = row
    return (hits / blind, 1.0, hits_open / opened, 1.0) if blind and opened else (0.0,) * 4


def _contrast(groups: NDArray[np.int64], rows: Sequence[Row], whom: str, draws: int) -> Contrast:
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    n_blind, n_open = (int(n) for n in table.sum(axis=0)[[1, 3]])
    if min(n_blind, n_open) < LEAST_TRACKS:
        few = (
            f"{n_blind} blind and {n_open} open labels can be compared with {whom}; "
            f"{LEAST_TRACKS} of each are needed."
        )
        return Contrast(n_blind, n_open, UNKNOWN, UNKNOWN, UNKNOWN, few)
    sums = np.stack([np.bincount(groups, column) for column in table.T], axis=1)

    def figures(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        hits, blind, hits_open, opened = weights @ sums
        shares = share(np.array([hits, hits_open]), np.array([blind, opened]))
        return np.append(shares, shares[0] - shares[1])

    names = [f"{number:04}" for number in range(len(sums))]
    blind, opened, difference = bootstrap_weighted(names, figures, draws)
    return Contrast(n_blind, n_open, blind, opened, difference, _said(difference, whom))


def _said(difference: Interval, whom: str) -> str:
    points, low, high = (100 * x for x in (difference.value, difference.low, difference.high))
    ends = f"{points:+.1f} points, 95% interval {low:+.1f} to {high:+.1f}"
    if low <= 0 <= high:
        return f"Blind and open labels agree with {whom} alike, as far as one can tell ({ends})."
    how = "more" if points > 0 else "less"
    return f"Blind labels agree {how} often with {whom} than open ones ({ends})."
