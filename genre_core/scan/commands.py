"""``desk scan``: let the model listen to the catalogue."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from genre_core.alpha_option import read_alpha

if TYPE_CHECKING:
    from genre_core.scan.running import ScanReport
    from genre_core.store.engine import Store

SCANNED, FAULTY = 0, 2
_USUAL_ALPHA = 0.05


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Say what the command takes."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "scan",
        help="let the model listen to every track without a verdict, and open the flags",
        description="Let the model listen to every track without a verdict, and open the flags. "
        "What was heard stays when this is interrupted. The exit code is 2 where a track cannot "
        "be heard.",
    )
    parser.add_argument(
        "--alpha",
        type=read_alpha,
        help="flag at most this share of honest tracks (default: as the last time, at first 0.05)",
    )
    parser.add_argument("--model", metavar="NAME", help="a folder of models/ (default open-music)")
    parser.add_argument("--limit", type=_count, metavar="N", help="listen to N tracks at most")
    return parser


def run(options: argparse.Namespace) -> int:
    """Scan, say what came of it, and return the exit code.

    Raises:
        ModelError: the model is missing or damaged.
        StoreError: the database cannot be reached or written; what was written before stays.
    """
    from genre_core.store.engine import open_store

    store = open_store(options.database)
    try:
        report = _scan(store, options)
    finally:
        store.close()
    sys.stdout.writelines(f"{line}\n" for line in _lines(report))
    return FAULTY if report.faults else SCANNED


def _scan(store: "Store", options: argparse.Namespace) -> "ScanReport":
    from genre_core.card import default_model
    from genre_core.classifier import shared_classifier
    from genre_core.inspection import quiet_decoders
    from genre_core.people import LOCAL
    from genre_core.progress import Progress
    from genre_core.scan.policies import present_alpha
    from genre_core.scan.running import count_pending, scan
    from genre_core.scan.terms import ScanTerms

    with store.reading() as connection:
        alpha = options.alpha or present_alpha(connection) or _USUAL_ALPHA
    classifier = shared_classifier(options.model or default_model())
    terms = ScanTerms(classifier, alpha, options.limit)
    with _standard_error() as stream, quiet_decoders():
        progress = Progress(count_pending(store, terms), stream)
        try:
            return scan(store, LOCAL, terms, advance=progress.advance)
        finally:
            progress.clear()


@contextmanager
def _standard_error() -> Iterator[TextIO]:
    """Give a way to standard error that stays open while the decoders' is shut."""
    sys.stderr.flush()
    with os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace") as stream:
        yield stream


def _lines(report: "ScanReport") -> list[str]:
    lines = [
        f"{report.heard:,} tracks judged: {report.flagged:,} flagged, {report.uncertain:,} "
        f"uncertain, {report.audited:,} drawn for the audit."
    ]
    if report.withdrawn:
        lines.append(f"{report.withdrawn:,} older flags no longer hold and were withdrawn.")
    if report.faults:
        noun = "track" if report.faults == 1 else "tracks"
        lines.append(f"{report.faults:,} {noun} cannot be heard; the next scan tries again.")
        lines += [f"  {fault.key}: {fault.sentence}" for fault in report.faulty]
    if report.faults > len(report.faulty):
        lines.append(f"  ... and {report.faults - len(report.faulty):,} more.")
    return lines


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no count. Use a whole number from 1 on.")
    return int(text)
