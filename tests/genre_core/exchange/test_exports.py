"""What each export says to the tools that it is for."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pytest

from genre_core.desk.records import Search
from genre_core.errors import NotAllowed
from genre_core.exchange.exporting import Export, Format, export
from genre_core.exchange.nouns import CatalogueTrack
from genre_core.genres import GENRES
from genre_core.people import LOCAL, Person, Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from tests.genre_core.exchange.stories import decided, load, nasty_rows, row, written
from trainer.feedback.transcript import read_decisions


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Store:
    """Two tracks: on one two people differ and one takes it back, on the other all is skipped."""
    one = CatalogueTrack(
        "t1", str(tmp_path / "x" / "a.mp3"), title="T", artist="A", claimed="rock", duration=30.0
    )
    two = CatalogueTrack("t2", claimed="Wobble")
    genre = decided("d2", Answer.GENRE_IS, genres=("Punk", "Metal"), moderator="bea", note="fast")
    undo = decided("d3", Answer.UNDO, supersedes="d2", moderator="bea")
    late = decided("d4", Answer.NOT_MUSIC, moderator="bea", seconds=3.5)
    golden = decided("d6", Answer.CANNOT_TELL, queue="golden", moderator="cy")
    load(
        store,
        row(one, decided("d1"), genre, undo, late, golden),
        row(two, decided("d5", Answer.SKIP)),
    )
    return store


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_only_an_admin_exports(store: Store, tmp_path: Path) -> None:
    senior = Person("s", "Sam", Role.SENIOR)
    with pytest.raises(NotAllowed, match="Sam is a senior and may not export decisions"):
        export(store, senior, Export(Format.CSV), tmp_path / "d.csv")
    assert not (tmp_path / "d.csv").exists()


def test_no_cell_of_a_csv_is_a_formula(store: Store, tmp_path: Path) -> None:
    load(store, *nasty_rows())
    with written(store, "csv", tmp_path / "d.csv").open(newline="", encoding="utf-8") as text:
        cells = [cell for line in csv.reader(text) for cell in line]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n")]


def test_a_csv_begins_with_a_mark_where_it_is_asked_for(desk: Store, tmp_path: Path) -> None:
    export(desk, LOCAL, Export(Format.CSV, mark=True), tmp_path / "d.csv")
    assert (tmp_path / "d.csv").read_bytes().startswith(b"\xef\xbb\xbfid,title,")


def test_a_search_exports_what_it_finds(desk: Store, tmp_path: Path) -> None:
    wish = Export(Format.JSONL, Search(moderator="bea"))
    assert export(desk, LOCAL, wish, tmp_path / "d.jsonl") == 3
    assert {line["key"] for line in lines(tmp_path / "d.jsonl")} == {"d2", "d3", "d4"}


def test_the_trainer_reads_its_file_without_answers_to_golden_items(
    desk: Store, tmp_path: Path
) -> None:
    found = read_decisions(written(desk, "feedback", tmp_path / "d.jsonl"))
    assert [(each.id, each.key, each.answer.value, each.supersedes) for each in found] == [
        ("t1", "d1", "holds", ""),
        ("t1", "d2", "genre_is", ""),
        ("t1", "d3", "undo", "d2"),
        ("t1", "d4", "not_music", ""),
        ("t2", "d5", "skip", ""),
    ]
    assert found[1].genres == ("Punk", "Metal")
    assert found[1].note == "fast"


def test_the_trainer_reads_our_csv_too(desk: Store, tmp_path: Path) -> None:
    found = read_decisions(written(desk, "csv", tmp_path / "d.csv"))
    assert [each.key for each in found] == ["d1", "d2", "d3", "d4", "d6", "d5"]
    assert found[1].genres == ("Punk", "Metal")


def test_label_studio_gets_a_task_a_track_with_every_decision(desk: Store, tmp_path: Path) -> None:
    tasks = json.loads(written(desk, "label-studio", tmp_path / "d.json").read_bytes())
    assert [task["data"]["id"] for task in tasks] == ["t1", "t2"]
    assert tasks[0]["data"]["claimed_genre"] == "Rock"
    assert [
        (
            each["completed_by"],
            each["was_cancelled"],
            each["lead_time"],
            [result["value"]["choices"] for result in each["result"]],
        )
        for each in tasks[0]["annotations"]
    ] == [
        (1, False, None, [["holds"], ["Rock"]]),
        (2, True, None, [["genre_is"], ["Metal", "Punk"]]),
        (2, True, None, [["undo"]]),
        (2, False, 3.5, [["not_music"]]),
        (3, True, None, [["cannot_tell"]]),
    ]
    assert tasks[1]["annotations"][0]["was_cancelled"] is True
    assert [each["id"] for task in tasks for each in task["annotations"]] == [1, 2, 3, 4, 5, 6]


def test_label_studios_interface_names_every_choice(desk: Store, tmp_path: Path) -> None:
    written(desk, "label-studio", tmp_path / "d.json")
    view = ElementTree.fromstring((tmp_path / "d.xml").read_text())
    values = {choice.get("value") for choice in view.iter("Choice")}
    assert values == {genre.name for genre in GENRES} | {answer.value for answer in Answer}


def test_prodigy_gets_a_line_a_decision(desk: Store, tmp_path: Path) -> None:
    found = lines(written(desk, "prodigy", tmp_path / "d.jsonl"))
    assert [(each["_annotator_id"], each["answer"], each["accept"]) for each in found] == [
        ("ada", "accept", ["Rock"]),
        ("bea", "ignore", ["Metal", "Punk"]),
        ("bea", "ignore", []),
        ("bea", "accept", ["not_music"]),
        ("cy", "ignore", ["cannot_tell"]),
        ("ada", "ignore", []),
    ]
    offered: Any = found[0]["options"]
    options = {option["id"] for option in offered}
    assert options >= {"not_music", "cannot_tell", "Trip-Hop"}


def test_hugging_face_gets_what_stands_of_each_track(desk: Store, tmp_path: Path) -> None:
    agreed = CatalogueTrack("t3", "https://example.org/c.mp3", claimed="Jazz")
    other = decided("e2", Answer.GENRE_IS, genres=("Folk",), moderator="bea", settles=True)
    load(desk, row(agreed, decided("e1"), other))
    path = written(desk, "hf", tmp_path / "metadata.csv")
    found = list(csv.DictReader(io.StringIO(path.read_text())))
    assert [(each["file_name"], each["label"], each["agreed"]) for each in found] == [
        ("x/a.mp3", "", "false"),
        ("", "", "false"),
        ("https://example.org/c.mp3", "Folk", "true"),
    ]


def test_the_same_decisions_make_the_same_zip(desk: Store, tmp_path: Path) -> None:
    first = written(desk, "jams", tmp_path / "a.zip").read_bytes()
    assert written(desk, "jams", tmp_path / "b.zip").read_bytes() == first


def test_an_empty_desk_exports_empty_files(store: Store, tmp_path: Path) -> None:
    for form in Format:
        assert export(store, LOCAL, Export(form), tmp_path / f"d.{form}") == 0
    assert json.loads((tmp_path / "d.label-studio").read_bytes()) == []
    with ZipFile(tmp_path / "d.cleanlab") as archive:
        assert np.load(io.BytesIO(archive.read("pred_probs.npy"))).shape == (0, 20)
