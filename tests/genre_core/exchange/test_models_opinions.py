"""What a model said of a track goes out with the decisions on it."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from sqlalchemy import insert, select

from genre_core.exchange.nouns import CatalogueTrack
from genre_core.genres import GENRES
from genre_core.store import schema
from genre_core.store.engine import Store
from tests.genre_core.exchange.stories import NOW, decided, judge, load, load_file, row, written

CHANCES = {genre.name: 0.3 / 19 for genre in GENRES} | {"Punk": 0.7}


@pytest.fixture
def desk(store: Store) -> Store:
    """A track with a verdict, and a decision that answers it."""
    track = CatalogueTrack("t1", "/music/a.mp3", title="=T", claimed="rock")
    load(store, row(track, decided("d1")), row(CatalogueTrack("t2"), decided("d2")))
    judge(store, "t1", CHANCES)
    with store.writing() as connection:
        ids = connection.execute(
            select(schema.decisions.c.track_id, schema.decisions.c.moderator_id)
        )
        track_id, moderator_id = ids.first() or (0, 0)
        verdict = connection.execute(select(schema.verdicts.c.id)).scalar_one()
        values = {
            "key": "d3",
            "track_id": track_id,
            "moderator_id": moderator_id,
            "genres": ["Punk"],
        }
        answer = {"verdict_id": verdict, "answer": "genre_is", "decided_at": NOW}
        connection.execute(insert(schema.decisions).values(**values, **answer))
    return store


def test_label_studio_keeps_predictions_and_scores(desk: Store, tmp_path: Path) -> None:
    tasks = json.loads(written(desk, "label-studio", tmp_path / "d.json").read_bytes())
    (prediction,) = tasks[0]["predictions"]
    assert prediction["model_version"] == "cnn 3f2a"
    assert prediction["score"] == 0.7
    assert prediction["result"][0]["value"] == {"choices": ["Punk"]}
    assert tasks[1]["predictions"] == []


def test_our_own_predictions_do_not_come_back_as_tags(desk: Store, tmp_path: Path) -> None:
    report = load_file(desk, written(desk, "label-studio", tmp_path / "d.json"))
    assert (report.tracks.same, report.refused) == (2, 0)


def test_a_table_names_model_outcome_and_probabilities(desk: Store, tmp_path: Path) -> None:
    text = written(desk, "csv", tmp_path / "d.csv").read_text()
    last = list(csv.DictReader(io.StringIO(text)))[-1]
    assert (last["model"], last["model_version"], last["outcome"]) == ("cnn", "3f2a", "mismatch")
    assert json.loads(last["probabilities"]) == pytest.approx(CHANCES)
    assert float(last["p_value"]) == 0.01


def test_jams_have_the_model_as_an_annotator_with_confidence(desk: Store, tmp_path: Path) -> None:
    with ZipFile(written(desk, "jams", tmp_path / "d.zip")) as archive:
        jams = json.loads(archive.read(archive.namelist()[0]))
    said = [
        (each["annotation_metadata"]["annotator"]["name"], each["data"][0]["confidence"])
        for each in jams["annotations"]
        if each["namespace"] == "tag_fma_subgenre"
    ]
    assert ("cnn 3f2a", 0.7) in said


def test_cleanlab_gets_claims_probabilities_and_voices(desk: Store, tmp_path: Path) -> None:
    with ZipFile(written(desk, "cleanlab", tmp_path / "d.zip")) as archive:
        labels = np.load(io.BytesIO(archive.read("labels.npy")))
        chances = np.load(io.BytesIO(archive.read("pred_probs.npy")))
        ids = list(csv.DictReader(io.StringIO(archive.read("ids.csv").decode())))
        said = list(csv.DictReader(io.StringIO(archive.read("multiannotator.csv").decode())))
        readme = archive.read("README.txt").decode()
    names = [genre.name for genre in GENRES]
    assert labels.tolist() == [names.index("Rock")]
    assert chances.shape == (1, 20)
    assert chances.sum(axis=1) == pytest.approx([1])
    assert names[chances[0].argmax()] == "Punk"
    assert (ids[0]["id"], ids[0]["title"]) == ("t1", "'=T")
    assert said == [{"row": "0", "ada": str(names.index("Punk"))}]
    assert "1 tracks of 20 classes" in readme
