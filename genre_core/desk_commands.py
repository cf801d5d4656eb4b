"""``python -m genre_core desk ...``: the moderator's desk for scripts and for who keeps it.

Each sub-command is a module with two functions: ``add_parser(subparsers)`` says what it takes and
returns its parser, ``run(options)`` does it and returns the exit code. All of them take
``--database``; ``options.database`` is a URL when ``run`` is called. Every command line imports
these modules, so they import what is heavy within ``run``.
"""

import argparse
from typing import Any, Protocol

from genre_core.desk import stats_commands
from genre_core.errors import StoreError
from genre_core.exchange import export_command, import_command
from genre_core.scan import commands as scan_command
from genre_core.store import migrate_command, verify_audit_command


class Command(Protocol):
    """What a module of a sub-command has to have."""

    def add_parser(self, subparsers: Any) -> argparse.ArgumentParser:
        """Say what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


COMMANDS: tuple[Command, ...] = (
    migrate_command,
    import_command,
    scan_command,
    stats_commands,
    export_command,
    verify_audit_command,
)
"""In the order in which the help lists them."""


def add_parser(subparsers: Any) -> None:
    """Add the command ``desk`` with its sub-commands."""
    desk = subparsers.add_parser(
        "desk",
        help="keep the moderator's desk: its database and its audit trail, files in and out",
        description="Keep the moderator's desk.",
    )
    names = desk.add_subparsers(dest="desk_command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        parser = command.add_parser(names)
        parser.add_argument(
            "--database",
            type=_database,
            metavar="URL",
            help="sqlite:////absolute/path.sqlite or postgresql://USER:PASSWORD@HOST/NAME "
            "(default: SPECTROGRAM_DATABASE_URL, else desk.sqlite in the data folder)",
        )
        parser.set_defaults(run=_run, desk_module=command)


def _run(options: argparse.Namespace) -> int:
    # Imported here: --help does without them.
    from genre_core.crate import crate_folder
    from genre_core.store.addresses import database_url

    if options.database is None:
        options.database = database_url(crate_folder())
    command: Command = options.desk_module
    return command.run(options)


def _database(text: str) -> Any:
    from genre_core.store.addresses import read_url

    try:
        return read_url(text)
    except StoreError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
