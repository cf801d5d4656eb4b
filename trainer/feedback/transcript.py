"""The file of decisions, one a line, JSONL or CSV; docs/feedback.md has the table of its fields.

The file is a history: nothing in it is ever changed or taken out, and an undo is a line of its
own. It holds all decisions from the first on, so that applying it twice, or again after more were
made, gives what applying it once gives.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from trainer.feedback.decisions import Answer, Chosen, Decision
from trainer.feedback.errors import DecisionsError

NEEDED = ("id", "decision", "moderator", "decided_at")

_Words = TypeVar("_Words", bound=StrEnum)


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Read a file of decisions; a line that stands there twice counts once.

    Raises:
        DecisionsError: the file is missing, of another kind or damaged, a line is not what
            docs/feedback.md describes, or two different lines have one key.
    """
    if not path.is_file():
        raise DecisionsError(f"There are no decisions {path}. Give the path of a JSONL or CSV.")
    readers = {".jsonl": _jsonl, ".csv": _csv}
    if path.suffix.lower() not in readers:
        raise DecisionsError(
            f"{path} ends in {path.suffix or 'nothing'}; decisions end in .jsonl or .csv. "
            "Rename or convert them."
        )
    found: dict[Decision, Decision] = {}
    for line, cells in readers[path.suffix.lower()](path):
        try:
            decision = _decision(cells, line)
        except ValueError as error:
            raise DecisionsError(
                f"Line {line} of {path} cannot be read: {error}. Mend the line; docs/feedback.md "
                "has the table of what may stand there."
            ) from error
        found.setdefault(replace(decision, line=0), decision)
    decisions = tuple(found.values())
    _refuse_double_keys(decisions, path)
    return decisions


def _decision(cells: Mapping[str, object], line: int) -> Decision:
    """Return the decision of one line; raise ValueError where there is none in it."""
    lacking = [name for name in NEEDED if name not in cells]
    if lacking:
        raise ValueError(f"it has no {', '.join(lacking)}")
    texts = {field.name: _text(cells, field.name) for field in fields(Decision)}
    return Decision(
        id=texts["id"],
        answer=_word(Answer, "decision", _text(cells, "decision")),
        moderator=texts["moderator"],
        decided_at=datetime.fromisoformat(texts["decided_at"]),
        genres=_names(cells.get("genres")),
        key=texts["key"],
        supersedes=texts["supersedes"],
        settles=_truth(cells.get("settles")),
        chosen_by=_word(Chosen, "chosen_by", texts["chosen_by"]),
        sha256=texts["sha256"].lower(),
        note=texts["note"],
        claimed_genre=texts["claimed_genre"],
        line=line,
    )


def _text(cells: Mapping[str, object], name: str) -> str:
    value = cells.get(name)
    if name in ("genres", "settles") or value is None:
        return ""
    # An id may be a number; a boolean is one to Python, and NaN is one to its JSON.
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}, where text was needed")
    return str(value).strip()


def _names(value: object) -> tuple[str, ...]:
    names = value.split(";") if isinstance(value, str) else value or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"genres is {value!r}, where a list of names was needed")
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _truth(value: object) -> bool:
    known = {"": False, "none": False, "false": False, "true": True}
    if str(value).strip().lower() not in known:
        raise ValueError(f"settles is {value!r}, where true or false was needed")
    return known[str(value).strip().lower()]


def _word(words: type[_Words], name: str, text: str) -> _Words:
    known = [word.value for word in words]
    if text not in known:
        raise ValueError(f"{name} is {text!r}, which is none of {', '.join(filter(None, known))}")
    return words(text)


def _jsonl(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                cells = json.loads(line.decode("utf-8-sig"))
            except ValueError as error:  # neither JSON nor UTF-8
                raise DecisionsError(
                    f"Line {number} of {path} is no JSON: {error}. Mend or export it again."
                ) from error
            if not isinstance(cells, dict):
                raise DecisionsError(
                    f"Line {number} of {path} is no JSON object. Write one in braces a line."
                )
            yield number, cells


def _csv(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines)
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise DecisionsError(
                    f"{path} has no column {', '.join(missing)}; it needs {', '.join(NEEDED)}. "
                    "Add them to its header."
                )
            for cells in reader:
                yield reader.line_num, cells
    except (UnicodeDecodeError, csv.Error) as error:
        raise DecisionsError(f"{path} is no CSV in UTF-8 ({error}). Save it as that.") from error


def _refuse_double_keys(decisions: Sequence[Decision], path: Path) -> None:
    first: dict[str, int] = {}
    for decision in decisions:
        if decision.key and decision.key in first:
            raise DecisionsError(
                f"Lines {first[decision.key]} and {decision.line} of {path} differ and have one "
                f"key, {decision.key!r}. Give every decision a key of its own."
            )
        first[decision.key] = decision.line
