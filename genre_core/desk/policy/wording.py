"""Figures in words: shares with their intervals, and how many tracks."""

from genre_core.evaluation.intervals import Interval


def percent(share: Interval) -> str:
    """Return a share as "4.3%"."""
    return f"{share.value:.1%}"


def spread(share: Interval) -> str:
    """Return a share's ends as "95% interval 2.1% to 7.9%"."""
    return f"95% interval {share.low:.1%} to {share.high:.1%}"


def tracks_of(count: int) -> str:
    """Return "1 track", "2,000 tracks"."""
    return f"{count:,} track" if count == 1 else f"{count:,} tracks"


def claims_of(count: int) -> str:
    """Return "1 claim", "2,000 claims"."""
    return f"{count:,} claim" if count == 1 else f"{count:,} claims"


def are(count: int) -> str:
    """Return the verb for so many: "is" for one, else "are"."""
    return "is" if count == 1 else "are"


def tracks_are(count: int) -> str:
    """Return "1 track is", "2,000 tracks are"."""
    return f"{tracks_of(count)} {are(count)}"


def number(expected: float) -> str:
    """Return an expected number of tracks in words; what is not nothing does not read as 0."""
    return "under 1" if 0 < expected < 0.5 else f"{expected:,.0f}"
