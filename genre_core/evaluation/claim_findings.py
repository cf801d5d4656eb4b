"""What becomes of many claims at once, for any alpha, and at which alpha each would be flagged.

The same rule as :meth:`genre_core.outcomes.Finding.outcome`, counted by sorting, so that a
hundred thousand claims take a second where one after the other takes minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.calibration import Calibration
from genre_core.conformal import nonconformity
from genre_core.genres import find
from genre_core.outcomes import PLAUSIBLE_ABOVE, Outcome

_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ClaimFindings:
    """Each of n tracks held against the genre it claims; every array int64 (n,).

    Attributes:
        leaf, leaf_strange: honest tracks of the genre, and how many are at least as strange;
            0 and 0 where the model does not know the genre.
        family, family_strange: the same of its family.
    """

    leaf: _Counts
    leaf_strange: _Counts
    family: _Counts
    family_strange: _Counts

    @property
    def p_values(self) -> NDArray[np.float64]:
        """The p-value (n,) of each claimed genre, in (0, 1].

        It is 1 where there is no honest track of the genre: nothing speaks against it.
        """
        return np.asarray((1 + self.leaf_strange) / (self.leaf + 1))

    @property
    def family_p_values(self) -> NDArray[np.float64]:
        """The p-value (n,) of each claim's family, in (0, 1]."""
        return np.asarray((1 + self.family_strange) / (self.family + 1))

    @property
    def testable_from(self) -> NDArray[np.float64]:
        """The least alpha (n,) at which anything of a claim can be tested, in (0, 1]."""
        return np.asarray(1 / (np.maximum(self.leaf, self.family) + 1))

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """The least alpha (n,) at which a claim is flagged, in (0, 1]: flagged is who is <= alpha.

        That is the larger of the two p-values, which is itself a p-value of "the genre holds";
        where no honest track of the genre is as strange, it is the family's, see module outcomes.
        """
        both = np.maximum(self.p_values, self.family_p_values)
        return np.where(self.leaf_strange > 0, both, self.family_p_values)

    def tested_p_values(self, alpha: float) -> NDArray[np.float64]:
        """Return the p-value (n,) of what is tested at alpha, NaN where nothing is."""
        of_leaf = 1 / (self.leaf + 1) <= alpha
        of_family = 1 / (self.family + 1) <= alpha
        return np.where(of_leaf, self.p_values, np.where(of_family, self.family_p_values, np.nan))

    def outcomes(self, alpha: float) -> NDArray[np.str_]:
        """Return each claim's outcome, (n,), as the words of :class:`Outcome`."""
        of_leaf = 1 / (self.leaf + 1) <= alpha
        tested_p = self.tested_p_values(alpha)
        kept = tested_p > alpha
        rejected = np.where(
            of_leaf,
            np.where(self.family_p_values <= alpha, Outcome.MISMATCH.value, Outcome.SIBLING.value),
            np.where(self.leaf_strange > 0, Outcome.UNCLEAR.value, Outcome.MISMATCH.value),
        )
        return np.select(
            [np.isnan(tested_p), kept & (tested_p > PLAUSIBLE_ABOVE), kept],
            [Outcome.CANNOT_TEST.value, Outcome.PLAUSIBLE.value, Outcome.UNCLEAR.value],
            rejected,
        )


def hold_claims(
    chances: NDArray[np.float64],
    claimed: Sequence[str],
    known: Calibration,
    left_out: _Counts | None = None,
) -> ClaimFindings:
    """Hold every track against the genre it claims.

    Args:
        chances: float64 (n, K), after temperature, in the order of the calibration's genres.
        claimed: n names of the tree; "" where a claim names no genre. What the model does not
            know is tested by its family, if it knows that.
        known: the model's honest tracks.
        left_out: place (n,) among them of what is left out for each track; -1 for nothing.

    Raises:
        GenreError: a claim is no name of the tree.
    """
    codes, names = pd.factorize(np.asarray(claimed, dtype=object))
    twin = np.full(len(codes), -1, np.int64) if left_out is None else left_out
    counts = np.zeros((4, len(codes)), np.int64)
    for code, name in enumerate(names):
        if name:
            rows = np.flatnonzero(codes == code)
            counts[:, rows] = _of_genre(chances[rows], name, known, twin[rows])
    return ClaimFindings(*counts)


def _of_genre(
    chances: NDArray[np.float64], name: str, known: Calibration, twin: _Counts
) -> NDArray[np.int64]:
    """The four counts (4, m) of tracks that all claim one genre."""
    root = find(name).root
    kin = [known.genres.index(each) for each in known.members(root)]
    family = _count(
        nonconformity(known.family_probability(chances, root)),
        nonconformity(known.family_probability(known.probabilities, root)),
        np.isin(known.labels, kin),
        twin,
    )
    if name not in known.genres:
        nothing = np.zeros(len(chances), np.int64)
        return np.array([nothing, nothing, *family])
    place = known.genres.index(name)
    leaf = _count(
        nonconformity(chances[:, place]),
        nonconformity(known.probabilities[:, place]),
        known.labels == place,
        twin,
    )
    return np.array([*leaf, *family])


def _count(
    own: NDArray[np.float64],
    scores: NDArray[np.float64],
    honest: NDArray[np.bool_],
    twin: _Counts,
) -> tuple[_Counts, _Counts]:
    """The honest tracks (m,) and those at least as strange (m,), each row's twin left out.

    Args:
        own: scores (m,) of the rows.
        scores: (c,) of all calibration tracks.
        honest: which of them, (c,), are counted.
        twin: place (m,) among the c of what is left out for each row; -1 for nothing.
    """
    ordered = np.sort(scores[honest])
    strange = len(ordered) - np.searchsorted(ordered, own, side="left")
    there = (twin >= 0) & honest[twin] if len(scores) else np.zeros(len(own), bool)
    left_out = there & (scores[twin] >= own) if len(scores) else there
    counts = len(ordered) - there.astype(np.int64)
    return np.asarray(counts, np.int64), np.asarray(strange - left_out, np.int64)
