"""The trainer's command line: ``python -m trainer STEP``, see the package's docstring."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from genre_core.card import models_folder
from trainer import chain, commands, submit
from trainer.architectures import ARCHITECTURES, architecture
from trainer.describe import describe, layer_table
from trainer.feedback import commands as feedback
from trainer.fetch import commands as fetching
from trainer.fma import commands as curating
from trainer.seed import SEED_FOLDER, write_seed_model

Main = Callable[[list[str] | None], int]


def run(arguments: list[str] | None, main: Main) -> int:
    """Run the step that is asked for; return its exit code.

    Args:
        arguments: of the command; those of this process where None.
        main: runs a command and answers for its errors; a step may consist of commands.

    Raises:
        SpectrogramError: the step cannot go on.
        OSError: a file cannot be read or written.
    """
    options = _parser().parse_args(arguments)
    runs: dict[str, Callable[[argparse.Namespace], int]] = {
        "fetch": fetching.run,
        "curate": curating.run,
        "submit": submit.run,
        "feedback": feedback.run,
        "describe": _describe,
        "seed": _write_seed,
        "fma": partial(chain.run, main=main),
    }
    return runs.get(options.step, commands.run)(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m trainer", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    commands.add_parsers(steps)
    for other in (fetching, curating, chain, submit, feedback):
        other.add_parser(steps)
    layers = steps.add_parser("describe", help="Print a network's layers.")
    layers.add_argument("architecture", help=f"one of {', '.join(ARCHITECTURES)}")
    layers.add_argument("--genres", type=int, default=20, help="outputs (default 20)")
    seed = steps.add_parser("seed", help="Write the card of the slides' model from their matrix.")
    seed.add_argument(
        "--folder", type=Path, default=models_folder() / SEED_FOLDER, help="holds the matrix"
    )
    return parser


def _describe(options: argparse.Namespace) -> int:
    chosen = architecture(options.architecture)
    table = layer_table(describe(chosen.build(options.genres, chosen.spec)))
    sys.stdout.write(f"{table}\n")
    return 0


def _write_seed(options: argparse.Namespace) -> int:
    write_seed_model(options.folder)
    return 0
