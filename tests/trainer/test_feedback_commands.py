"""The command keeps every column of every kind of manifest, says what it did, and how it ended."""

import argparse
import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.trainer.test_feedback_suspects import evaluation, written
from trainer.errors import ManifestError, TrainingError
from trainer.feedback.commands import add_parser, run
from trainer.feedback.errors import DecisionsError, FeedbackError
from trainer.feedback.sheets import Sheet, read_sheet, write_sheet
from trainer.feedback.transcript import read_decisions
from trainer.manifest import read_manifest

ROWS: tuple[dict[str, object], ...] = (
    {"path": "a/1.mp3", "id": "t1", "artist": 'Ä, "B"', "genre": "Rock", "plays": 7, "tags": ["x"]},
    {"path": "a/2.mp3", "id": "t2", "artist": "001", "genre": "Jazz", "plays": 0, "tags": []},
    {"path": "a/3.mp3", "id": "t3", "artist": "NA", "genre": "Pop", "plays": 2**40, "tags": None},
)
KINDS = ("csv", "jsonl", "parquet")


def write_manifest(folder: Path, kind: str, rows: Sequence[Mapping[str, object]] = ROWS) -> Path:
    path = folder / f"manifest.{kind}"
    schema = pa.Table.from_pylist(list(rows)).schema if kind == "parquet" else None
    write_sheet(Sheet(tuple(rows[0]), tuple(rows), schema), path)
    return path


def decide(folder: Path, *rows: tuple[str, str, str, str]) -> Path:
    path = folder / "decisions.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(("id", "decision", "genres", "moderator", "decided_at"))
        for minute, row in enumerate(rows):
            lines.writerow((*row, f"2026-02-03T12:{minute:02}:00Z"))
    return path


def feedback(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="step"))
    return run(parser.parse_args(["feedback", *map(str, arguments)]))


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_comes_through_and_four_are_new(tmp_path: Path, kind: str) -> None:
    manifest = write_manifest(tmp_path, kind)
    before = manifest.read_bytes()
    decisions = decide(tmp_path, ("t1", "genre_is", "Punk", "ada"), ("t3", "not_music", "", "ada"))
    out = tmp_path / f"reviewed.{kind}"
    assert feedback("--manifest", manifest, "--decisions", decisions, "--out", out) == 0
    assert manifest.read_bytes() == before
    old, new = read_sheet(manifest), read_sheet(out)
    assert new.columns == (*old.columns, "claimed_genre", "label_by", "confirmed", "chosen_by")
    assert [{name: row[name] for name in old.columns} for row in new.rows] == [
        {**old.rows[0], "genre": "Punk"}, old.rows[1],
    ]  # fmt: skip
    truth = ["true", "false"] if kind == "csv" else [True, False]
    assert [row["confirmed"] for row in new.rows] == truth
    (dropped,) = read_sheet(tmp_path / f"reviewed.dropped.{kind}").rows
    assert (dropped["id"], dropped["set_aside"]) == ("t3", "not music, or damaged")
    assert [track.genre for track in read_manifest(out)] == ["Punk", "Jazz"]


def test_a_parquet_keeps_its_types(tmp_path: Path) -> None:
    manifest = write_manifest(tmp_path, "parquet")
    out = tmp_path / "reviewed.parquet"
    feedback("--manifest", manifest, "--decisions", decide(tmp_path), "--out", out)
    old, new = parquet.read_schema(manifest), parquet.read_schema(out)
    assert [new.field(name).type for name in old.names] == old.types
    assert new.field("confirmed").type == pa.bool_()


def test_paths_still_lead_to_the_recordings_from_another_folder(tmp_path: Path) -> None:
    manifest = write_manifest(tmp_path, "csv")
    out = tmp_path / "a" / "reviewed.csv"
    feedback("--manifest", manifest, "--decisions", decide(tmp_path), "--out", out)
    assert [track.path for track in read_manifest(out)] == [
        track.path for track in read_manifest(manifest)
    ]
    assert read_sheet(out).rows[0]["path"] == "1.mp3"
    elsewhere = tmp_path / "b" / "reviewed.csv"
    feedback("--manifest", out, "--decisions", decide(tmp_path), "--out", elsewhere)
    assert read_manifest(elsewhere)[0].path == tmp_path / "a" / "1.mp3"


def test_what_was_done_is_said_in_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions = decide(
        tmp_path,
        ("t1", "holds", "", "ada"),
        ("t2", "holds", "", "ada"),
        ("t2", "genre_is", "Blues", "bob"),
        ("t3", "genre_is", "Folk", "bob"),
        ("t9", "holds", "", "bob"),
    )
    manifest, out = write_manifest(tmp_path, "csv"), tmp_path / "out.csv"
    assert feedback("--manifest", manifest, "--decisions", decisions, "--out", out) == 0
    printed = capsys.readouterr()
    assert (
        "Of those decided on, 2 are confirmed, 1 of them with another genre; 0 are set aside, "
        "1 in dispute, 0 open." in printed.out
    )
    assert "3 decisions changed nothing, 0 of them by a fault" in printed.err
    with (tmp_path / "out.unapplied.csv").open(newline="", encoding="utf-8") as lines:
        listed = [(row["line"], row["id"], row["fault"]) for row in csv.DictReader(lines)]
    assert sorted(listed) == [("3", "t2", "no"), ("4", "t2", "no"), ("6", "t9", "no")]


