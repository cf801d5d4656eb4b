"""Objects of JSON, one at a time: a line each (JSONL), an array of them, or one after another."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from genre_core.exchange.nouns import Refused

Object = dict[str, Any]

_BETWEEN = re.compile(r"[\s,\[\]\ufeff]*")
_CHUNK = 1 << 18  # characters
_LARGEST = 1 << 26
"""Characters of one object; more of them are taken for a bracket that never closes."""
_DEEP = "it is nested too deeply"


def json_lines(path: Path) -> Iterator[tuple[int, Object] | Refused]:
    """Yield the object of each line; a line that holds none is refused, and the next one read."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield json_text(number, line)


def json_text(number: int, text: bytes) -> tuple[int, Object] | Refused:
    """Return the object of a text, or why there is none."""
    try:
        return _checked(number, json.loads(text.decode("utf-8-sig")))
    except ValueError as error:  # neither JSON nor UTF-8
        return Refused(number, f"it is no JSON ({error})")
    except RecursionError:
        return Refused(number, _DEEP)


def json_objects(path: Path) -> Iterator[tuple[int, Object] | Refused]:
    """Yield the objects of an array, counted from 1; the file is never in memory as a whole.

    Where the text is damaged nothing behind that place can be told apart, so the rest is refused
    with it.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as text:
        yield from _objects(text)


def _objects(text: TextIO) -> Iterator[tuple[int, Object] | Refused]:
    decoder = json.JSONDecoder()
    held, at, count = "", 0, 0
    while True:
        between = _BETWEEN.match(held, at)
        at = at if between is None else between.end()
        try:
            found, at = decoder.raw_decode(held, at)
        except RecursionError:
            yield Refused(count + 1, _DEEP)
            return
        except json.JSONDecodeError as error:
            # Perhaps the object goes on in what was not read yet: as much again as is held.
            more = text.read(max(_CHUNK, len(held) - at)) if len(held) - at < _LARGEST else ""
            if not more:
                if held[at:]:
                    yield Refused(count + 1, f"from here on it is no JSON ({error.msg})")
                return
            held, at = held[at:] + more, 0
            continue
        count += 1
        yield _checked(count, found)


def _checked(number: int, found: object) -> tuple[int, Object] | Refused:
    if isinstance(found, dict):
        return number, found
    return Refused(number, "it is no JSON object; write one in braces for each track")
