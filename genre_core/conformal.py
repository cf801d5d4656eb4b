"""The statistics of a verdict: softmax with temperature and the conformal p-value.

Convention: a nonconformity score is larger the stranger the track, s = -log p. Among n
honest tracks, the p-value of a score s counts those at least as strange,

    pi = (1 + #{i : s_i >= s}) / (n + 1),

so a tie speaks for the track. If the track is honest and exchangeable with the n, then
P(pi <= alpha) <= alpha for every n and every network (V. Vovk, A. Gammerman, G. Shafer,
Algorithmic Learning in a Random World, 2005, chapter 2; label-conditional: chapter 4). No
p-value lies below 1 / (n + 1), and thus n tracks can flag at alpha only if n >= 1/alpha - 1.
Every comparison with alpha uses these quotients as computed: at alpha = 0.05, 19 tracks do
and 18 do not, since 1 / (19 + 1) and 0.05 are the same float.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from genre_core.errors import ModelError, PolicyError

LARGEST_ALPHA = 0.5
"""Above it a track that most honest ones resemble would be flagged."""

_TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, slots=True)
class Tally:
    """A track's place among honest ones.

    Attributes:
        n: honest tracks compared with, >= 0.
        as_strange: how many of them score at least as high, 0 to n.
    """

    n: int
    as_strange: int

    def __post_init__(self) -> None:
        """Raise ModelError for a count outside 0 to n."""
        if not 0 <= self.as_strange <= self.n:
            raise ModelError(
                f"{self.as_strange} of {self.n} tracks cannot be as strange; "
                "count between 0 and all of them."
            )

    @property
    def p_value(self) -> float:
        """The conformal p-value, in [1 / (n + 1), 1]."""
        return (1 + self.as_strange) / (self.n + 1)

    @property
    def smallest(self) -> float:
        """The smallest p-value that n tracks can give; 1.0 without any."""
        return 1 / (self.n + 1)


def probabilities(logits: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """Return softmax(logits / temperature) over the last axis.

    Args:
        logits: (..., K), finite.
        temperature: > 0; above 1 it softens, below 1 it sharpens.

    Returns:
        (..., K), each row in [0, 1] and summing to 1.

    Raises:
        ModelError: if a logit is not finite or the temperature is not a positive number.
    """
    if not 0 < temperature < np.inf:
        raise ModelError(
            f"The temperature is {temperature}; it must be a finite number above 0. "
            "Calibrate the model again."
        )
    if not np.all(np.isfinite(logits)):
        raise ModelError(
            f"The network answered {np.count_nonzero(~np.isfinite(logits))} of {logits.size} "
            "logits that are not finite. Export the model again, and check its golden answer."
        )
    z = np.asarray(logits, dtype=np.float64)
    # The maximum goes before the division, so that a constant on all logits leaves no trace.
    powers = np.exp((z - z.max(axis=-1, keepdims=True)) / temperature)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float64)


def nonconformity(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return -log p of the same shape, finite even where p has underflowed to 0."""
    return -np.log(np.maximum(probability, _TINY))


def tally(score: float, calibration_scores: NDArray[np.float64]) -> Tally:
    """Count the calibration scores, of shape (n,), that are at least as high as the score."""
    as_strange = int(np.count_nonzero(calibration_scores >= score))
    return Tally(int(calibration_scores.size), as_strange)


def p_value(score: float, calibration_scores: NDArray[np.float64]) -> float:
    """Return (1 + #{s_i >= score}) / (n + 1) for calibration scores s of shape (n,)."""
    return tally(score, calibration_scores).p_value


def check_alpha(alpha: float) -> None:
    """Raise PolicyError unless alpha lies in (0, 0.5]."""
    if not 0 < alpha <= LARGEST_ALPHA:
        raise PolicyError(
            f"alpha is {alpha}; a share of honest tracks above 0 and at most {LARGEST_ALPHA} "
            "was needed. Use for example 0.05."
        )


def tracks_needed(alpha: float) -> int:
    """Return the fewest honest tracks that can flag at alpha: 19 for 0.05, 99 for 0.01."""
    check_alpha(alpha)
    exact = ceil(1 / Fraction(alpha)) - 1
    # alpha = 1/3 is a float just below one third: exactly 3, but as computed 2 tracks do.
    return exact - 1 if 1 / exact <= alpha else exact
