"""A model folder changes as a whole or not at all."""

from dataclasses import replace
from pathlib import Path

import pytest

from genre_core.card import read_card, verify_files
from genre_core.classifier import load_classifier
from genre_core.errors import ModelError
from tests.models import honest_answers, tiny_card, write_tiny_model
from tests.trainer.tracks import track
from trainer.export import data_sources, write_model


def parts(source: Path) -> dict[str, Path]:
    return {name: source / name for name in ("model.onnx", "golden.npz")}


def test_an_exported_model_is_whole_and_loads(tmp_path: Path) -> None:
    source = write_tiny_model(tmp_path / "source")
    made = write_model(tiny_card({}), tmp_path / "models" / "tiny", parts(source), honest_answers())
    assert set(made.files) == {"model.onnx", "golden.npz", "calibration.npz"}
    assert load_classifier(tmp_path / "models" / "tiny").card == made


def test_a_new_model_takes_the_place_of_the_old_one_and_of_all_its_files(tmp_path: Path) -> None:
    source = write_tiny_model(tmp_path / "source")
    folder = write_tiny_model(tmp_path / "models" / "tiny")
    (folder / "old-notes.txt").write_text("of the old model", "utf-8")
    write_model(replace(tiny_card({}), version="2"), folder, parts(source), honest_answers())
    assert read_card(folder).version.startswith("2+")
    assert not (folder / "old-notes.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["tiny"]


def test_a_model_that_fails_its_golden_answer_leaves_the_old_one_in_place(tmp_path: Path) -> None:
    source = write_tiny_model(tmp_path / "source")
    folder = write_tiny_model(tmp_path / "models" / "tiny")
    (source / "golden.npz").write_bytes(b"torn")
    with pytest.raises(ModelError, match="golden answer of tiny cannot be read"):
        write_model(replace(tiny_card({}), version="2"), folder, parts(source), honest_answers())
    old = read_card(folder)
    verify_files(old, folder)
    assert old.version == "1"
    assert [path.name for path in folder.parent.iterdir()] == ["tiny"]


def test_sources_are_counted_and_credited_largest_first() -> None:
    tracks = [
        replace(track(0, "b", source="label"), licence="CC BY 4.0"),
        replace(track(1, "a", source="label"), licence="CC0-1.0"),
        replace(track(2, "a", source="label"), licence="CC0-1.0"),
        track(3, "c"),
    ]
    label, unnamed = data_sources(tracks)
    assert (label.name, label.tracks, label.artists) == ("label", 3, 2)
    assert (label.licence, label.credit) == ("CC BY 4.0; CC0-1.0", "a, b")
    assert (unnamed.name, unnamed.licence) == ("unnamed", "not stated")
