"""``desk verify-audit``: find out whether somebody tampered with the audit trail."""

import argparse
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genre_core.store.findings import ChainReport

WHOLE, TAMPERED = 0, 1


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Say what the command takes."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "verify-audit",
        help="find out whether somebody tampered with decisions or with the audit trail",
        description="Compare every entry of the audit trail with its seal, and decisions, "
        "comments, golden items and settings with their entries. The exit code is 1 where "
        "something does not fit.",
    )
    parser.add_argument(
        "--noted",
        type=_anchor,
        metavar="NUMBER:SEAL",
        help="an entry that an earlier run named and that the trail has to hold still; without it "
        "nobody can see that the end of the trail was cut off or forged cleanly",
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Read the whole trail and say what was found.

    Raises:
        StoreError: there is no database, it is of another version, or cannot be reached.
    """
    from genre_core.store.existing import reading_existing
    from genre_core.store.proof import verify

    with reading_existing(options.database) as connection:
        report = verify(connection, options.noted)
    sys.stdout.writelines(f"{line}\n" for line in _lines(report))
    return WHOLE if report.whole else TAMPERED


def _lines(report: "ChainReport") -> list[str]:
    said = f"{report.entries:,} entries, {report.decisions:,} of them decisions."
    if not report.whole:
        found = [fault.sentence for fault in report.faults]
        return [f"The audit trail was tampered with: {said}", *found]
    if not report.entries:
        return ["The audit trail is empty."]
    return [
        f"The audit trail is whole: {said}",
        f"Note its last seal elsewhere; --noted compares with it: {report.last}",
    ]


def _anchor(text: str) -> Any:
    from genre_core.store.findings import Anchor

    match = re.fullmatch(r"([1-9]\d{0,17}):([0-9a-f]{64})", text)
    if match is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number and seal. Copy both from an earlier run: a number, a colon and "
            "64 digits of 0 to 9 and a to f."
        )
    return Anchor(int(match[1]), match[2])
