"""The files of a model's folder, each held against the hash in its card."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from genre_core.card import ModelCard, file_hash


class State(StrEnum):
    """What became of a file since the export."""

    WHOLE = "as exported"
    CHANGED = "changed since the export"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class CardFile:
    """A file that a card names.

    Attributes:
        path: where it lies, or should.
        expected: its SHA-256 in the card, hex.
        size: bytes; 0 where it is missing.
        state: what became of it.
    """

    path: Path
    expected: str
    size: int
    state: State


def card_files(card: ModelCard, folder: Path) -> tuple[CardFile, ...]:
    """Return the files that a card names, by name, each compared with its hash."""
    return tuple(_look(folder / name, card.files[name]) for name in sorted(card.files))


def _look(path: Path, expected: str) -> CardFile:
    try:
        size, found = path.stat().st_size, file_hash(path)
    except OSError:
        return CardFile(path, expected, 0, State.MISSING)
    return CardFile(path, expected, size, State.WHOLE if found == expected else State.CHANGED)
