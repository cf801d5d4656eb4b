"""Single cells, whatever they come from: CSV's text, JSON's values, Parquet's types.

Each function returns what the cell says, nothing ("" or None) where it is empty, and raises a
ValueError, whose words complete "line 7: ...", where it says something else.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

_Word = TypeVar("_Word", bound=StrEnum)

_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d*)?)")
_TRUTHS = {"": False, "false": False, "0": False, "no": False, "true": True, "1": True, "yes": True}


def prose(value: object, name: str) -> str:
    """Return a cell as text, blanks and line ends as they are."""
    text = value if isinstance(value, str) else _written(value)
    if _SURROGATE.search(text):
        raise ValueError(f"{name} holds bytes that are no UTF-8; save the file as UTF-8")
    # PostgreSQL keeps no NUL, and ID3v2.4 puts one between two genres.
    return text.replace("\x00", "; ")


def _written(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # pandas makes 2.0 of an id where another is missing
    return value.isoformat() if isinstance(value, date) else str(value)


def word(value: object, name: str) -> str:
    """Return a cell as text without outer blanks."""
    return prose(value, name).strip()


def chosen(value: object, words: type[_Word], name: str) -> _Word:
    """Return the word of a list that a cell names."""
    text = word(value, name).lower()
    known = [each.value for each in words]
    if text not in known:
        raise ValueError(f"{name} is {text!r}, which is none of {', '.join(filter(None, known))}")
    return words(text)


def number(value: object, name: str) -> float | None:
    """Return a finite number."""
    text = word(value, name)
    try:
        found = float(text) if text else None
    except ValueError:
        found = math.nan
    if found is not None and not math.isfinite(found):
        raise ValueError(f"{name} is {text[:40]!r}, where a number was needed")
    return found


def seconds(value: object, name: str) -> float | None:
    """Return a length in s, written as seconds or as a clock writes it, "3:45"."""
    clock = _CLOCK.fullmatch(word(value, name))
    if not clock:
        return number(value, name)
    return 3600 * int(clock[1] or 0) + 60 * int(clock[2]) + float(clock[3])


def whole(value: object, name: str) -> int | None:
    """Return a whole number, of any size."""
    text = word(value, name)
    if re.fullmatch(r"[+-]?\d{1,30}", text):
        return int(text)
    found = number(value, name)
    if found is not None and not found.is_integer():
        raise ValueError(f"{name} is {text[:40]!r}, where a whole number was needed")
    return None if found is None else int(found)


def moment(value: object, name: str) -> datetime | None:
    """Return a time; its zone is missing where the cell names none. A number is seconds of 1970."""
    if isinstance(value, datetime):
        return value
    text = word(value, name)
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{9,10}(\.\d+)?", text):
            return datetime.fromtimestamp(float(text), UTC)
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            f"{name} is {text[:40]!r}, where a time such as 2026-02-03T10:15:00+00:00 was needed"
        ) from error


def in_utc(value: object, name: str) -> datetime | None:
    """Return a time, taken as UTC where the cell names no zone."""
    found = moment(value, name)
    return found.replace(tzinfo=UTC) if found and found.utcoffset() is None else found


def truth(value: object, name: str) -> bool:
    """Return true or false; an empty cell is false."""
    text = word(value, name).lower()
    if text not in _TRUTHS:
        raise ValueError(f"{name} is {text[:40]!r}, where true or false was needed")
    return _TRUTHS[text]


def listed(value: object, name: str) -> tuple[str, ...]:
    """Return a list's texts; in one text they stand between semicolons, or as JSON."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _json(value, name)
    items = value if isinstance(value, list | tuple) else word(value, name).split(";")
    return tuple(dict.fromkeys(text for item in items if (text := word(item, name))))


def mapped(value: object, name: str) -> Mapping[str, object]:
    """Return a mapping, or what else there is under the cell's own name."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _json(value, name)
    if isinstance(value, dict):
        return {word(key, name): each for key, each in value.items()}
    text = "; ".join(listed(value, name)) if isinstance(value, list | tuple) else word(value, name)
    return {name: text} if text else {}


def _json(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is {text[:40]!r}, which is no JSON") from error
