"""``show results``: what came of the last show."""

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genre_core.evaluation.intervals import Interval
    from genre_core.show.results import RoundResult
    from genre_core.show.votes import Show

TOLD = 0


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Say what the command takes."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "results",
        help="say what came of the last show: the room against the CNN and chance",
        description="Say what came of the last show: the room against the CNN and chance.",
    )
    parser.add_argument(
        "--order", type=Path, metavar="FILE", help="its running order (default: the one saved)"
    )
    parser.add_argument(
        "--show", default="", metavar="ID", help="of another show than the last one"
    )
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help="write a row a round; - for standard output"
    )
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="FILE",
        help='write the votes as labels marked "audience", which desk import takes',
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Say what came of the show, write what is asked for, and return the exit code.

    Raises:
        ShowError: no show was given, or the running order is none.
        StoreError: the votes' file is damaged.
        ExchangeError: a file cannot be written.
    """
    from genre_core.exchange.files import STANDARD, appearing
    from genre_core.show.audience import audience_labels
    from genre_core.show.last_show import last_show
    from genre_core.show.results import results_csv

    last = last_show(options.order, options.show)
    show, results = last.show, last.results
    sys.stderr.writelines(f"{caution}\n" for caution in last.cautions)
    files = ((options.csv, results_csv), (options.labels, lambda r: audience_labels(r, show)))
    for path, text in files:
        if path is not None:
            with appearing(path) as stream:
                stream.write(text(results).encode())
    if STANDARD not in (options.csv, options.labels):
        sys.stdout.writelines(f"{line}\n" for line in _lines(show, results))
    return TOLD


def _lines(show: "Show", results: "tuple[RoundResult, ...]") -> list[str]:
    from genre_core.show.results import score

    lines = [f"{show.title}, {show.begun_at:%d %B %Y}"]
    for each in results:
        said = f"CNN {each.cnn or 'unknown'}, label {each.label or 'unknown'}"
        lines.append(f"  {each.id}: {each.tally.votes} votes, {_share(each.yes)} yes; {said}")
    points = score(results)
    lines.append(
        f"Room {points.room:g}, CNN {points.cnn:g}, chance {points.chance:g}, of the "
        f"{points.rounds} rounds with votes and a confirmed label."
    )
    return lines


def _share(share: "Interval") -> str:
    if math.isnan(share.value):
        return "nobody"
    return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})"
