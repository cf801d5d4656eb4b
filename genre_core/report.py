"""What the command line says of a track: two lines of a table, or one line of JSON.

A verdict is reported by its receipt; a file that could not be judged by a :class:`Failure`,
whose JSON has the same leading names, with null for what is not known.
"""

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from genre_core.card import ModelCard
from genre_core.receipt import Receipt, to_json
from genre_core.verdict import Outcome

HEADER = f"{'verdict':<11}  {'claimed':<13}  {'looks most like':<18}  {'p':>6}  file"
NARROWEST = 80
"""Columns that a table needs at least."""

_INDENT = " " * 13
_BEFORE_PATH = HEADER.index("file")


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be judged.

    Attributes:
        path: the file as it was named.
        sha256: of its bytes; None where even these could not be read.
        claimed: the claim that was to be tested.
        message: what is so, what was needed, what to do.
        alpha, model: the terms under which it was asked for.
    """

    path: str
    sha256: str | None
    claimed: str
    message: str
    alpha: float
    model: str


def json_line(result: Receipt | Failure) -> str:
    """Return a result as JSON without a line break."""
    if isinstance(result, Receipt):
        return to_json(result, indent=None)
    content: dict[str, object] = {
        "path": result.path,
        "sha256": result.sha256,
        "claimed": result.claimed,
        "verdict": "error",
        "message": result.message,
        "predicted": None,
        "probabilities": {},
        "p_value": None,
        "root_p_value": None,
        "n_calibration": None,
        "alpha": result.alpha,
        "model": result.model,
    }
    return json.dumps(content, ensure_ascii=False)


def table_rows(result: Receipt | Failure, width: int, *, cut: bool) -> str:
    """Return a result as a row of the table and, indented below it, its sentence.

    Args:
        result: what is to be said.
        width: columns at which sentences are wrapped, :data:`NARROWEST` or more.
        cut: shorten a long path at its beginning, to keep the row within the width.
    """
    path = printable(result.path)
    if cut and len(path) > width - _BEFORE_PATH:
        path = "..." + path[len(path) - (width - _BEFORE_PATH - 3) :]
    verdict, looks, p_value, words = _cells(result)
    claimed = _short(printable(result.claimed) or "-", 13)
    row = f"{verdict:<11}  {claimed:<13}  {looks:<18}  {p_value:>6}  {path}"
    said = textwrap.wrap(printable(words), width, initial_indent=_INDENT, subsequent_indent=_INDENT)
    return "\n".join([row, *said])


def models_table(cards: Sequence[ModelCard], default: str | None) -> str:
    """Return a table of models: name, version, accuracy with its interval, genres.

    ``default`` is the name of the model that answers where none is named; a star marks it.
    """
    wide = max(5, *(len(card.name) for card in cards)) if cards else 5
    rows = [f"  {'model':<{wide}}  {'version':<19}  accuracy [95% interval]  genres"]
    for card in cards:
        star = "*" if card.name == default else " "
        served = f"{len(card.genres)}" + ("" if card.serves else ", no network: cannot be asked")
        rows.append(
            f"{star} {card.name:<{wide}}  {card.version:<19}  {_accuracy(card):<23}  {served}"
        )
    return "\n".join(rows)


def printable(text: str) -> str:
    """Return text in one line: control characters and undecodable bytes become escapes."""
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode("ascii")
        for mark in text
    )


def _cells(result: Receipt | Failure) -> tuple[str, str, str, str]:
    """Verdict, prediction, p-value and words, as they stand in the table."""
    if isinstance(result, Failure):
        return "error", "-", "-", result.message
    verdict = "cannot test" if result.verdict is Outcome.CANNOT_TEST else result.verdict
    looks = f"{result.predicted:<13} {result.probabilities[result.predicted]:>4.0%}"
    tested = result.tested_p_value
    return verdict, looks, "-" if tested is None else f"{tested:.4f}", result.sentence


def _accuracy(card: ModelCard) -> str:
    metric = next((metric for metric in card.metrics if metric.name == "accuracy"), None)
    if metric is None:
        return "not measured"
    interval = f" [{metric.low:.1%}, {metric.high:.1%}]" if metric.low < metric.high else ""
    return f"{metric.value:.1%}{interval}"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."
