"""``desk migrate``: create the desk's tables, or bring them to this version."""

import argparse
import sys
from typing import Any


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Say what the command takes."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "migrate",
        help="create the desk's tables, or bring them to this version",
        description="Create the desk's tables, or bring them to this version: all of it or, where "
        "that fails, nothing. Make a backup first, and stop the servers that use the database.",
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Migrate, and say where the database stands.

    Raises:
        StoreError: the database is newer, belongs to something else, or cannot be reached.
    """
    from genre_core.store.addresses import shown
    from genre_core.store.engine import open_store

    open_store(options.database, migrate=True).close()
    sys.stdout.write(f"The database {shown(options.database)} is of this version.\n")
    return 0
