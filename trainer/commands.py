"""The command line of a run's steps: ``python -m trainer STEP RECIPE --manifest FILE``."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from trainer.cluster import Cluster
from trainer.devices import KINDS, Devices, choose_devices
from trainer.errors import LeakError, TrainingError
from trainer.judging import promotion
from trainer.promote import Force
from trainer.purposes import PURPOSES, WHERE
from trainer.recipe import Recipe
from trainer.recipe_files import load_recipe
from trainer.run import Run
from trainer.steps import STEPS, all_steps, perform

__all__ = [
    "add_device_option",
    "add_parsers",
    "add_promotion_options",
    "add_split_options",
    "asked_force",
    "asked_recipe",
    "load_recipe",
    "run",
]

WHOLE_RUN = "run"
PROMOTE = "promote"
FEATURES = "features"
PROMOTING = (PROMOTE, WHOLE_RUN)
"""The commands that can be told to promote what is not better."""
RECIPE_HELP = "a file of trainer/recipes, without .py; or the path of one, with it"


def add_parsers(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add a command a step, and ``run`` for all of them."""
    titles = {name: (step.__doc__ or "").splitlines()[0] for name, step in STEPS.items()}
    for name, title in (titles | {WHOLE_RUN: "All steps, one after the other."}).items():
        description = f"{title} {PURPOSES[name]} {WHERE}"
        parser = subparsers.add_parser(name, help=title, description=description)
        _add_options(parser)
        if name in PROMOTING:
            add_promotion_options(parser)


def add_split_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be said of the split, for recipes with ``folds=0``."""
    split = parser.add_argument_group("split, of recipes with folds=0")
    split.add_argument("--official", action="store_true", help="keep the manifest's own split")
    split.add_argument(
        "--set-aside",
        action="store_true",
        help="where the official split has an artist on two sides, keep the tracks of the last",
    )


def add_promotion_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be said of the promotion."""
    promoting = parser.add_argument_group("promote")
    promoting.add_argument("--force", action="store_true", help="promote what is not better")
    promoting.add_argument("--who", default="", help="who forces it")
    promoting.add_argument("--why", default="", help="for what reason")


def add_device_option(parser: argparse._ActionsContainer) -> None:
    """Add the choice of a kind of device."""
    parser.add_argument("--device", choices=KINDS, default="", help="all of this kind, or refuse")


def asked_recipe(options: argparse.Namespace) -> Recipe:
    """Return the recipe that the options name, with what they change in it.

    Raises:
        TrainingError: there is no such recipe, or it cannot be changed so.
    """
    recipe = load_recipe(options.recipe)
    return replace(
        recipe,
        official=recipe.official or options.official,
        set_aside=recipe.set_aside or options.set_aside,
    )


def asked_force(options: argparse.Namespace) -> Force | None:
    """Return who would overrule the rule of promotion; None for nobody.

    Raises:
        TrainingError: it is forced without a name or a reason.
    """
    return Force(options.who, options.why) if options.force else None


def run(options: argparse.Namespace) -> int:
    """Do the step, or all of them.

    Returns:
        0; or 1 where the step is ``features`` and left tracks out, so that a script notices. A
        whole run names them and goes on.

    Raises:
        SpectrogramError: a step cannot go on.
    """
    recipe = asked_recipe(options)
    force = asked_force(options) if options.step in PROMOTING else None
    work = Run(recipe, options.manifest, options.runs / recipe.name, _devices(options))
    asked = all_steps(work.recipe) if options.step == WHOLE_RUN else (options.step,)
    rest = [step for step in asked if step != PROMOTE]
    if rest:
        _perform(work, rest)
    if PROMOTE in asked:
        sys.stderr.write(f"{PROMOTE}\n")
        promotion(work, force)
    return _noticed(work) if options.step == FEATURES else 0


def _noticed(work: Run) -> int:
    """Return 1 where tracks were left out, and say what that means."""
    if not work.left_out:
        return 0
    sys.stderr.write(
        f"  {len(work.left_out)} cannot be used, for which the exit code is 1. The other pictures "
        "are kept: mend those files and run this again, or go on without them.\n"
    )
    return 1


def _perform(work: Run, steps: Sequence[str]) -> None:
    """Do the steps; of an official split that leaks, say which option it takes."""
    try:
        perform(work, steps)
    except LeakError as error:
        if not work.recipe.official:
            raise
        raise LeakError(f"{error} The option --set-aside does that.") from error


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", help=RECIPE_HELP)
    parser.add_argument("--manifest", type=Path, required=True, help="CSV, JSONL or Parquet")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of all runs")
    add_split_options(parser)
    devices = parser.add_argument_group("devices")
    add_device_option(devices)
    devices.add_argument("--coordinator", metavar="HOST:PORT", help="of several JAX processes")
    devices.add_argument("--processes", type=int, default=0, metavar="N", help="how many")
    devices.add_argument("--process", type=int, default=0, metavar="K", help="this one, from 0")
    devices.add_argument("--pod", action="store_true", help="a TPU pod, which finds itself")


def _devices(options: argparse.Namespace) -> Devices | None:
    """Choose devices where the step trains; the others start without Keras."""
    several = bool(options.coordinator or options.pod or options.processes or options.process)
    if several and options.step != "fit":
        raise TrainingError(
            f"Several processes were asked for the step `{options.step}`; they share the step "
            "`fit` alone. Do the other steps in one process, before and after it."
        )
    if options.step not in ("fit", WHOLE_RUN) and not options.device:
        return None
    cluster = None
    if several:
        cluster = Cluster(options.coordinator or "", options.processes, options.process)
    devices = choose_devices(cluster, options.device)
    sys.stderr.write(f"Training on {devices.describe()}\n")
    return devices
