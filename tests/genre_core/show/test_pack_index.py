"""The index of a pack reads back as it was written, or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from genre_core.errors import ShowError
from genre_core.evaluation.intervals import Interval
from genre_core.outcomes import Outcome
from genre_core.show.kept_files import KeptFile
from genre_core.show.lab_chart import LabChart, Rule
from genre_core.show.pack_index import (
    INDEX,
    Figures,
    PackedRound,
    PackIndex,
    asked,
    read_index,
    write_index,
)
from genre_core.show.running_order import Round
from genre_core.show.seed_beside import SeedBeside, Standing
from genre_core.show.votes import Choice

BAR = Interval(0.1, 0.05, 1 / 3)
STANDING = Standing("tiny", "Ein schönes Modell", 3, BAR, BAR, "7 tracks")
RULE = Rule("naive", BAR, BAR, BAR)
PACKED = PackedRound(
    "r1", "a" * 64, "b" * 64, "Hip Hop", 19.98, "Rock", Outcome.MISMATCH, "No: …",
    KeptFile("c" * 64, "flac", 7), KeptFile("d" * 64, "png", 8), KeptFile("e" * 64, "json", 9),
)  # fmt: skip
FIGURES = Figures(
    "f" * 64,
    SeedBeside(STANDING, STANDING, "A sentence."),
    LabChart("tiny 1", 0.05, 0.05, 7, 3, RULE, RULE, "Another."),
)


@pytest.mark.parametrize("figures", [FIGURES, Figures("f" * 64, None, None)])
def test_it_reads_back_as_it_was_written(tmp_path: Path, figures: Figures) -> None:
    index = PackIndex("tiny 1", 0.05, (PACKED, PACKED), figures)
    write_index(index, tmp_path)
    assert read_index(tmp_path) == index
    assert read_index(tmp_path).rounds[0].answer is Choice.NO


def change(folder: Path, name: str, value: Any) -> None:
    content = json.loads((folder / INDEX).read_text())
    content[name] = value
    (folder / INDEX).write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("schema", 99, "has layout 99, not 1"),
        ("sha256", "0" * 64, "was changed since it was packed"),
        ("content", {}, "was changed since it was packed"),
    ],
)
def test_what_was_changed_is_refused(tmp_path: Path, name: str, value: Any, why: str) -> None:
    write_index(PackIndex("tiny 1", 0.05, (PACKED,), FIGURES), tmp_path)
    change(tmp_path, name, value)
    with pytest.raises(ShowError, match=why):
        read_index(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, "null", '{"schema": 1}', "\ud800"])
def test_what_is_no_index_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / INDEX).write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ShowError, match="Make the pack again"):
        read_index(tmp_path)


def test_only_what_is_heard_and_judged_decides_whether_a_round_is_the_same() -> None:
    base = Round("a.wav", "Rock", "Jazz", "me", "mine", "CC0", 1.0, 20.0, "Well?")
    assert asked(base) == asked(Round("a.wav", "Rock", start=1.0))
    others = (
        Round("b.wav", "Rock", start=1.0),
        Round("a.wav", "Punk", start=1.0),
        Round("a.wav", "Rock", start=2.0),
        Round("a.wav", "Rock", start=1.0, seconds=19.0),
    )
    assert len({asked(each) for each in (base, *others)}) == 5
