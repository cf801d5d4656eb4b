"""Each file of a model is held against its card."""

from pathlib import Path

from genre_core.card import CARD, read_card
from genre_core.card_files import State, card_files
from tests.models import write_tiny_model


def test_whole_changed_and_missing_files_are_told_apart(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny")
    card = read_card(folder)
    assert {file.state for file in card_files(card, folder)} == {State.WHOLE}
    (folder / "golden.npz").write_bytes(b"other")
    (folder / "model.onnx").unlink()
    found = {file.path.name: file for file in card_files(card, folder)}
    assert {name: file.state for name, file in found.items()} == {
        "calibration.npz": State.WHOLE,
        "golden.npz": State.CHANGED,
        "model.onnx": State.MISSING,
    }
    assert (found["golden.npz"].size, found["model.onnx"].size) == (5, 0)
    assert CARD not in found
