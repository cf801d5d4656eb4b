"""Which verdicts would change if another model served: their own tracks, under one alpha.

Both models judge the honest claims of the test tracks that they share, each by its own
calibration; that is what :func:`genre_core.evaluation.comparison.compare` counts flags of, track
by track.
"""

from collections import Counter
from dataclasses import dataclass

from genre_core.evaluation.contestant import Contestant
from genre_core.evaluation.own_outcomes import own_findings
from genre_core.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """A track of which two models say different things.

    Attributes:
        id: of the track.
        before, after: what becomes of its honest claim, by the one and by the other.
    """

    id: str
    before: Outcome
    after: Outcome

    @property
    def weight(self) -> int:
        """How much it matters: 2 where a flag comes or goes, 1 for any other change."""
        return 2 if Outcome.MISMATCH in (self.before, self.after) else 1


@dataclass(frozen=True, slots=True)
class Changes:
    """All that would change, what matters most first; ``tracks`` were compared."""

    tracks: int
    changes: tuple[Change, ...]

    @property
    def counts(self) -> Counter[tuple[Outcome, Outcome]]:
        """How many tracks change from what to what."""
        return Counter((change.before, change.after) for change in self.changes)


def changed_verdicts(serving: Contestant, other: Contestant, alpha: float) -> Changes:
    """Return what becomes different where ``other`` takes the place of ``serving``.

    Args:
        serving: a model.
        other: another with the same genres, in any order.
        alpha: the policy of both, in (0, 0.5].
    """
    common = serving.shared(other)
    if not common:
        return Changes(0, ())
    before = own_findings(serving.only(common)).outcomes(alpha)
    after = own_findings(other.only(common)).outcomes(alpha)
    changes = [
        Change(track, Outcome(was), Outcome(becomes))
        for track, was, becomes in zip(common, before, after, strict=True)
        if was != becomes
    ]
    return Changes(len(common), tuple(sorted(changes, key=lambda change: -change.weight)))
