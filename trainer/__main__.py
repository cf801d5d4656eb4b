"""The trainer's command line: ``python -m trainer STEP``, see the package's docstring."""

import argparse
import importlib
import os
import sys
from pathlib import Path

from genre_core.card import models_folder
from genre_core.errors import SpectrogramError
from trainer.architectures import ARCHITECTURES, architecture
from trainer.describe import describe, layer_table
from trainer.errors import TrainingError
from trainer.fetch import commands as fetching
from trainer.fma import commands as curating
from trainer.recipe import Recipe
from trainer.seed import SEED_FOLDER, write_seed_model
from trainer.steps import STEPS, Run, perform


def main(arguments: list[str] | None = None) -> int:
    """Run a step; return 0, or 1 where it failed, or 130 where it was interrupted."""
    options = _parser().parse_args(arguments)
    try:
        return _do(options)
    except SpectrogramError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. The same command goes on where this one stopped.\n")
        return 130


def load_recipe(name: str) -> Recipe:
    """Return the recipe of ``trainer/recipes/NAME.py``.

    Raises:
        TrainingError: there is none.
    """
    folder = Path(__file__).parent / "recipes"
    there = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    if name not in there:
        raise TrainingError(f"There is no recipe {name!r}. Choose one of {', '.join(there)}.")
    recipe: Recipe = importlib.import_module(f"trainer.recipes.{name}").RECIPE
    return recipe


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m trainer", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, step in STEPS.items():
        _add_run_options(steps.add_parser(name, help=(step.__doc__ or "").splitlines()[0]))
    _add_run_options(steps.add_parser("run", help="All steps, one after the other."))
    layers = steps.add_parser("describe", help="Print a network's layers.")
    layers.add_argument("architecture", help=f"one of {', '.join(ARCHITECTURES)}")
    layers.add_argument("--genres", type=int, default=20, help="outputs (default 20)")
    seed = steps.add_parser("seed", help="Write the card of the slides' model from their matrix.")
    seed.add_argument(
        "--folder", type=Path, default=models_folder() / SEED_FOLDER, help="holds the matrix"
    )
    fetching.add_parser(steps)
    curating.add_parser(steps)
    return parser


def _do(options: argparse.Namespace) -> int:
    """Run the step that was asked for; return its exit code."""
    if options.step == "fetch":
        return fetching.run(options)
    if options.step == "curate":
        return curating.run(options)
    if options.step == "describe":
        print(_described(options.architecture, options.genres))
    elif options.step == "seed":
        write_seed_model(options.folder)
    else:
        _run(options)
    return 0


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", help="a file of trainer/recipes, without .py")
    parser.add_argument("--manifest", type=Path, required=True, help="CSV of labelled recordings")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of all runs")


def _run(options: argparse.Namespace) -> None:
    recipe = load_recipe(options.recipe)
    run = Run(recipe, options.manifest, options.runs / recipe.name)
    perform(run, STEPS if options.step == "run" else (options.step,))


def _described(name: str, genres: int) -> str:
    chosen = architecture(name)
    return layer_table(describe(chosen.build(genres, chosen.spec)))


def _quieten_tensorflow(step: str) -> None:
    """Keep TensorFlow's log off standard error; of use only before Keras is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if step == "describe":
        # oneDNN announces itself whatever the level. Describing computes nothing, so it can
        # do without; training cannot.
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


if __name__ == "__main__":
    # Not in main(), which tests call in a process that may train later.
    _quieten_tensorflow("".join(sys.argv[1:2]))
    sys.exit(main())
