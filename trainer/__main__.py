"""The trainer's command line: ``python -m trainer STEP``, see the package's docstring."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from genre_core.card import models_folder
from genre_core.errors import SpectrogramError
from trainer import chain, commands, submit
from trainer.architectures import ARCHITECTURES, architecture
from trainer.describe import describe, layer_table
from trainer.feedback import commands as feedback
from trainer.fetch import commands as fetching
from trainer.fma import commands as curating
from trainer.seed import SEED_FOLDER, write_seed_model

INTERRUPTED = 130
"""What shells return for a command that Ctrl-C ended."""


def main(arguments: list[str] | None = None) -> int:
    """Run a step; return 0, or 1 where it failed, or 130 where it was interrupted."""
    options = _parser().parse_args(arguments)
    try:
        return _do(options)
    except SpectrogramError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(
            f"\n{error.strerror or error}: {error.filename or 'a file'}. What was done is kept; "
            "mend this and run the same command again.\n"
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. The same command goes on where this one stopped.\n")
        return INTERRUPTED


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


def _do(options: argparse.Namespace) -> int:
    """Run the step that was asked for; return its exit code."""
    runs: dict[str, Callable[[argparse.Namespace], int]] = {
        "fetch": fetching.run,
        "curate": curating.run,
        "submit": submit.run,
        "feedback": feedback.run,
        "describe": _describe,
        "seed": _write_seed,
        "fma": _chain,
    }
    return runs.get(options.step, commands.run)(options)


def _chain(options: argparse.Namespace) -> int:
    return chain.run(options, main)


def _describe(options: argparse.Namespace) -> int:
    chosen = architecture(options.architecture)
    print(layer_table(describe(chosen.build(options.genres, chosen.spec))))
    return 0


def _write_seed(options: argparse.Namespace) -> int:
    write_seed_model(options.folder)
    return 0


def _quieten_tensorflow(step: str) -> None:
    """Keep TensorFlow's log off standard error; of use only before Keras is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if step == "describe" or os.environ.get("KERAS_BACKEND") == "jax":
        # oneDNN announces itself whatever the level. Where TensorFlow computes nothing it can do
        # without; training on it cannot.
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


if __name__ == "__main__":
    # Not in main(), which tests call in a process that may train later.
    _quieten_tensorflow("".join(sys.argv[1:2]))
    sys.exit(main())
