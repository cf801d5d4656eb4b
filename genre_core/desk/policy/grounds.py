"""All that a board rests on and that does not depend on alpha: worked out once, for every slider.

A catalogue of 100,000 tracks takes a second here, and a few milliseconds a move of the slider.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from genre_core.calibration import Calibration
from genre_core.desk.pace import Pace, paces
from genre_core.desk.policy.audited import Audited, audited
from genre_core.desk.policy.catalogue import Catalogue
from genre_core.desk.policy.expected import Expected, expected
from genre_core.desk.policy.known import (
    Known,
    known_outcomes,
    past_alphas,
    tracks_asked_again,
)
from genre_core.desk.policy.rehearsal import Rehearsal
from genre_core.desk.policy.terms import GRID, rising_thresholds
from genre_core.desk.voices import read_voices, standing_voices
from genre_core.evaluation.claim_findings import ClaimFindings, hold_claims


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """What boards are made from, for n tracks.

    Attributes:
        catalogue: the tracks.
        findings: their claims, held against honest tracks.
        thresholds: (n,) in (0, 1], the least alpha at which each is flagged.
        testable_from: (n,) in (0, 1], the least alpha at which each can be tested.
        testable: thresholds, rising, of those that can be tested at all.
        known: what people decided.
        waiting: thresholds, rising, of those that nobody has looked at.
        pace: how fast.
        audited: what this says of the rest.
        rehearsal: what test tracks say, None without any.
        curve: what is to be expected at each alpha of ``GRID``.
    """

    catalogue: Catalogue
    findings: ClaimFindings
    thresholds: NDArray[np.float64]
    testable_from: NDArray[np.float64]
    testable: NDArray[np.float64]
    known: Known
    waiting: NDArray[np.float64]
    pace: Pace
    audited: Audited
    rehearsal: Rehearsal | None
    curve: tuple[Expected, ...]

    def backlog(self, alpha: float) -> int:
        """Return how many flags wait for a decision at alpha, in [0, 0.5]."""
        return int(np.searchsorted(self.waiting, alpha, side="right"))


def lay_grounds(
    catalogue: Catalogue,
    findings: ClaimFindings,
    known: Known,
    pace: Pace,
    rehearsal: Rehearsal | None = None,
) -> Grounds:
    """Return the grounds of a board.

    Args:
        catalogue: n tracks.
        findings: their claims, as :func:`genre_core.evaluation.claim_findings.hold_claims`.
        known: what people decided on the same tracks.
        pace: of all moderators together.
        rehearsal: of the same model.
    """
    thresholds = findings.thresholds
    found = audited(thresholds, known, GRID)
    return Grounds(
        catalogue=catalogue,
        findings=findings,
        thresholds=thresholds,
        testable_from=findings.testable_from,
        testable=rising_thresholds(findings),
        known=known,
        waiting=np.sort(thresholds[~known.answered]),
        pace=pace,
        audited=found,
        rehearsal=rehearsal,
        curve=tuple(expected(found, rehearsal, alpha) for alpha in GRID),
    )


def read_grounds(
    connection: Connection,
    catalogue: Catalogue,
    calibration: Calibration,
    rehearsal: Rehearsal | None = None,
) -> Grounds:
    """Return the same, with decisions and policies read from the store.

    Args:
        connection: to the store; nothing is written.
        catalogue: as one model heard it.
        calibration: of that model, its genres those of the catalogue in their order.
        rehearsal: of that model.
    """
    voices = read_voices(connection)
    findings = hold_claims(catalogue.chances, catalogue.claimed, calibration)
    known = known_outcomes(
        catalogue,
        standing_voices(voices),
        past_alphas(connection),
        tracks_asked_again(connection),
    )
    return lay_grounds(catalogue, findings, known, paces(voices).overall, rehearsal)
