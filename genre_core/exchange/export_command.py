"""``desk export``: decisions, or the audit trail, into a file that other tools read."""

import argparse
import sys
from pathlib import Path
from typing import Any

from genre_core.errors import StoreError

DONE = 0
FORMATS = (
    "csv", "jsonl", "parquet", "label-studio", "prodigy", "jams", "hf", "cleanlab", "audit",
    "feedback",
)  # fmt: skip
"""The names of the formats, which take long to load; a test compares them."""


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Say what the command takes."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "export",
        help="write decisions, or the audit trail, into a file that other tools read",
        description="Write all decisions in one of the forms of docs/exchange.md, or the audit "
        "trail. The file appears whole or not at all.",
    )
    parser.add_argument("format", choices=FORMATS, metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("file", type=Path, metavar="FILE", help="where to; - is standard output")
    parser.add_argument(
        "--bom", action="store_true", help="begin a CSV so that Excel knows it for UTF-8"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Write the file and say how much is in it.

    Raises:
        ExchangeError: it cannot be written.
        StoreError: there is no database, or it cannot be read.
    """
    from genre_core.exchange.exporting import Export, Format, export
    from genre_core.exchange.meter import Meter
    from genre_core.people import LOCAL
    from genre_core.store.engine import open_store

    url = options.database
    if url.get_backend_name() == "sqlite" and not Path(url.database).exists():
        raise StoreError(f"There is no database {url.database}. Name the desk's with --database.")
    wish = Export(Format(options.format), mark=options.bom)
    store = open_store(url)
    meter = Meter("decisions", sys.stderr)
    try:
        count = export(store, LOCAL, wish, options.file, meter)
    finally:
        meter.clear()
        store.close()
    what = "entries" if wish.format is Format.AUDIT else "decisions"
    sys.stderr.write(f"{count:,} {what} are in {options.file}.\n")
    return DONE
