"""``python -m trainer fma``: from the archive's server to a promoted model, in one command.

It runs the other commands one after the other and says each as one would type it, so that any
of them can be run again alone. Each does nothing twice: the same command goes on where it
stopped.
"""

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from trainer.commands import (
    RECIPE_HELP,
    add_device_option,
    add_promotion_options,
    add_split_options,
    asked_force,
    asked_recipe,
)
from trainer.fetch.commands import MISSING
from trainer.fetch.wanted import read_wanted
from trainer.fma.recipes import DEFAULT, RECIPES, find_recipe
from trainer.recipe import Recipe

RECIPE = "fma_20"
MOST_MISSING = 0.05
"""Share of the clips that may be missing with --go-on: more are no accidents of single clips."""

Command = Callable[[list[str]], int]

_CLIPS = ["fetch", "clips"]


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``fma``."""
    chain = subparsers.add_parser(
        "fma",
        help="Everything: fetch, curate, train, promote.",
        description="From the Free Music Archive to a promoted model. The same command goes on "
        "where it stopped.",
    )
    chain.add_argument("recipe", nargs="?", default=RECIPE, help=f"{RECIPE_HELP} ({RECIPE})")
    chain.add_argument("--data", type=Path, required=True, help="folder of the tables and clips")
    chain.add_argument("--runs", type=Path, default=Path("runs"), help="folder of all runs")
    chain.add_argument(
        "--dry-run", action="store_true", help="say how many clips and bytes; fetch only tables"
    )
    chain.add_argument(
        "--go-on",
        action="store_true",
        help=f"train without clips that cannot be had, up to {MOST_MISSING:.0%}% of all",
    )
    _add_archive_options(chain.add_argument_group("archive"))
    add_split_options(chain)
    add_device_option(chain.add_argument_group("devices"))
    add_promotion_options(chain)


def run(options: argparse.Namespace, main: Command) -> int:
    """Run the commands until one fails; return its exit code, or 0.

    Args:
        options: of the command ``fma``.
        main: runs a command of the trainer and returns its exit code.

    Raises:
        TrainingError: the recipe or who forces its promotion is wrong; nothing was done yet.
    """
    asked_force(options)
    for command in commands(options, asked_recipe(options)):
        # The commands before may have written to the other stream of the two.
        sys.stdout.flush()
        sys.stderr.write(f"\n$ python -m trainer {shlex.join(command)}\n")
        sys.stderr.flush()
        code = main(command)
        if code == MISSING and command[:2] == _CLIPS and not options.dry_run:
            code = _without_some(_manifest(options), options.go_on)
        if code:
            return code
    return 0


def commands(options: argparse.Namespace, recipe: Recipe) -> tuple[list[str], ...]:
    """Return the commands, each as a list of arguments.

    Args:
        options: of the command ``fma``.
        recipe: of training; its genres are the ones that are fetched.
    """
    data, manifest = str(options.data), str(_manifest(options))
    chosen = find_recipe(options.curation)
    # A contest's list is fixed; the run leaves out what it does not train on.
    fewer = not chosen.contest and set(recipe.genres) != set(chosen.genres)
    genres = ["--genre", ",".join(recipe.genres)] if fewer else []
    tables = str(options.data / "fma_metadata")
    fetching = (
        ["fetch", "metadata", "--folder", data, *_typed(options, "base_url", "sha1")],
        [
            "curate", "--recipe", chosen.name, "--metadata", tables, "--output", data,
            *genres, *shlex.split(options.curate),
        ],
        [
            *_CLIPS, "--manifest", manifest,
            *_typed(options, "base_url", "archive", "whole", "dry_run"),
        ],
    )  # fmt: skip
    if options.dry_run:
        return fetching
    asked = _typed(options, "official", "set_aside", "device", "force", "who", "why")
    runs = str(options.runs)
    training = ["run", options.recipe, "--manifest", manifest, "--runs", runs, *asked]
    return (*fetching, training)


def _add_archive_options(archive: "argparse._ArgumentGroup") -> None:
    archive.add_argument(
        "--curation", choices=tuple(RECIPES), default=DEFAULT, help=f"recipe of curate ({DEFAULT})"
    )
    archive.add_argument(
        "--curate", default="", metavar="OPTIONS", help='more of curate: "--licences commercial"'
    )
    archive.add_argument("--base-url", help="where the archives lie, if not at their authors'")
    archive.add_argument("--sha1", help="of the metadata's zip, where it is not FMA's own")
    archive.add_argument("--archive", help="a zip of clips on this disk, or another subset's name")
    archive.add_argument(
        "--whole",
        action="store_true",
        help="fetch the whole archive, as where a server sends no parts",
    )


def _manifest(options: argparse.Namespace) -> Path:
    path: Path = options.data / f"{options.curation}.csv"
    return path


def _typed(options: argparse.Namespace, *names: str) -> list[str]:
    """Options as one would type them; those that were not given are left out."""
    words = []
    for name in names:
        value = getattr(options, name)
        if value:
            words.append(f"--{name.replace('_', '-')}")
            words += [] if value is True else [str(value)]
    return words


def _without_some(manifest: Path, go_on: bool) -> int:
    """Whether to train without the clips that are missing: 0, or the code of what failed."""
    wanted = read_wanted(manifest)
    # A clip gets its name when it is proved whole.
    missing = sum(not (manifest.parent / clip.path).is_file() for clip in wanted)
    few = missing <= MOST_MISSING * len(wanted)
    count = f"{missing:,} of {len(wanted):,} clips"
    if go_on and few:
        sys.stderr.write(f"Going on without {count}.\n")
        return 0
    rather = ", or train without these: --go-on" if few else ""
    sys.stderr.write(
        f"{count} are missing. Run the same command again to try them once more{rather}.\n"
    )
    return MISSING
