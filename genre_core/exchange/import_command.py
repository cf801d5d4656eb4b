"""``desk import``: a catalogue, or decisions made elsewhere, into the desk."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genre_core.errors import ExchangeError

if TYPE_CHECKING:
    from genre_core.exchange.taking import ImportReport

TAKEN, REFUSED = 0, 1
_NAMED = 5  # refusals that are shown; --json has the first 1,000


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Say what the command takes."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "import",
        help="take a catalogue, or decisions made elsewhere, from a file",
        description="Take tracks and decisions from CSV, TSV, JSONL, Parquet, FMA's tracks.csv, "
        "Label Studio's tasks, Prodigy's lines, a Hugging Face audiofolder's metadata or JAMS. The "
        "same file may be imported again: what is there is passed over. The exit code is 1 where a "
        "row was refused; the others are taken.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--format", metavar="NAME", help="how to read it, where its name does not say so"
    )
    parser.add_argument(
        "--audio-root",
        type=Path,
        metavar="FOLDER",
        help="what relative paths are relative to (default: the file's own folder)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def run(options: argparse.Namespace) -> int:
    """Import the file and say what became of it.

    Returns:
        0, or 1 where a row was refused.

    Raises:
        ExchangeError: the file is missing, damaged or of an unknown kind.
        StoreError: the database cannot be reached or written.
    """
    from genre_core.exchange.meter import Meter
    from genre_core.exchange.reading import NAMES, open_catalogue
    from genre_core.exchange.taking import take
    from genre_core.people import LOCAL
    from genre_core.store.engine import open_store, utc_now

    if options.format is not None and options.format not in NAMES:
        raise ExchangeError(
            f"--format is {options.format!r}; it is one of {', '.join(NAMES)}. Or leave it out."
        )
    form = NAMES[options.format] if options.format else None
    reading = open_catalogue(options.file, form, options.audio_root)
    store = open_store(options.database)
    meter = Meter("rows", sys.stderr)
    try:
        report = take(store, LOCAL, reading, utc_now(), meter)
    finally:
        meter.clear()
        store.close()
    sys.stdout.write(f"{_as_json(report) if options.json else _sentence(report)}\n")
    if not options.json:
        _tell_refusals(report)
    return REFUSED if report.refused else TAKEN


def _sentence(report: "ImportReport") -> str:
    tracks, decisions = report.tracks, report.decisions
    return (
        f"{report.source}: of its tracks {tracks.new:,} are new, {tracks.same:,} were the same and "
        f"{tracks.changed:,} were changed; of its decisions {decisions.new:,} are new and "
        f"{decisions.same:,} were there; {report.refused:,} refused."
    )


def _tell_refusals(report: "ImportReport") -> None:
    for each in report.refusals[:_NAMED]:
        sys.stderr.write(f"  Line {each.line}: {each.reason}.\n")
    if report.refused > _NAMED:
        sys.stderr.write("  ... --json names the first 1,000.\n")


def _as_json(report: "ImportReport") -> str:
    return json.dumps(asdict(report), ensure_ascii=False)
