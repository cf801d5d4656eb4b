"""``desk stats``: the desk's figures, for people and for scripts."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genre_core.desk.agreement import Agreement
    from genre_core.desk.figures import DeskFigures
    from genre_core.evaluation.intervals import Interval

DONE = 0
_TRACKS = 20
"""The least certain tracks of the consensus that are listed."""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Say what the command takes."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "stats",
        help="count what moderators did: agreement, quality, pace, what waits",
        description="Count what moderators did: how far they agree, how good flags and decisions "
        "are, how fast they go, what waits, and whether p-values drift.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def run(options: argparse.Namespace) -> int:
    """Print the figures.

    Raises:
        StoreError: there is no database, it is of another version, or cannot be reached.
    """
    from genre_core.desk.figures import desk_figures
    from genre_core.store.engine import utc_now
    from genre_core.store.existing import reading_existing

    with reading_existing(options.database) as connection:
        figures = desk_figures(connection, utc_now())
    lines = [as_json(figures)] if options.json else as_lines(figures)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return DONE


def as_json(figures: "DeskFigures") -> str:
    """Return the figures as one JSON object; what is unknown or infinite is null."""
    tree = asdict(figures)
    tree["consensus"]["tracks"] = tree["consensus"]["tracks"][:_TRACKS]
    return json.dumps(_plain(tree), ensure_ascii=False, allow_nan=False)


def as_lines(figures: "DeskFigures") -> list[str]:
    """Return the figures as sentences."""
    quality, blinding = figures.quality, figures.blinding
    said = [
        f"{figures.decisions:,} decisions by {figures.moderators} moderators; an opinion stands on "
        f"{figures.tracks:,} tracks.",
        *(_agreed(each) for each in (figures.any_two, figures.model, figures.claim)),
        f"All moderators: Krippendorff's alpha {_ends(figures.reliability.alpha)}. "
        f"{figures.reliability.sentence}",
        *(each.sentence for each in (quality.precision, quality.miss_rate)),
        *(each.sentence for each in (quality.golden, quality.overturned)),
        *(each.sentence for each in (blinding.model_same, blinding.claim_same)),
        figures.paces.sentence,
        *(f"{each.queue or 'All queues'}: {each.forecast.sentence}" for each in figures.waiting),
        figures.drift.sentence,
    ]
    return [line.strip() for line in said]


def _agreed(agreement: "Agreement") -> str:
    return (
        f"{agreement.sides[0].upper()}{agreement.sides[1:]}: equal labels "
        f"{_ends(agreement.percent)}, kappa {_ends(agreement.kappa)}, of {agreement.tracks:,} "
        f"tracks. {agreement.sentence}"
    )


def _ends(interval: "Interval") -> str:
    if not isfinite(interval.value):
        return "unknown"
    return f"{interval.value:.2f} ({interval.low:.2f} to {interval.high:.2f})"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return None if isinstance(value, float) and not isfinite(value) else value
