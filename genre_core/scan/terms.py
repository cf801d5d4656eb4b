"""Under which terms a catalogue is scanned."""

from dataclasses import dataclass, field

import numpy as np

from genre_core.classifier import Classifier
from genre_core.conformal import check_alpha
from genre_core.errors import PolicyError

THREADS = 2
"""Tracks listened to at once; decoders and network let go of Python's lock while they work."""


@dataclass(frozen=True, slots=True, eq=False)
class ScanTerms:
    """What a scan needs to know.

    Attributes:
        classifier: the model that answers.
        alpha: share of honest tracks that may be flagged, in (0, 0.5].
        limit: tracks to take at most, >= 1; None takes all.
        uncertain_share: share of the unflagged tracks whose answer the model is least sure of
            that come into the queue "uncertain", in [0, 1].
        audit_share: share of the unflagged tracks drawn at random into the queue "audit", in
            [0, 1]; None takes the desk's setting.
        threads: tracks listened to at once, >= 1.
        known_only: whether to judge anew what this model has heard, and listen to nothing else;
            a new policy is in force within minutes then.
        rng: the chance that draws the audit.

    Raises:
        PolicyError: a number is out of its range.
    """

    classifier: Classifier
    alpha: float = 0.05
    limit: int | None = None
    uncertain_share: float = 0.02
    audit_share: float | None = None
    threads: int = THREADS
    known_only: bool = False
    rng: np.random.Generator = field(default_factory=np.random.default_rng)

    def __post_init__(self) -> None:
        """Check the ranges."""
        check_alpha(self.alpha)
        if self.threads < 1 or (self.limit is not None and self.limit < 1):
            raise PolicyError(
                f"A scan of {self.limit} tracks by {self.threads} threads was asked for; it takes "
                "one of each or more. Leave the limit out to take all tracks."
            )
        for share in (self.uncertain_share, self.audit_share or 0.0):
            if not 0 <= share <= 1:
                raise PolicyError(
                    f"A share of {share:g} of the tracks was asked for; a share lies between 0 "
                    "and 1. Use for example 0.02."
                )

    @property
    def model(self) -> str:
        """The model's name."""
        return self.classifier.card.name

    @property
    def version(self) -> str:
        """The model's version."""
        return self.classifier.card.version
