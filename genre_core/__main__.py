"""Spectrogram's command line: does a track look like what it claims to be?

Exit codes: 0 when every claim holds or cannot be tested (plausible, unclear, sibling,
cannot_test); 1 when a claim is flagged (mismatch); 2 when a file could not be read, whatever
else was found, or when the command itself or a model is at fault; 130 when interrupted; 141
when the reader of a pipe went away.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

from genre_core import desk_commands
from genre_core.alpha_option import read_alpha
from genre_core.card import MEND, default_model, models_folder
from genre_core.errors import ModelError, SpectrogramError
from genre_core.progress import Progress
from genre_core.receipt import Receipt
from genre_core.report import HEADER, NARROWEST, Failure, json_line, models_table, table_rows
from genre_core.show import commands as show_commands
from genre_core.verdict import Outcome

HOLDS, FLAGGED, UNREADABLE, INTERRUPTED, NO_READER = 0, 1, 2, 130, 141
_SEE_MODELS = "See which models there are: python -m genre_core models\n"
_WIDEST = 120  # columns beyond which a sentence is hard to read


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; argparse exits by itself with 0 or 2."""
    options = _parser().parse_args(arguments)
    _speak_utf8()
    try:
        return int(options.run(options))
    except SpectrogramError as error:
        sys.stderr.write(f"{error}\n")
        if isinstance(error, ModelError) and options.run is _verify:
            sys.stderr.write(_SEE_MODELS)
        return UNREADABLE
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; what was done so far is printed above.\n")
        return INTERRUPTED
    except BrokenPipeError:
        # Python would complain once more when it flushes standard output at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_READER


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m genre_core",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify",
        help="say of each recording whether its claimed genre holds",
        description="Say of each recording whether its claimed genre holds.",
        epilog=(__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify.set_defaults(run=_verify)
    verify.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a recording, a folder of recordings, or - for a list on standard input, one a line",
    )
    verify.add_argument(
        "--claimed", metavar="GENRE", help="the claim (default: each file's own genre tag)"
    )
    verify.add_argument(
        "--alpha",
        type=read_alpha,
        default=0.05,
        help="flag at most this share of honest tracks (default 0.05)",
    )
    verify.add_argument(
        "--model", type=_model_name, metavar="NAME", help="a folder of models/ (default open-music)"
    )
    verify.add_argument("--json", action="store_true", help="print one JSON object a line")
    models = commands.add_parser("models", help="check the models; list how often each is right")
    models.set_defaults(run=_models)
    desk_commands.add_parser(commands)
    show_commands.add_parser(commands)
    return parser


def _verify(options: argparse.Namespace) -> int:
    # Imported here: it takes half a second, and --help and `models` do without.
    from genre_core.classifier import shared_classifier
    from genre_core.inspection import Terms, find_recordings, inspect

    classifier = shared_classifier(options.model or default_model())
    terms = Terms(options.claimed, options.alpha, classifier)
    paths = find_recordings(_names(options.files))
    if not paths:
        sys.stderr.write("No file was named on standard input. Write one path a line to it.\n")
        return UNREADABLE
    progress = Progress(len(paths), sys.stderr)
    report = _json_report if options.json else _table_report()
    codes = set()
    for path in paths:
        result = inspect(path, terms)
        progress.clear()
        print(report(result), flush=True)
        progress.advance()
        codes.add(_exit_code(result))
    progress.clear()
    return max(codes)


def _models(_: argparse.Namespace) -> int:
    # Imported here, as above: it loads the network's runtime.
    from genre_core.inspection import inspect_models

    folder = models_folder()
    models = inspect_models(folder)
    if not models:
        sys.stderr.write(f"There is no model in {folder}. {MEND}\n")
        return UNREADABLE
    default = None
    with suppress(ModelError):  # none can be asked, or a damaged one stands in the way
        default = default_model()
    print(models_table(models, default))
    print("\n* answers where none is named" if default else "\nNone answers where none is named.")
    damaged = [model for model in models if model.damage]
    sys.stdout.flush()
    for model in damaged:
        sys.stderr.write(f"{model.name}: {model.mending}\n")
    return UNREADABLE if damaged else HOLDS


def _names(files: list[str]) -> Iterator[str]:
    """Yield what was named on the command line and, for "-", on standard input."""
    for name in files:
        if name != "-":
            yield name
            continue
        for line in sys.stdin.buffer:
            if listed := os.fsdecode(line.rstrip(b"\r\n")):
                yield listed


def _json_report(result: Receipt | Failure) -> str:
    return json_line(result)


def _table_report() -> Callable[[Receipt | Failure], str]:
    """Return what writes rows as wide as the terminal; the header goes before the first."""
    live = sys.stdout.isatty()
    columns = shutil.get_terminal_size((100, 24)).columns if live else 100
    width = min(max(columns, NARROWEST), _WIDEST)
    heading = [HEADER]

    def rows(result: Receipt | Failure) -> str:
        lines = [*heading, table_rows(result, width, cut=live)]
        heading.clear()
        return "\n".join(lines)

    return rows


def _exit_code(result: Receipt | Failure) -> int:
    if isinstance(result, Failure):
        return UNREADABLE
    return FLAGGED if result.verdict is Outcome.MISMATCH else HOLDS


def _model_name(text: str) -> str:
    if "/" in text or "\\" in text or text in (".", ".."):
        raise argparse.ArgumentTypeError(
            f"{text!r} is a path; the name of a model was needed. {_SEE_MODELS.strip()}"
        )
    return text


def _speak_utf8() -> None:
    """Let no file name and no claim fail to print, whatever the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