def test_a_decision_that_nobody_understands_ends_in_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions = decide(tmp_path, ("t1", "genre_is", "Rok", "ada"), ("t2", "holds", "", "ada"))
    manifest, out = write_manifest(tmp_path, "csv"), tmp_path / "out.csv"
    assert feedback("--manifest", manifest, "--decisions", decisions, "--out", out) == 1
    assert "Line 2, t1: No genre of the tree is called Rok." in capsys.readouterr().err
    assert [row["confirmed"] for row in read_sheet(out).rows] == ["false", "true", "false"]
    # Mended, the list of what changed nothing goes away.
    decide(tmp_path, ("t1", "genre_is", "Rock", "ada"), ("t2", "holds", "", "ada"))
    assert feedback("--manifest", manifest, "--decisions", decisions, "--out", out) == 0
    assert not (tmp_path / "out.unapplied.csv").exists()


def test_suspects_are_ranked_without_what_decisions_confirmed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = evaluation()
    tracks = [
        {"path": f"{name}.wav", "id": name, "artist": "x", "genre": genre}
        for name, genre in zip(rows["id"], rows["genre"], strict=True)
    ]
    manifest = write_manifest(tmp_path, "jsonl", tracks)
    answers = written(rows, tmp_path)
    assert feedback("--manifest", manifest, "--evaluation", answers) == 0
    first = pd.read_csv(tmp_path / "suspects.csv")
    assert "rank" in capsys.readouterr().out
    decisions = decide(
        tmp_path,
        (first["id"][0], "holds", "", "ada"),
        (first["id"][1], "cannot_tell", "", "ada"),
        (first["id"][2], "not_music", "", "ada"),
    )
    more = ("--decisions", decisions, "--out", tmp_path / "out.jsonl")
    listed = tmp_path / "again.csv"
    feedback("--manifest", manifest, *more, "--evaluation", answers, "--suspects", listed)
    again = pd.read_csv(listed)
    assert not {first["id"][0], first["id"][2]} & set(again["id"])
    assert again["id"][0] == first["id"][1]
    assert list(again["reviewed"]) == [True] + [False] * (len(again) - 1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Nothing to do"),
        (("--out", "x.csv"), "--decisions and --out go together"),
        (("--decisions", "decisions.csv", "--out", "manifest.csv"), "is the manifest itself"),
        (("--decisions", "decisions.csv", "--out", "out.parquet"), "of the same kind"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    write_manifest(tmp_path, "csv")
    decide(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FeedbackError, match=sentence):
        feedback("--manifest", "manifest.csv", *arguments)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("m.csv", b"path,id,artist\n1,t1,x\n", "no column genre"),
        ("m.csv", b"path,artist\n1,x\n", "no column id, genre"),
        ("m.csv", b"id,genre\nt1,Rock\nt1,Jazz\n", "Row 2 .* 't1' a second time"),
        ("m.csv", b"id,genre\n,Rock\n", "Row 1 .* lacks its id"),
        ("m.csv", b"id,genre\nt1,Rock,Jazz\n", "Line 2 .* more cells than its header"),
        ("m.csv", b"id,genre\nt1,\xff\n", "no CSV in UTF-8"),
        ("m.jsonl", b'{"id": "t1", "genre": "Rock"}\n{"id":\n', "Line 2 .* no JSON"),
        ("m.jsonl", b'"t1"\n', "Line 1 .* no JSON object"),
        ("m.parquet", b"PAR1", "no readable Parquet"),
        ("m.xlsx", b"", r"ends in \.xlsx"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ManifestError, match=sentence):
        read_sheet(tmp_path / name)


def test_an_absent_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="There is no manifest"):
        read_sheet(tmp_path / "m.csv")


def test_a_broken_line_of_decisions_leaves_no_manifest(tmp_path: Path) -> None:
    manifest, out = write_manifest(tmp_path, "csv"), tmp_path / "out.csv"
    decisions = decide(tmp_path, ("t1", "perhaps", "", "ada"))
    with pytest.raises(DecisionsError, match="Line 2"):
        feedback("--manifest", manifest, "--decisions", decisions, "--out", out)
    assert not out.exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    manifest = write_manifest(tmp_path, "csv")
    out = manifest / "out.csv"
    with pytest.raises(TrainingError, match="could not be written"):
        feedback("--manifest", manifest, "--decisions", decide(tmp_path), "--out", out)


def test_the_documented_example_is_one(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "feedback.md").read_text("utf-8")
    (example,) = re.findall(r"```jsonl\n(.*?)```", page, re.DOTALL)
    (tmp_path / "example.jsonl").write_text(example, "utf-8")
    decisions = read_decisions(tmp_path / "example.jsonl")
    assert len(decisions) == 3
    documented = set(re.findall(r"^\| (\w+) \| (?:needed|with|\|)", page, re.MULTILINE))
    documented |= set(re.findall(r"^\| (\w+) \| \|", page, re.MULTILINE))
    assert documented >= {name for line in example.splitlines() for name in json.loads(line)}
    assert io.StringIO(example).readline()
