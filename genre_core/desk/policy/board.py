"""The policy board: what one policy costs and catches, for a catalogue that was heard already.

Hours are flags times the seconds that half of the desk's decisions took at most, from its own
log; where nobody measured any, a number is assumed, and that is said.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.pace import Pace
from genre_core.desk.policy.expected import Expected, expected
from genre_core.desk.policy.grounds import Grounds
from genre_core.desk.policy.offers import Offer, offer
from genre_core.desk.policy.terms import GRID, Policy, effective_alpha
from genre_core.desk.policy.wording import are, tracks_of

ASSUMED_SECONDS = 20.0
"""A decision, where nobody measured any."""
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a decision takes: seconds, and whether that is only assumed."""

    seconds: float
    assumed: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What flagging at one alpha comes to.

    Attributes:
        alpha: in [0, 0.5]; 0 flags nothing.
        flags: tracks that are flagged.
        share: of all tracks, NaN without any.
        a_day: flags a day; NaN where nobody knows how many tracks come in.
        hours_a_day: of moderators' time for these.
        backlog: flags of tracks on which nobody has said anything.
        backlog_hours: of moderators' time for these.
        expected: how many are right, and what is missed.
    """

    alpha: float
    flags: int
    share: float
    a_day: float
    hours_a_day: float
    backlog: int
    backlog_hours: float
    expected: Expected


@dataclass(frozen=True, slots=True)
class GenreRow:
    """What becomes of the tracks that claim one genre.

    Attributes:
        genre: the tree's name.
        tracks: how many claim it.
        testable: of how many the claim can be tested at this alpha.
        flags: how many are flagged.
        share: of the tracks, in [0, 1].
        wrong, holds: how many are known to be wrong, and to hold.
        testable_from: the least alpha at which this claim can be tested, in (0, 1].
    """

    genre: str
    tracks: int
    testable: int
    flags: int
    share: float
    wrong: int
    holds: int
    testable_from: float


@dataclass(frozen=True, slots=True)
class Board:
    """What a policy comes to.

    Attributes:
        policy: what was asked for.
        point: what it comes to today; its alpha is the one in effect.
        tracks: that were heard.
        testable: how many of their claims can be tested at this alpha.
        effort: what hours are counted by.
        genres: a row a claimed genre, in the order of their names.
        curve: the same as ``point`` for each alpha of a grid, rising.
        offer: another policy, where this one flags nothing; None where there is none.
        sentence: the point in words.
    """

    policy: Policy
    point: Point
    tracks: int
    testable: int
    effort: Effort
    genres: tuple[GenreRow, ...]
    curve: tuple[Point, ...]
    offer: Offer | None
    sentence: str


def board(
    grounds: Grounds, policy: Policy, a_day: float, assumed: float = ASSUMED_SECONDS
) -> Board:
    """Return what a policy comes to.

    Args:
        grounds: catalogue, decisions and lab.
        policy: what is asked for.
        a_day: tracks that come in a day, NaN where nobody knows.
        assumed: seconds that a decision takes, > 0, where nobody measured any.
    """
    alpha = effective_alpha(grounds.testable, policy)
    effort = effort_of(grounds.pace, assumed)
    hopes = expected(grounds.audited, grounds.rehearsal, alpha)
    point = _point(grounds, alpha, hopes, effort, a_day)
    grid = zip(GRID, grounds.curve, strict=True)
    return Board(
        policy=policy,
        point=point,
        tracks=len(grounds.thresholds),
        testable=int(np.count_nonzero(grounds.testable_from <= alpha)),
        effort=effort,
        genres=_genres(grounds, alpha),
        curve=tuple(_point(grounds, each, hope, effort, a_day) for each, hope in grid),
        offer=None if point.flags else offer(grounds.testable, policy),
        sentence=_said(point, effort, len(grounds.thresholds)),
    )


def effort_of(pace: Pace, assumed: float = ASSUMED_SECONDS) -> Effort:
    """Return how long a decision takes: by the desk's log where it has any, else as assumed."""
    if pace.seconds > 0:
        return Effort(pace.seconds, False)
    return Effort(assumed, True)


def _point(grounds: Grounds, alpha: float, hopes: Expected, effort: Effort, a_day: float) -> Point:
    flags = grounds.audited.tracks(alpha)
    tracks = len(grounds.thresholds)
    share = flags / tracks if tracks else float("nan")
    backlog = grounds.backlog(alpha)
    hours = effort.seconds / _HOUR
    new = a_day * share
    return Point(alpha, flags, share, new, new * hours, backlog, backlog * hours, hopes)


def _genres(grounds: Grounds, alpha: float) -> tuple[GenreRow, ...]:
    claims, known = grounds.catalogue.claims, grounds.known
    testable, flagged = grounds.testable_from <= alpha, grounds.thresholds <= alpha
    kinds = (np.ones(len(testable), bool), testable, flagged, known.wrong, known.holds)
    counts = [claims.count(kind).tolist() for kind in kinds]
    rows = zip(claims.names, *counts, _least(grounds), strict=True)
    return tuple(
        GenreRow(name, tracks, testable, flags, flags / tracks, wrong, holds, least)
        for name, tracks, testable, flags, wrong, holds, least in sorted(rows)
        if tracks
    )


def _least(grounds: Grounds) -> list[float]:
    """The least alpha at which each claim can be tested; all who claim alike share it."""
    claims = grounds.catalogue.claims
    least: NDArray[np.float64] = np.ones(len(claims.names))
    there = claims.codes >= 0
    least[claims.codes[there]] = grounds.testable_from[there]
    return [float(each) for each in least]


def _said(point: Point, effort: Effort, tracks: int) -> str:
    if not tracks:
        return "No track was judged yet; scan the catalogue."
    if not point.flags:
        return f"Of {tracks_of(tracks)} none is flagged."
    flagged, waits = are(point.flags), "waits" if point.backlog == 1 else "wait"
    words = f"At alpha {point.alpha:.3g}, {point.flags:,} of {tracks_of(tracks)} {flagged} flagged"
    words += f" ({point.share:.1%}); {point.backlog:,} of them {waits} for a decision"
    words += f" ({point.backlog_hours:,.1f} hours)."
    if point.a_day == point.a_day:
        words += f" {point.a_day:,.1f} more a day take {point.hours_a_day:,.1f} hours a day."
    how = "as is assumed while nobody measured it" if effort.assumed else "by the desk's own log"
    return f"{words} A decision takes {effort.seconds:.1f} s, {how}."
