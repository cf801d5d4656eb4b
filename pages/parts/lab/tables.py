"""The lab's tables: what rules and orders are worth, and the lies one by one."""

from collections.abc import Sequence
from math import isnan

import numpy as np
import pandas as pd

from genre_core.evaluation.hunt import Ranking, Rule
from genre_core.evaluation.intervals import Interval
from pages.parts.lab.kept import Experiment
from pages.parts.lab.names import ORDER_NAMES, RULE_NAMES
from pages.parts.lab.rule_chart import MEASURES

SHOWN = 500
"""Lies in the table; a browser scrolls through so many at once."""


def rates_table(made: Experiment) -> pd.DataFrame:
    """Return a row a rule: whom it accuses, and each measure with its interval, in words."""
    return pd.DataFrame(
        [
            {
                "Rule": RULE_NAMES[rule.name],
                "Accuses": made.caught(rule) + made.accused(rule),
                "Liars": made.caught(rule),
                "Honest": made.accused(rule),
                **{title: _words(getattr(rate, name)) for name, title in MEASURES.items()},
            }
            for rule, rate in zip(made.hunt.rules, made.hunt.rates, strict=True)
        ]
    )


def order_table(rankings: Sequence[Ranking]) -> pd.DataFrame:
    """Return a row an order of review: its AUROC with the interval, its average precision."""
    return pd.DataFrame(
        [
            {
                "Order": ORDER_NAMES[one.name],
                "AUROC": one.auroc.value,
                "95% from": one.auroc.low,
                "to": one.auroc.high,
                "Average precision": one.average_precision,
            }
            for one in rankings
        ]
    )


def told_table(made: Experiment) -> pd.DataFrame:
    """Return a row a lie, the first 500: what the track is, claims to be and sounds like."""
    verdict, naive = made.hunt.rules
    rows = np.flatnonzero(made.injected.lies)[:SHOWN]
    tracks = made.answers.tracks(rows)
    return pd.DataFrame(
        {
            "Track": [track.title for track in tracks],
            "Artist": [track.artist for track in tracks],
            "Is": [track.genre for track in tracks],
            "Claims": [made.injected.claims[row] for row in rows],
            "Sounds like": [track.called for track in tracks],
            "The verdict": [_said(verdict, row) for row in rows],
            "The naive rule": [_said(naive, row) for row in rows],
        }
    )


def _words(share: Interval) -> str:
    if isnan(share.value):
        return "unknown"
    return f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"


def _said(rule: Rule, row: int) -> str:
    if not rule.tested[row]:
        return "cannot test it"
    return "finds it" if rule.flags[row] else "misses it"
