"""Single cells of the archive's tables: numbers, splits and lists of tags, each read or refused.

A list of tags is a Python literal, "[21, 45]"; an empty cell is an empty list.
"""

import re
from functools import cache

from trainer.errors import ManifestError

_LIST = re.compile(r"\[\s*(\d+\s*(,\s*\d+\s*)*)?\]")
_SPLITS = {"training": "train", "validation": "validation", "test": "test", "": ""}


def read_number(cell: str, table: str) -> int:
    """Return a whole number >= 0, an id or seconds; raise ManifestError for anything else."""
    if not cell.isdecimal():
        raise ManifestError(
            f"{table} has {cell!r} where a track's number or seconds are needed. "
            "Mend the row or fetch the table again."
        )
    return int(cell)


def read_split(name: str, track: str) -> str:
    """Return "train", "validation", "test" or "" for the archive's word for the official split.

    Raises:
        ManifestError: the archive has no such split.
    """
    if name not in _SPLITS:
        raise ManifestError(
            f"Track {track} lies in the split {name!r}; the official split has training, "
            "validation and test. Mend the row or fetch the table again."
        )
    return _SPLITS[name]


def read_tags(text: str, track: str, table: str) -> tuple[int, ...]:
    """Return the ids of a list of tags in its order, each once.

    Raises:
        ManifestError: the text is no list of whole numbers.
    """
    try:
        return _parsed(text)
    except ValueError as error:
        raise ManifestError(
            f"Track {track} of {table} has the genres {text!r}; a list like [21, 45] is needed. "
            "Mend the row or fetch the table again."
        ) from error


@cache
def _parsed(text: str) -> tuple[int, ...]:
    if not text:
        return ()
    if not _LIST.fullmatch(text):
        raise ValueError(text)
    return tuple(dict.fromkeys(int(digits) for digits in re.findall(r"\d+", text)))
