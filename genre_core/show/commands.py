"""``python -m genre_core show ...``: a show for a room, before it and after.

Built as :mod:`genre_core.desk_commands` is: each sub-command is a module with ``add_parser`` and
``run``, which imports what is heavy when it runs.
"""

from typing import Any

from genre_core.show import pack_command, results_command


def add_parser(subparsers: Any) -> None:
    """Add the command ``show`` with its sub-commands."""
    show = subparsers.add_parser(
        "show",
        help="prepare a show for a room, and read what came of it",
        description="Prepare a show for a room, and read what came of it. The room's server "
        "itself is started by: make stage",
    )
    names = show.add_subparsers(dest="show_command", required=True, metavar="COMMAND")
    for command in (pack_command, results_command):
        command.add_parser(names).set_defaults(run=command.run)
