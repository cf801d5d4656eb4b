"""What stricter and laxer policies come to, over alpha: nouns -> rows."""

from collections.abc import Sequence

import pandas as pd

from genre_core.desk.policy.board import Point

FLAGS, RIGHT, MISSED = "Flags", "Right, of the flags", "Missed, of the wrong claims"
"""Columns of :func:`curve_table` that are drawn."""
SHARES = ("Right", "Missed")
"""What their lines are called; a phone has no room for more."""


def curve_table(points: Sequence[Point]) -> pd.DataFrame:
    """Return a row an alpha with everything that is known of it, and headers for people."""
    return pd.DataFrame(
        [
            {
                "Alpha": point.alpha,
                "Flags": point.flags,
                "Share of the catalogue": point.share,
                "Flags a day": point.a_day,
                "Hours a day": point.hours_a_day,
                "Flags that wait": point.backlog,
                "Hours for these": point.backlog_hours,
                RIGHT: point.expected.precision.value,
                "Right: 95% from": point.expected.precision.low,
                "Right: to": point.expected.precision.high,
                MISSED: point.expected.missed.value,
                "Missed: 95% from": point.expected.missed.low,
                "Missed: to": point.expected.missed.high,
                "By": point.expected.origin.value or "nothing yet",
            }
            for point in points
        ]
    )


def share_rows(points: Sequence[Point]) -> pd.DataFrame:
    """Return a row a line and an alpha, with the ends of its interval; unknown ones left out."""
    kinds = {"Right": "precision", "Missed": "missed"}
    rows = [
        (point.alpha, name, share.value, share.low, share.high)
        for name, kind in kinds.items()
        for point in points
        for share in [getattr(point.expected, kind)]
    ]
    return pd.DataFrame(rows, columns=["Alpha", "Line", "Value", "Low", "High"]).dropna()
