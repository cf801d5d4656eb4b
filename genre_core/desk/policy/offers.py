"""What to do instead where a policy flags nothing: take the strangest tracks, whatever they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.conformal import LARGEST_ALPHA
from genre_core.desk.policy.terms import Policy
from genre_core.desk.policy.wording import claims_of, tracks_of

TOP = 100
"""Tracks that are offered, at least; ties come with them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The strangest tracks.

    Attributes:
        alpha: that flags them, in (0, 0.5]; NaN where no alpha flags any.
        flags: how many.
        sentence: why the policy flags nothing, and what to do instead.
    """

    alpha: float
    flags: int
    sentence: str


def offer(rising: NDArray[np.float64], policy: Policy) -> Offer:
    """Return what to do where a policy flags nothing.

    Args:
        rising: thresholds of the claims that can be tested, the smallest first.
        policy: the one that flags none of them.
    """
    within = rising[rising <= LARGEST_ALPHA]
    if not len(within):
        return Offer(
            float("nan"),
            0,
            "No alpha flags any of these claims. Where none can be tested the model knows too few "
            "honest tracks; calibrate it with more.",
        )
    alpha = float(within[min(TOP, len(within)) - 1])
    flags = int(np.searchsorted(rising, alpha, side="right"))
    like = "resembles" if flags == 1 else "resemble"
    instead = (
        f"alpha {100 * alpha:.3g}% flags the {tracks_of(flags)} that {like} honest ones least."
    )
    return Offer(alpha, flags, f"{_why(rising, policy)} Take the worst instead: {instead}")


def _why(rising: NDArray[np.float64], policy: Policy) -> str:
    least = f"the smallest alpha that flags anything is {100 * rising[0]:.3g}%"
    if policy.level is None:
        return f"Alpha {100 * policy.alpha:.3g}% flags nothing: {least}."
    return (
        f"Among {claims_of(len(rising))} none can be flagged with at most "
        f"{100 * policy.level:.3g}% wrong flags (q): honest tracks to compare with are too few "
        f"({least})."
    )
