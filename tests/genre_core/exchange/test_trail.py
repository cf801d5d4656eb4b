"""An exported audit trail is whole, or says where it is not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from genre_core.exchange.nouns import CatalogueTrack
from genre_core.exchange.trail import check_trail
from genre_core.store.engine import Store
from genre_core.store.findings import Anchor
from genre_core.store.proof import verify
from genre_core.store.seals import GENESIS
from tests.genre_core.exchange.stories import decided, load, row, written

Entries = list[dict[str, Any]]


@pytest.fixture
def trail(store: Store, tmp_path: Path) -> Path:
    """Five entries: four decisions and their import."""
    load(store, row(CatalogueTrack("t"), *(decided(f"d{n}", note="é🎸\n") for n in range(4))))
    return written(store, "audit", tmp_path / "trail.jsonl")


def test_a_trail_is_whole_and_ends_as_the_store_says(store: Store, trail: Path) -> None:
    last, faults = check_trail(trail)
    assert faults == ()
    with store.reading() as connection:
        assert last == verify(connection).last
    assert last.number == 5


def _change(entries: Entries) -> None:
    entries[1]["content"] = entries[1]["content"].replace("holds", "genre_is")


def _cut(entries: Entries) -> None:
    del entries[2]


def _swap(entries: Entries) -> None:
    entries[1], entries[2] = entries[2], entries[1]


def _strip(entries: Entries) -> None:
    del entries[4]["who"]


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (_change, "Entry 2 was changed: its seal does not fit it."),
        (_cut, "After entry 2 comes 4."),
        (_swap, "After entry 1 comes 3."),
        (_strip, "Line 5 has no who."),
    ],
)
def test_a_trail_that_was_tampered_with_says_where(
    trail: Path, tamper: Callable[[Entries], None], words: str
) -> None:
    entries = [json.loads(line) for line in trail.read_text().splitlines()]
    tamper(entries)
    trail.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))
    assert words in [fault.sentence for fault in check_trail(trail)[1]]


def test_an_empty_trail_is_whole(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_bytes(b"")
    assert check_trail(tmp_path / "t.jsonl") == (Anchor(0, GENESIS), ())
