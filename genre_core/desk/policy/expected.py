"""What is to be expected of a policy's flags, and of what it misses: from decisions, or rehearsed.

Decisions come first. Where too few were made for a figure, a rehearsal on test tracks stands in
and says under which assumption; without either there is no figure.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from genre_core.desk.policy.audited import UNKNOWN, Audited, interval
from genre_core.desk.policy.rehearsal import Rehearsal
from genre_core.desk.policy.wording import number, percent, spread
from genre_core.evaluation.intervals import Interval

_NOTHING = (
    "Nobody knows yet how many flags would be right: decide some of the queue of flags, and draw "
    "and decide a random audit."
)


class Origin(StrEnum):
    """What figures rest on."""

    DECISIONS = "decisions"
    LAB = "lab"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to be expected at one alpha; NaN where it is unknown.

    Attributes:
        precision: share of the flagged claims that are wrong; NaN where nothing is flagged.
        misses: number of wrong claims that are not flagged.
        missed: their share of all wrong claims.
        origin: what this rests on.
        sentence: the same in words, or what to do.
    """

    precision: Interval
    misses: Interval
    missed: Interval
    origin: Origin
    sentence: str


def expected(found: Audited, rehearsal: Rehearsal | None, alpha: float) -> Expected:
    """Return what is to be expected at alpha, a share in [0, 0.5]; 0 flags nothing."""
    if not (len(found.thresholds) == 0 or found.guessed(1.0) or found.guessed(alpha)):
        return _decided(found, alpha)
    if rehearsal is not None and len(found.thresholds) and found.tracks(alpha):
        return _rehearsed(found, rehearsal, alpha)
    return Expected(UNKNOWN, UNKNOWN, UNKNOWN, Origin.NOTHING, _NOTHING)


def _decided(found: Audited, alpha: float) -> Expected:
    flags, caught, wrong = found.tracks(alpha), found.wrongs(alpha), found.wrongs(1.0)
    missing = wrong - caught
    precision = interval(caught / flags) if flags else UNKNOWN
    missed = interval(missing[wrong > 0] / wrong[wrong > 0]) if np.any(wrong > 0) else UNKNOWN
    return _told(precision, interval(missing), missed, Origin.DECISIONS, "")


def _rehearsed(found: Audited, rehearsal: Rehearsal, alpha: float) -> Expected:
    missed = rehearsal.missed_at(alpha)
    wrong = rehearsal.share * len(found.thresholds)
    misses = Interval(wrong * missed.value, wrong * missed.low, wrong * missed.high)
    where = (
        f" Rehearsed on the {rehearsal.tracks:,} test tracks of {rehearsal.title}, as if "
        f"{rehearsal.share:.0%} of claims were {rehearsal.lie.value} lies: an assumption until the "
        "desk has decided enough."
    )
    return _told(rehearsal.precision_at(alpha), misses, missed, Origin.LAB, where)


def _told(
    precision: Interval, misses: Interval, missed: Interval, origin: Origin, where: str
) -> Expected:
    if precision.value == precision.value:
        words = f"About {percent(precision)} of the flags are right ({spread(precision)})"
    else:
        words = "There are no flags"
    claims = "claim is" if misses.value < 1.5 else "claims are"
    words += f"; about {number(misses.value)} wrong {claims} missed"
    if missed.value == missed.value:
        words += f", {percent(missed)} of all ({spread(missed)})"
    return Expected(precision, misses, missed, origin, f"{words}.{where}")
