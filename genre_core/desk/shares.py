"""A share with Wilson's 95% interval and the sentence that says it, or why there is none."""

from dataclasses import dataclass

import numpy as np

from genre_core.evaluation.intervals import Interval, wilson_interval


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many.

    Attributes:
        hits, trials: 0 to all of them.
        interval: the share in [0, 1] with its ends; NaN of none.
        sentence: the share in words, or what is missing.
    """

    hits: int
    trials: int
    interval: Interval
    sentence: str


def share_of(hits: int, trials: int, words: str, nothing: str) -> Share:
    """Return a share.

    Args:
        hits: how many.
        trials: of how many.
        words: what the hits are, as they complete "3 of 4 ...": "flags were right".
        nothing: the sentence where there are no trials.
    """
    if trials == 0:
        return Share(0, 0, Interval(np.nan, np.nan, np.nan), nothing)
    found = wilson_interval(hits, trials)
    ends = f"95% interval {found.low:.1%} to {found.high:.1%}"
    return Share(hits, trials, found, f"{hits} of {trials} {words}: {found.value:.1%} ({ends}).")
