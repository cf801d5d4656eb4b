"""What came of an experiment, in sentences that can be read aloud."""

import pandas as pd

from genre_core.evaluation.hunt import Rule
from pages.parts.lab.address import percent
from pages.parts.lab.kept import Experiment


def headline(made: Experiment) -> str:
    """Return who found how many of the lies, and how many honest tracks each accused."""
    verdict, naive = made.hunt.rules
    return (
        f"Of {_count(made.lies, 'lie', 'lies')} among {made.claims:,} claims the verdict at "
        f"{percent(made.hunt.alpha)}% {_deeds(made, verdict)}; the naive rule "
        f"{_deeds(made, naive)}."
    )


def untested(made: Experiment) -> str:
    """Return how many claims the verdict could not test; nothing where it could test all."""
    left_out = ~made.hunt.rules[0].tested
    if not left_out.any():
        return ""
    return (
        f"At {percent(made.hunt.alpha)}% the verdict cannot test "
        f"{_count(int(left_out.sum()), 'claim', 'claims')}, "
        f"{int((made.injected.lies & left_out).sum()):,} of them lies: there are too few honest "
        "tracks of their genre to compare with. Allow more, or choose another model."
    )


def harvest(rows: pd.DataFrame, lies: int) -> str:
    """Return what each order finds in as many reviews as the last of ``rows`` says."""
    last = {column: f"{value:,.0f}" for column, value in rows.iloc[-1].items()}
    return (
        f"In the first **{last['reviews']}** reviews moderators find **{last['verdict']}** of "
        f"{_count(lies, 'lie', 'lies')} in the verdict's order, {last['cleanlab']} in "
        f"cleanlab's, {last['naive']} by the naive rule, and about {last['random']} "
        f"({last['low']} to {last['high']}) in any order."
    )


def _deeds(made: Experiment, rule: Rule) -> str:
    accused = made.accused(rule)
    tracks = "track" if accused == 1 else "tracks"
    return f"finds **{made.caught(rule):,}** and accuses **{accused:,}** honest {tracks}"


def _count(count: int, one: str, many: str) -> str:
    return f"**{count:,}** {one if count == 1 else many}"
