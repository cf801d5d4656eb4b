"""A policy: an alpha, or a level from which Benjamini and Hochberg's rule makes one.

Their rule (Journal of the Royal Statistical Society B 57, 1995) holds all m p-values of a
catalogue together: r is the largest i with p_(i) <= q i / m, and the r smallest are flagged.
Of these flags a share q at most is wrong on average, as conformal p-values depend on each other
only positively (S. Bates et al., Annals of Statistics 51, 2023). The cut-off q r / m is the alpha
that flags the same r. Where honest tracks to compare with are few, no p-value is small enough,
and nothing is flagged.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.conformal import LARGEST_ALPHA, check_alpha
from genre_core.errors import PolicyError
from genre_core.evaluation.claim_findings import ClaimFindings

GRID = tuple(np.unique(np.geomspace(0.004, LARGEST_ALPHA, 48).round(3)).tolist())
"""Alphas of the curves, rising, in (0, 0.5]."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is asked for.

    Attributes:
        alpha: share of honest tracks that may be flagged, in (0, 0.5]; without meaning where a
            level is given.
        level: q, the share of flags that may be wrong, in (0, 0.5]; None where alpha decides.

    Raises:
        PolicyError: a number is out of its range.
    """

    alpha: float = 0.05
    level: float | None = None

    def __post_init__(self) -> None:
        """Check the ranges."""
        check_alpha(self.alpha)
        if self.level is not None and not 0 < self.level <= LARGEST_ALPHA:
            raise PolicyError(
                f"The level is {self.level}; a share of flags above 0 and at most "
                f"{LARGEST_ALPHA} was needed. Use for example 0.2."
            )


def rising_thresholds(findings: ClaimFindings) -> NDArray[np.float64]:
    """Return the thresholds (m,), rising, of the claims that can be tested at all."""
    testable = findings.testable_from <= LARGEST_ALPHA
    return np.sort(findings.thresholds[testable])


def cut_off(rising: NDArray[np.float64], level: float) -> float:
    """Return the alpha at which Benjamini and Hochberg flag, 0 where they flag nothing.

    Args:
        rising: p-values (m,), the smallest first.
        level: q, in (0, 1].
    """
    lines = level * np.arange(1, len(rising) + 1) / len(rising)
    below = np.flatnonzero(rising <= lines)
    return float(lines[below[-1]]) if len(below) else 0.0


def effective_alpha(rising: NDArray[np.float64], policy: Policy) -> float:
    """Return the alpha that a policy comes to, in [0, 0.5]; 0 flags nothing.

    Args:
        rising: as :func:`rising_thresholds` gives them.
        policy: what is asked for.
    """
    return policy.alpha if policy.level is None else cut_off(rising, policy.level)
