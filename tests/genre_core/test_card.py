"""A card says all that is known of a model, and a folder that was tampered with is caught."""

import json
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from genre_core.card import (
    CARD,
    SCHEMA,
    ModelCard,
    default_model,
    file_hash,
    list_models,
    models_folder,
    read_card,
    verify_files,
    write_card,
)
from genre_core.errors import ModelError
from tests.models import GENRES, SPEC, tiny_card

MENDING = r"Restore the folder \(git restore models\) or export the model again\."


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model, to be damaged."""
    return Path(copytree(tiny_model, tmp_path / "tiny"))


def rewrite(folder: Path, **change: Any) -> None:
    content = json.loads((folder / CARD).read_text("utf-8"))
    (folder / CARD).write_text(json.dumps(content | change), "utf-8")


def test_a_card_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    card = tiny_card({"model.onnx": "0" * 64})
    write_card(card, tmp_path)
    assert read_card(tmp_path) == card


def test_equal_cards_are_equal_bytes_that_a_person_can_read(tmp_path: Path) -> None:
    card = replace(tiny_card({}), title="Blåsorkester, 20 °C")
    write_card(card, tmp_path)
    first = (tmp_path / CARD).read_bytes()
    write_card(read_card(tmp_path), tmp_path)
    assert (tmp_path / CARD).read_bytes() == first
    assert "Blåsorkester, 20 °C" in first.decode("utf-8")
    assert first.endswith(b"}\n")


def test_a_card_knows_its_picture_its_genres_and_whether_it_can_be_asked(tiny_model: Path) -> None:
    card = read_card(tiny_model)
    assert (card.spec, card.genres, card.parameters) == (SPEC, GENRES, 96)
    assert card.serves
    assert not replace(card, files={}).serves
    assert card.metric("accuracy").value == 0.5


def test_a_metric_that_was_not_measured_is_not_made_up(tiny_model: Path) -> None:
    with pytest.raises(ModelError, match=r"of tiny has no metric 'charm'\. Evaluate the model"):
        read_card(tiny_model).metric("charm")


def test_the_models_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    assert models_folder() == root / "models"
    monkeypatch.setenv("SPECTROGRAM_MODELS", "elsewhere")
    assert models_folder() == Path("elsewhere")


def test_models_are_the_folders_that_hold_a_card(tiny_model: Path, tmp_path: Path) -> None:
    for name in ("zither", "accordion"):
        copytree(tiny_model, tmp_path / name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("no model", "utf-8")
    assert list_models(tmp_path) == ("accordion", "zither")


def test_the_default_model_is_one_that_can_be_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(folder.parent))
    (folder.parent / "archive").mkdir()
    write_card(replace(tiny_card({}), name="archive"), folder.parent / "archive")
    assert default_model() == "tiny"
    folder.rename(folder.parent / "open-music")
    assert default_model() == "open-music"


def test_without_a_network_there_is_no_default_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match=r"can be asked; at hand: none\. Restore"):
        default_model()
    (tmp_path / "archive").mkdir()
    write_card(tiny_card({}), tmp_path / "archive")
    with pytest.raises(ModelError, match=r"can be asked; at hand: archive\."):
        default_model()


def test_a_missing_model_is_answered_with_those_at_hand(folder: Path) -> None:
    with pytest.raises(
        ModelError, match=r"no model 'tuba': card\.json is missing .* Models at hand: tiny\."
    ):
        read_card(folder.parent / "tuba")
    with pytest.raises(ModelError, match="Models at hand: none"):
        read_card(folder / "nowhere" / "tuba")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"schema": 1'])
def test_a_card_that_is_no_json_is_refused(folder: Path, content: bytes) -> None:
    (folder / CARD).write_bytes(content)
    with pytest.raises(ModelError, match=rf"The card of tiny cannot be read: .*{MENDING}"):
        read_card(folder)


@pytest.mark.parametrize("schema", [SCHEMA + 1, None, "1"])
def test_a_card_of_another_layout_is_refused(folder: Path, schema: object) -> None:
    rewrite(folder, schema=schema)
    with pytest.raises(
        ModelError, match=rf"has layout {schema!r}; this version reads 1\. {MENDING}"
    ):
        read_card(folder)


def test_a_card_that_is_a_list_is_refused(folder: Path) -> None:
    (folder / CARD).write_text("[1]", "utf-8")
    with pytest.raises(ModelError, match=rf"has layout None; this version reads 1\. {MENDING}"):
        read_card(folder)


FIELDS = list(ModelCard.__dataclass_fields__)


@pytest.mark.parametrize("name", FIELDS)
def test_a_card_without_a_field_is_refused(folder: Path, name: str) -> None:
    content = json.loads((folder / CARD).read_text("utf-8"))
    del content[name]
    (folder / CARD).write_text(json.dumps(content), "utf-8")
    with pytest.raises(
        ModelError, match=rf"incomplete or damaged \(KeyError\('{name}'\)\)\. {MENDING}"
    ):
        read_card(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"spec": {}},
        {"spec": {"hop": 0}},
        {"metrics": [{"name": "accuracy"}]},
        {"metrics": None},
        {"data": [{"colour": "red"}]},
        {"layers": [{"output_shape": 3}]},
        {"layers": ["conv"]},
        {"files": ["model.onnx"]},
        {"genres": 5},
        {"crops": "four"},
    ],
    ids=str,
)
def test_a_card_with_a_field_of_another_kind_is_refused(
    folder: Path, change: dict[str, object]
) -> None:
    rewrite(folder, **change)
    with pytest.raises(ModelError, match=rf"of tiny is incomplete or damaged .*{MENDING}"):
        read_card(folder)


@pytest.mark.parametrize(
    "change", [{"genres": ["Rock"]}, {"genres": ["Rock", "Rock"]}, {"crops": 0}]
)
def test_a_card_that_tells_nothing_apart_is_refused(
    folder: Path, change: dict[str, object]
) -> None:
    rewrite(folder, **change)
    with pytest.raises(ModelError, match=rf"needs two genres or more.*{MENDING}"):
        read_card(folder)


def test_whole_files_are_let_through(folder: Path) -> None:
    verify_files(read_card(folder), folder)


@pytest.mark.parametrize("name", ["model.onnx", "calibration.npz", "golden.npz"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} is missing from the model tiny\. {MENDING}"):
        verify_files(read_card(folder), folder)


@pytest.mark.parametrize("name", ["model.onnx", "calibration.npz", "golden.npz"])
@pytest.mark.parametrize("place", [0, 100, -1])
def test_one_flipped_bit_is_found(folder: Path, name: str, place: int) -> None:
    damaged = bytearray((folder / name).read_bytes())
    damaged[place] ^= 1
    (folder / name).write_bytes(damaged)
    with pytest.raises(ModelError, match=rf"{name} of the model tiny is not the file .*{MENDING}"):
        verify_files(read_card(folder), folder)


def test_the_hash_is_sha_256(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")  # the example of FIPS 180-2
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_hash(tmp_path / "abc") == expected


@pytest.mark.parametrize("name", list_models())
def test_every_model_of_the_repository_is_whole(name: str) -> None:
    card = read_card(models_folder() / name)
    verify_files(card, models_folder() / name)
    # Beside the model lies the log of promotions, which outlives it.
    kept = {path.name for path in (models_folder() / name).iterdir()} - {CARD, "promotions.jsonl"}
    assert card.name == name
    assert kept == set(card.files)
    assert card.intended_use
    assert card.limits
    assert all(metric.low <= metric.high for metric in card.metrics)
