"""``show pack``: work out before a show whatever the stage will show."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genre_core.alpha_option import read_alpha

if TYPE_CHECKING:
    from genre_core.show.pack import Pack

PACKED, FAULTY = 0, 2
_USUAL_ALPHA = 0.05


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Say what the command takes."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "pack",
        help="work out sound, picture and answers of every round, so that nothing can fail",
        description="Work out sound, picture and answers of every round of a running order. What "
        "is there and whole stays; what was interrupted goes on. The exit code is 2 where a round "
        "cannot be made.",
    )
    parser.add_argument(
        "--order",
        type=Path,
        metavar="FILE",
        help="the running order (default: the one that was saved on the stage, else the opening)",
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="where it goes (default: the data folder's)"
    )
    parser.add_argument("--model", metavar="NAME", help="a folder of models/ (default open-music)")
    parser.add_argument(
        "--alpha",
        type=read_alpha,
        default=_USUAL_ALPHA,
        help="flag at most this share of honest tracks (default 0.05)",
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Make the pack, say what is in it, and return the exit code.

    Raises:
        ShowError: the running order is none, or the folder cannot be written.
        ModelError: the model is missing or damaged.
        CrateError: the demo crate cannot be rendered.
    """
    # Imported here: --help does without them.
    from genre_core.card import default_model
    from genre_core.classifier import shared_classifier
    from genre_core.show.pack import make_pack
    from genre_core.show.plan import pack_folder, planned_order

    order = planned_order(options.order)
    classifier = shared_classifier(options.model or default_model())
    folder = options.to or pack_folder()
    pack = make_pack(order, folder, classifier, options.alpha, _say)
    sys.stdout.writelines(f"{line}\n" for line in _lines(pack))
    return FAULTY if pack.faults else PACKED


def _say(what: str, share: float) -> None:
    sys.stderr.write(f"[{share:4.0%}] {what}\n")
    sys.stderr.flush()


def _lines(pack: "Pack") -> list[str]:
    rounds = pack.index.rounds
    lines = [f"{each.scene}: {each.sentence}" for each in rounds]
    lines += [f"MISSING {fault.scene}: {fault.sentence}" for fault in pack.faults]
    noun = "round" if len(rounds) == 1 else "rounds"
    lines.append(f"{len(rounds)} {noun}, {pack.size / 1e6:.1f} MB, by {pack.index.model}.")
    return lines
