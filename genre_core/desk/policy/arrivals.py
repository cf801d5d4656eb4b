"""How many tracks come in a day, of which a policy flags a share.

Taken from the last four weeks. The fullest day is left out: a back catalogue that was imported at
once says nothing of tomorrow.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from genre_core.desk.policy.catalogue import Catalogue

DAYS = 28
"""Days that are looked back."""
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many tracks come in.

    Attributes:
        a_day: tracks, NaN where it cannot be told.
        days: that were counted.
        sentence: the same in words, or what to do.
    """

    a_day: float
    days: int
    sentence: str


def arrivals(catalogue: Catalogue, now: datetime) -> Arrivals:
    """Return how many tracks a day came in lately.

    Args:
        catalogue: when its tracks were uploaded, or else added.
        now: with a zone; days are counted back from it.
    """
    moment = np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "us")
    ago = (moment - catalogue.arrived) // _DAY
    recent = ago[(ago >= 0) & (ago < DAYS)].astype(np.int64)
    if len(recent) == 0 or recent.min() == recent.max():
        return Arrivals(float("nan"), 0, _unknown(len(recent)))
    days = int(recent.max())  # the fullest of these and one more is left out
    counts = np.bincount(recent)
    a_day = float(counts.sum() - counts.max()) / days
    words = (
        f"{a_day:,.1f} tracks a day came in during the last {days + 1} days, the fullest left out."
    )
    return Arrivals(a_day, days, words)


def _unknown(tracks: int) -> str:
    if not tracks:
        return f"No track came in during the last {DAYS} days. Say how many come in a day."
    if tracks == 1:
        return f"Only 1 track came in during the last {DAYS} days. Say how many come in a day."
    return (
        f"All {tracks:,} tracks of the last {DAYS} days came in on one day, as an import does. Say "
        "how many come in a day."
    )
