"""How much of the catalogue claims a wrong genre, and how that moved from month to month.

Flags and the random audit are taken together (module audited). Two caveats go with every figure:
the audit draws uniformly among tracks that are unflagged at the time, and flags are decided worst
first, so that the open ones of a band are wrong less often than its decided ones; the interval is
wide for that until the queue is empty.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.policy.audited import UNKNOWN, Audited, audited, interval
from genre_core.desk.policy.catalogue import Catalogue
from genre_core.desk.policy.known import Known
from genre_core.desk.policy.strata import Band
from genre_core.desk.policy.wording import percent, spread, tracks_are, tracks_of
from genre_core.evaluation.intervals import Interval

MONTHS = 24
"""Months back from the latest arrival that are told, at most."""
_BY_CHANCE = "The audit drew {} of them uniformly among tracks unflagged at the time."
_WORST_FIRST = (
    "Flags are decided worst first, so that those still open are wrong less often; how much less "
    "nobody knows, and the interval is wide for it until the queue is empty."
)


@dataclass(frozen=True, slots=True)
class Mislabelled:
    """How many claims of some tracks are wrong.

    Attributes:
        tracks: how many there are.
        decided, wrong: how many of them are known, and known to be wrong.
        drawn: how many of the known ones the random audit drew.
        share: of wrong claims, in [0, 1]; NaN where too little was decided.
        count: the same in tracks.
        bands: what the rates are taken from, the lowest thresholds first.
        sentence: the same in words, or what to do.
    """

    tracks: int
    decided: int
    wrong: int
    drawn: int
    share: Interval
    count: Interval
    bands: tuple[Band, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Month:
    """The same of the tracks that came in during a month, which begins at ``month``."""

    month: date
    found: Mislabelled


def mislabelled(thresholds: NDArray[np.float64], known: Known) -> Mislabelled:
    """Return how many claims are wrong.

    Args:
        thresholds: (n,) in (0, 1], the least alpha at which each track is flagged.
        known: of the same tracks.
    """
    return of_audited(audited(thresholds, known), known)


def of_audited(found: Audited, known: Known) -> Mislabelled:
    """Return the same from draws that were made already."""
    n = len(found.thresholds)
    share = count = UNKNOWN
    if n and not found.guessed(1.0):
        draws = found.wrongs(1.0)
        share, count = interval(draws / n), interval(draws)
    decided, wrong = int(known.decided.sum()), int(known.wrong.sum())
    drawn = int(known.drawn.sum())
    told = share.value == share.value
    words = _said(found, share, count, drawn) if told else _missing(found)
    return Mislabelled(n, decided, wrong, drawn, share, count, found.bands, words)


def by_month(
    catalogue: Catalogue, thresholds: NDArray[np.float64], known: Known
) -> tuple[Month, ...]:
    """Return the same of each month's arrivals, the earliest first, months without any left out.

    Months rest on few decisions each, and on the same caveats.
    """
    of_track = catalogue.arrived.astype("datetime64[M]")
    months = np.unique(of_track)[-MONTHS:]
    found = []
    for month in months:
        rows = np.flatnonzero(of_track == month)
        begins = month.astype("datetime64[D]").astype(date)
        found.append(Month(begins, mislabelled(thresholds[rows], known.of(rows))))
    return tuple(found)


def _said(found: Audited, share: Interval, count: Interval, drawn: int) -> str:
    n = len(found.thresholds)
    decided = n - len(found.rest)
    words = (
        f"Of {tracks_of(n)} about {percent(share)} claim a wrong genre ({spread(share)}), that is "
        f"{count.value:,.0f}; {decided:,} of {n:,} {'was' if decided == 1 else 'were'} decided."
    )
    if drawn:
        words = f"{words} {_BY_CHANCE.format(f'{drawn:,}')}"
    missed = found.unreached(1.0)
    if missed:
        words += f" Of {tracks_of(missed)} nothing is known, and anything was taken for possible."
    waiting = any(band.worst_first for band in found.bands)
    return f"{words} {_WORST_FIRST}" if waiting else words


def _missing(found: Audited) -> str:
    n = len(found.thresholds)
    if not n:
        return "No track was judged yet; scan the catalogue."
    last = found.bands[-1]
    if not last.sampled and last.tracks > last.decided:
        return (
            f"Of the {tracks_of(last.tracks)} that no policy flagged the random audit decided "
            "none, so that nobody knows how many of them are wrong. Draw an audit and decide it."
        )
    missed = found.unreached(1.0)
    return (
        f"{tracks_are(missed)} flagged, and none of their kind was decided. Decide some of the "
        "queue of flags."
    )
