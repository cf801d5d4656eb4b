"""Orders in which moderators could review claims, the most suspicious first.

- verdict: the desk's own, family mismatches first, then all other flags, then the rest, each by
  severity; what could not be tested comes last;
- p-value: by the alpha at which a claim would be flagged, so that the points of its ROC curve are
  the policies;
- naive: where the first guess is another, then the rest, each by the probability of the claim;
- cleanlab: by its label quality, the normalised margin (C. G. Northcutt et al., "Confident
  Learning", JAIR 2021; ``cleanlab.rank``): the claim's probability less the largest other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.evaluation.answers import Answers
from genre_core.evaluation.claim_findings import ClaimFindings
from genre_core.evaluation.figures import families
from genre_core.severity import severities

VERDICT, P_VALUE, NAIVE, CLEANLAB = "verdict", "p-value", "naive", "cleanlab"


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """An order in which n claims could be reviewed.

    Attributes:
        name: of the rule that suggests it.
        keys: float64 (n,), by which the claims are sorted; no NaN.
        falling: whether the largest key comes first.
    """

    name: str
    keys: NDArray[np.float64]
    falling: bool

    @property
    def scores(self) -> NDArray[np.float64]:
        """The same (n,), but the larger the sooner."""
        return self.keys if self.falling else -self.keys


def orders(
    answers: Answers, claims: Sequence[str], found: ClaimFindings, alpha: float
) -> tuple[Order, ...]:
    """Return the four orders of n claims, as in the module.

    Args:
        answers: to n tracks.
        claims: n genres of the model.
        found: what became of them.
        alpha: the verdict's, in (0, 0.5].
    """
    claimed = places(claims, answers.genres)
    rows = np.arange(len(claimed))
    agrees = answers.guesses == claimed
    return (
        Order(VERDICT, _gravity(answers, claims, found, alpha), falling=True),
        Order(P_VALUE, found.thresholds, falling=False),
        # Probabilities are at most 1, so that no claim that the guess agrees with comes before.
        Order(NAIVE, answers.chances[rows, claimed] + agrees, falling=False),
        Order(CLEANLAB, label_quality(answers.chances, claimed), falling=False),
    )


def label_quality(chances: NDArray[np.float64], claimed: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return cleanlab's normalised margin (n,) in [0, 1], small where a claim looks wrong.

    Written out, since cleanlab takes seconds to load for this one line.

    Args:
        chances: float64 (n, K), K >= 2.
        claimed: int64 (n,), index of each claimed genre.
    """
    rows = np.arange(len(claimed))
    others = chances.copy()
    others[rows, claimed] = -np.inf
    return np.asarray((chances[rows, claimed] - others.max(axis=1) + 1) / 2)


def places(claims: Sequence[str], genres: Sequence[str]) -> NDArray[np.int64]:
    """Return the index (n,) of each claim among the genres, all of which are."""
    index = {genre: place for place, genre in enumerate(genres)}
    return np.array([index[claim] for claim in claims], dtype=np.int64)


def _gravity(
    answers: Answers, claims: Sequence[str], found: ClaimFindings, alpha: float
) -> NDArray[np.float64]:
    """The desk's order as a number (n,): 2 for a family mismatch, 1 for another flag, + severity.

    No severity reaches 1, since no p-value is 0.
    """
    _, family = families(answers.genres)
    guessed, claimed = family[answers.guesses], family[places(claims, answers.genres)]
    flagged = found.thresholds <= alpha
    leaves = flagged & (found.family_p_values <= alpha) & (guessed != claimed)
    tested_p = found.tested_p_values(alpha)
    grave = severities(answers.chances, claims, answers.genres, tested_p)
    return np.asarray(grave + flagged + leaves, np.float64)
