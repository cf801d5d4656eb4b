"""What the command line says of a track: two lines of a table, or one line of JSON.

A verdict is reported by its receipt; a file that could not be judged by a :class:`Failure`,
whose JSON has the same leading names, with null for what is not known.
"""

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from genre_core.card import MEND, ModelCard
from genre_core.receipt import Receipt, to_json
from genre_core.verdict import Outcome

HEADER = f"{'verdict':<11}  {'claimed':<13}  {'looks most like':<18}  {'p':>6}  file"
NARROWEST = 80
"""Columns that a table needs at least."""

_SENTENCE = re.compile(r".*?[.!?](?=\s+[A-Z])", re.DOTALL)
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


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model of the folder, and whether it can be trusted to answer.

    Attributes:
        name: its folder's name.
        card: None where not even this could be read.
        damage: what is wrong with it, as its error says it; empty where nothing is.
    """

    name: str
    card: ModelCard | None
    damage: str = ""

    def __str__(self) -> str:
        """The state in words: ok, what is damaged, or that there is no network to ask."""
        if self.damage:
            return f"damaged: {self._sentences()[0]}"
        return "ok" if self.card and self.card.serves else "no network: cannot be asked"

    @property
    def mending(self) -> str:
        """What to do about the damage."""
        return self._sentences()[1] or MEND

    def _sentences(self) -> tuple[str, str]:
        """The damage's first sentence and the others, each in one line."""
        found = _SENTENCE.match(self.damage)
        first = found[0] if found else self.damage
        rest = self.damage[len(first) :]
        return printable(" ".join(first.split())), printable(" ".join(rest.split()))


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


def models_table(models: Sequence[ModelState], default: str | None) -> str:
    """Return a table of models: name, version, accuracy with its interval, genres, state.

    ``default`` is the name of the model that answers where none is named; a star marks it.
    """
    wide = max([5, *(len(printable(model.name)) for model in models)])
    rows = [f"  {'model':<{wide}}  {'version':<19}  accuracy [95% interval]  genres  state"]
    for model in models:
        card, star = model.card, "*" if model.name == default else " "
        version, accuracy, genres = (
            (card.version, _accuracy(card), str(len(card.genres))) if card else ("-", "-", "-")
        )
        rows.append(
            f"{star} {printable(model.name):<{wide}}  {version:<19}  {accuracy:<23}  "
            f"{genres:>6}  {model}"
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
