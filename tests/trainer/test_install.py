"""Whatever interrupts an installation, a whole model stands in its place."""

from pathlib import Path

import pytest

from genre_core.card import NETWORK, list_models, read_card
from genre_core.classifier import load_classifier
from genre_core.errors import ModelError
from tests.contests import renew, write_contestant
from trainer.errors import TrainingError
from trainer.install import append, install, recover


def test_a_candidate_is_put_where_nothing_was(tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "candidate")
    (candidate / "notes.txt").write_text("not named by the card", "utf-8")
    install(candidate, tmp_path / "models" / "tiny", {"log": "one\n"})
    place = tmp_path / "models" / "tiny"
    load_classifier(place)
    expected = {"card.json", "log", *read_card(candidate).files} - {"notes.txt"}
    assert {path.name for path in place.iterdir()} == expected
    assert list((tmp_path / "models").iterdir()) == [place]
    load_classifier(candidate)


def test_a_candidate_takes_the_place_of_another_model(tmp_path: Path) -> None:
    place = write_contestant(tmp_path / "models" / "tiny", version="1")
    install(write_contestant(tmp_path / "candidate", version="2"), place, {})
    assert read_card(place).version == "2"
    assert list_models(tmp_path / "models") == ("tiny",)
    assert list((tmp_path / "models").iterdir()) == [place]


def test_a_candidate_that_does_not_load_changes_nothing(tmp_path: Path) -> None:
    place = write_contestant(tmp_path / "models" / "tiny", version="1")
    candidate = write_contestant(tmp_path / "candidate", version="2")
    (candidate / NETWORK).write_bytes(b"no graph")
    renew(candidate, "2")
    with pytest.raises(ModelError, match="no graph that ONNX Runtime"):
        install(candidate, place, {})
    assert load_classifier(place).card.version == "1"
    assert list((tmp_path / "models").iterdir()) == [place]


def test_a_folder_that_was_moved_aside_when_the_power_failed_comes_back(tmp_path: Path) -> None:
    place = write_contestant(tmp_path / "models" / "tiny")
    aside = tmp_path / "models" / ".before-tiny"
    aside.mkdir()
    place.rename(aside / "tiny")
    assert list_models(tmp_path / "models") == ()
    recover(place)
    load_classifier(place)
    assert not aside.exists()


def test_the_old_folder_goes_where_the_new_one_was_in_place_already(tmp_path: Path) -> None:
    place = write_contestant(tmp_path / "models" / "tiny", version="2")
    write_contestant(tmp_path / "models" / ".before-tiny" / "tiny", version="1")
    recover(place)
    assert read_card(place).version == "2"
    assert list((tmp_path / "models").iterdir()) == [place]


def test_a_card_that_names_a_file_elsewhere_is_refused(tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "candidate")
    card = candidate / "card.json"
    card.write_text(card.read_text("utf-8").replace('"golden.npz"', '"../golden.npz"'), "utf-8")
    with pytest.raises(TrainingError, match=r"names a file '\.\./golden\.npz', which would lie"):
        install(candidate, tmp_path / "models" / "tiny", {})
    assert not (tmp_path / "models" / "tiny").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    candidate = write_contestant(tmp_path / "candidate")
    (tmp_path / "models").write_text("a file where a folder should be", "utf-8")
    with pytest.raises(
        TrainingError, match=r"models/tiny could not be written: .* repeat the step"
    ):
        install(candidate, tmp_path / "models" / "tiny", {})
    with pytest.raises(TrainingError, match=r"models/tiny could not be written"):
        append(tmp_path / "models" / "tiny" / "log", "line\n")


def test_lines_are_added_to_what_is_there(tmp_path: Path) -> None:
    for line in ("one\n", "two\n"):
        append(tmp_path / "new" / "log", line)
    assert (tmp_path / "new" / "log").read_text("utf-8") == "one\ntwo\n"
