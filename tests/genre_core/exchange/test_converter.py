"""Label Studio's own converter and the JAMS library read our exports."""

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

from genre_core.exchange.nouns import CatalogueTrack
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from tests.genre_core.exchange.stories import decided, load, nasty_rows, row, written

PYTHON = Path(__file__).parents[3] / ".venv" / "converter" / "bin" / "python"

CONVERT = """
import sys
from label_studio_sdk.converter import Converter
tasks, config, out = sys.argv[1:]
converter = Converter(config=config, project_dir=None, download_resources=False)
converter.convert_to_json_min(tasks, out + "/min", is_dir=False)
converter.convert_to_csv(tasks, out + "/csv", is_dir=False, sep=",")
"""
LOAD = """
import sys, zipfile, io, json, jams
with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        text = io.StringIO(archive.read(name).decode())
        loaded = jams.load(text, validate=True, strict=True, fmt="jams")
        tags = loaded.search(namespace="tag_fma_subgenre")
        print(json.dumps([obs.value for each in tags for obs in each.data]))
"""


@pytest.fixture
def desk(store: Store) -> Store:
    """All texts that break files, and one decision of each kind."""
    track = CatalogueTrack("whole", "/music/a.mp3", claimed="Old-Time", duration=30.0)
    kinds = [
        decided(f"k{n}", answer, moderator=f"m{n}", seconds=n + 0.5)
        for n, answer in enumerate(Answer)
        if answer is not Answer.GENRE_IS
    ]
    several = decided("k9", Answer.GENRE_IS, genres=("Punk", "Psych-Rock"), moderator="m9")
    load(store, *nasty_rows(), row(track, *kinds, several))
    return store


def run(code: str, *arguments: Path) -> str:
    """Run code where the converter is installed; return what it printed."""
    if not PYTHON.exists():
        sentence = "Label Studio's converter is not installed. Run: .ci/install converter"
        if os.environ.get("CI"):
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    done = subprocess.run(
        [PYTHON, "-W", "ignore", "-c", code, *arguments], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_label_studios_converter_reads_every_decision_that_stands(
    desk: Store, tmp_path: Path
) -> None:
    tasks = written(desk, "label-studio", tmp_path / "tasks.json")
    run(CONVERT, tasks, tmp_path / "tasks.xml", tmp_path)
    found = [
        each
        for each in json.loads((tmp_path / "min" / "result.json").read_bytes())
        if each["id"] and each["audio"]
    ]
    assert {(str(each["answer"]), str(each.get("genre"))) for each in found} == {
        ("holds", "Old-Time"),
        ("genre_is", "{'choices': ['Psych-Rock', 'Punk']}"),
        ("cannot_tell", "None"),
        ("not_music", "None"),
        ("escalate", "None"),
    }
    with (tmp_path / "csv" / "result.csv").open(newline="", encoding="utf-8") as table:
        assert len(list(csv.DictReader(table))) >= len(found)


def test_the_jams_library_finds_every_file_valid(desk: Store, tmp_path: Path) -> None:
    said = run(LOAD, written(desk, "jams", tmp_path / "d.zip")).splitlines()
    assert json.loads(said[-1]) == ["Old-Time / Historic", "Psych-Rock", "Punk"]
