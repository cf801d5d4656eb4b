"""Whose tracks are flagged: artists, labels and uploaders, with what it takes to be fair to them.

Ranked by the lower end of Wilson's interval, so that one flag of one track is no headline. Three
innocent reasons stand beside every row: chance, which flags a share alpha of honest tracks, and
among many uploaders some many times; a sibling genre, which is a quibble; a genre that the model
cannot test, of which it says nothing. Tracks of one artist sound alike, so that they are no
independent witnesses: both interval and chance are too sure where tracks are many.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from genre_core.desk.policy.grounds import Grounds
from genre_core.desk.policy.grouping import Grouping
from genre_core.desk.policy.wording import are, spread, tracks_are, tracks_of
from genre_core.evaluation.intervals import Interval, wilson_interval
from genre_core.severity import severities

_Z = 1.959964
_UNUSUAL = 0.05  # what happens more often than this by chance is no news
_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Uploader:
    """One who has flagged tracks.

    Attributes:
        name: the artist's, label's or uploader's.
        code: index in the grouping.
        tracks: in the catalogue.
        tested: of how many of them the claim can be tested.
        flagged: how many of these are flagged.
        share: flagged of tested, with Wilson's interval.
        severity: mean of the flagged, in [0, 1].
        siblings: tracks that are only closer to another genre of the same family.
        cannot_test: tracks whose claim the model cannot test.
        wrong, holds: tracks of which people said that the claim is wrong, or holds; not told of
            those on which another opinion is wanted, which would know the first.
        chance: that so many or more are flagged where every claim is honest, in [0, 1].
        sentence: how many are flagged, in words.
        fairness: what is to be said beside it.
    """

    name: str
    code: int
    tracks: int
    tested: int
    flagged: int
    share: Interval
    severity: float
    siblings: int
    cannot_test: int
    wrong: int
    holds: int
    chance: float
    sentence: str
    fairness: str


def uploaders(grounds: Grounds, by: Grouping, alpha: float, most: int = 50) -> tuple[Uploader, ...]:
    """Return those with flagged tracks, first those who surely have the largest share of them.

    Args:
        grounds: catalogue and decisions.
        by: one of the catalogue's groupings.
        alpha: in [0, 0.5], the one in effect.
        most: rows at most.
    """
    flagged, tested = grounds.thresholds <= alpha, grounds.testable_from <= alpha
    count, tried = by.count(flagged), by.count(tested)
    order = np.argsort(-_lower_end(count, tried), kind="stable")
    chosen = order[count[order] > 0][:most]
    known = grounds.known
    told = ~known.asked_again
    others = (
        np.ones_like(flagged),
        _siblings(grounds, alpha),
        known.wrong & told,
        known.holds & told,
    )
    counts = (tried, count, *(by.count(which) for which in others))
    severity = _severity(grounds, by, flagged, alpha)
    several = int(np.count_nonzero(tried))
    rows = zip(
        chosen.tolist(), *(each[chosen].tolist() for each in (*counts, severity)), strict=True
    )
    return tuple(_uploader(by, row, alpha, several) for row in rows)


def _uploader(
    by: Grouping, row: tuple[int, int, int, int, int, int, int, float], alpha: float, several: int
) -> Uploader:
    code, tested, flagged, tracks, siblings, wrong, holds, severity = row
    share, chance = wilson_interval(flagged, tested), float(bdtrc(flagged - 1, tested, alpha))
    words = f"{flagged:,} of {tracks_of(tested)} that can be tested {are(flagged)} flagged"
    found = Uploader(
        name=by.names[code],
        code=code,
        tracks=tracks,
        tested=tested,
        flagged=flagged,
        share=share,
        severity=severity,
        siblings=siblings,
        cannot_test=tracks - tested,
        wrong=wrong,
        holds=holds,
        chance=chance,
        sentence=f"{words} ({spread(share)}).",
        fairness="",
    )
    return replace(found, fairness=_besides(found, several))


def _besides(row: Uploader, several: int) -> str:
    words = []
    like = several * row.chance
    if row.chance >= _UNUSUAL:
        words.append("That may well be chance.")
    elif like >= 1:
        words.append(f"Of {several:,} who are honest about {like:,.0f} would look so by chance.")
    if row.siblings:
        words.append(f"{tracks_are(row.siblings)} only closer to another genre of the family.")
    if row.cannot_test:
        alike = f"{tracks_of(row.cannot_test)} cannot be tested: the model knows too few alike."
        words.append(alike)
    if row.wrong or row.holds:
        words.append(f"People found {row.wrong:,} wrong and {row.holds:,} right.")
    else:
        words.append("People have not settled any of them yet.")
    return " ".join(words)


def _siblings(grounds: Grounds, alpha: float) -> NDArray[np.bool_]:
    """Which tracks (n,) ``ClaimFindings.outcomes`` calls a sibling's, which words take long for."""
    findings = grounds.findings
    of_leaf = 1 / (findings.leaf + 1) <= alpha
    return of_leaf & (findings.p_values <= alpha) & (findings.family_p_values > alpha)


def _severity(
    grounds: Grounds, by: Grouping, flagged: NDArray[np.bool_], alpha: float
) -> NDArray[np.float64]:
    """The mean severity (G,) of the flagged tracks of each group, 0 where there are none."""
    rows = np.flatnonzero(flagged)
    catalogue = grounds.catalogue
    names = catalogue.claims.names
    claimed = [names[code] for code in catalogue.claims.codes[rows].tolist()]
    tested_p = grounds.findings.tested_p_values(alpha)[rows]
    grave = severities(catalogue.chances[rows], claimed, catalogue.genres, tested_p)
    return np.asarray(by.total(rows, grave) / np.maximum(by.count(flagged), 1))


def _lower_end(hits: _Counts, trials: _Counts) -> NDArray[np.float64]:
    """The lower ends (G,) of Wilson's intervals, as ``wilson_interval`` of each; 0 of nothing."""
    n = np.maximum(trials, 1)
    share = hits / n
    centre = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * np.sqrt(share * (1 - share) / n + (_Z / n / 2) ** 2)
    return np.asarray(np.maximum(0.0, centre - half))
