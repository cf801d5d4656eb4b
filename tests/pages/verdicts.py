"""Verdicts made up for the panels that show them."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from genre_core.genres import read_claim
from genre_core.verdict import Outcome, Scope, Verdict

SHARES: Mapping[str, float] = MappingProxyType({"Classical": 0.1, "Electronic": 0.2, "Rock": 0.7})


def verdict_of(
    shares: Mapping[str, float],
    claimed: str,
    outcome: Outcome = Outcome.PLAUSIBLE,
    scope: Scope = Scope.GENRE,
) -> Verdict:
    """Return a verdict of this outcome; p = 0.25 for the genre and 0.5 for its family."""
    tested = scope is not Scope.NONE
    return Verdict(
        claim=read_claim(claimed),
        outcome=outcome,
        scope=scope,
        predicted=max(shares, key=lambda genre: shares[genre]),
        probabilities=np.array(list(shares.values())),
        genres=tuple(shares),
        p_value=0.25 if scope is Scope.GENRE else None,
        root_p_value=0.5 if tested else None,
        n_calibration=39,
        n_root_calibration=99,
        alpha=0.05,
        temperature=1.2,
        sentence=f"A sentence about {claimed}.",
        reason=f"The numbers behind {claimed}.",
    )
