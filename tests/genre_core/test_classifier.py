"""The classifier answers what its graph says, to many at once, and never from a damaged folder."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from threading import Barrier

import numpy as np
import pytest
from numpy.typing import NDArray

from genre_core.calibration import Calibration, save_calibration
from genre_core.card import models_folder, read_card, write_card
from genre_core.classifier import (
    GOLDEN_TOLERANCE,
    Classifier,
    load_classifier,
    shared_classifier,
)
from genre_core.errors import ModelError
from genre_core.spectrogram import Spectrogram
from tests.models import (
    FEATURES,
    GENRES,
    PATCH,
    SPEC,
    by_hand,
    golden_picture,
    honest_answers,
    sign,
    tiny_card,
    write_network,
)

MENDING = r"Restore the folder \(git restore models\) or export the model again\."


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model, to be damaged."""
    return Path(copytree(tiny_model, tmp_path / "tiny"))


def bare_array() -> bytes:
    file = io.BytesIO()
    np.save(file, golden_picture())
    return file.getvalue()


def crops(count: int, frames: int = SPEC.frames, seed: int = 1) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    return random.uniform(-80.0, 0.0, (count, SPEC.bands, frames)).astype(np.float32)


def test_the_logits_are_the_mean_over_crops_of_what_the_graph_says(
    tiny_classifier: Classifier,
) -> None:
    pictures = crops(5)
    answer = tiny_classifier.predict(pictures)
    expected = by_hand(pictures).mean(axis=(0, 1, 2))
    np.testing.assert_allclose(answer.logits, expected, atol=1e-5)
    assert answer.logits.dtype == np.float32
    assert answer.embedding.shape == (FEATURES,)
    assert (answer.genres, answer.crops) == (GENRES, 5)


def test_the_order_of_the_crops_does_not_matter(tiny_classifier: Classifier) -> None:
    pictures = crops(6)
    forwards, backwards = (tiny_classifier.predict(p) for p in (pictures, pictures[::-1]))
    np.testing.assert_allclose(forwards.logits, backwards.logits, atol=1e-6)


def test_the_activation_map_has_a_mean_and_the_mean_is_the_logits(
    tiny_classifier: Classifier,
) -> None:
    pictures = crops(1)
    maps = tiny_classifier.activation(Spectrogram(pictures[0], SPEC))
    assert maps.shape == (len(GENRES), SPEC.bands // 4, SPEC.frames // 4)
    np.testing.assert_allclose(maps, by_hand(pictures)[0].transpose(2, 0, 1), atol=1e-5)
    np.testing.assert_allclose(
        maps.mean(axis=(1, 2)), tiny_classifier.predict(pictures).logits, atol=1e-6
    )


@pytest.mark.parametrize("frames", [4, 63, 1000])
def test_the_activation_map_is_as_long_as_its_picture(
    tiny_classifier: Classifier, frames: int
) -> None:
    picture = Spectrogram(crops(1, frames)[0], SPEC)
    assert tiny_classifier.activation(picture).shape[2] == frames // 4


@pytest.mark.parametrize("columns", [512, 600, 1300])
def test_a_long_picture_looked_at_in_blocks_has_the_map_of_one_run(
    tiny_classifier: Classifier, columns: int
) -> None:
    decibels = crops(1, frames=PATCH * columns)[0]
    blocks = tiny_classifier.activation(Spectrogram(decibels, SPEC))
    (whole,) = tiny_classifier.session.run(["activation"], {"decibels": decibels[None, ..., None]})
    assert np.array_equal(blocks, whole[0].transpose(2, 0, 1))


@pytest.mark.parametrize(
    "pictures",
    [crops(0), crops(1)[0], crops(2, 63), crops(2)[:, :8], crops(1)[..., None]],
    ids=lambda p: str(p.shape),
)
def test_pictures_of_another_shape_are_refused(
    tiny_classifier: Classifier, pictures: NDArray[np.float32]
) -> None:
    with pytest.raises(
        ModelError, match=r"looks at one or more of \(16, 64\), float32\. Draw them"
    ):
        tiny_classifier.predict(pictures)


def test_pictures_of_another_type_are_refused(tiny_classifier: Classifier) -> None:
    with pytest.raises(ModelError, match=r"The pictures are float64 of shape \(1, 16, 64\)"):
        tiny_classifier.predict(crops(1).astype(np.float64))


def test_a_picture_of_another_spec_is_refused(tiny_classifier: Classifier) -> None:
    other = Spectrogram(crops(1)[0], replace(SPEC, hop=64))
    with pytest.raises(ModelError, match=r"was drawn as .*hop=64.* Draw it with the model's spec"):
        tiny_classifier.activation(other)


def test_eight_threads_get_the_answers_of_one(tiny_classifier: Classifier) -> None:
    asked = [crops(3, seed=seed) for seed in range(200)]
    alone = [tiny_classifier.predict(pictures).logits for pictures in asked]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(tiny_classifier.predict, asked))
    assert all(np.array_equal(a, b.logits) for a, b in zip(alone, together, strict=True))


def test_a_model_is_loaded_once_for_all_who_ask_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(folder.parent))
    together = Barrier(8)

    def ask(name: str) -> Classifier:
        together.wait()
        return shared_classifier(name)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, ["tiny"] * 8))
    assert len({id(classifier) for classifier in found}) == 1
    assert found[0].card == read_card(folder)


def test_a_model_that_failed_to_load_is_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(folder.parent))
    away = (folder / "golden.npz").rename(folder.parent / "golden.npz")
    with pytest.raises(ModelError, match=r"golden\.npz is missing"):
        shared_classifier("tiny")
    away.rename(folder / "golden.npz")
    assert shared_classifier("tiny").card.name == "tiny"


@pytest.mark.parametrize("name", ["model.onnx", "calibration.npz", "golden.npz"])
def test_a_missing_file_keeps_the_model_from_answering(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} is missing from the model tiny\. {MENDING}"):
        load_classifier(folder)


@pytest.mark.parametrize("name", ["model.onnx", "calibration.npz", "golden.npz"])
def test_a_flipped_bit_keeps_the_model_from_answering(folder: Path, name: str) -> None:
    damaged = bytearray((folder / name).read_bytes())
    damaged[len(damaged) // 2] ^= 16
    (folder / name).write_bytes(damaged)
    with pytest.raises(ModelError, match=rf"{name} of the model tiny is not the file .*{MENDING}"):
        load_classifier(folder)


def test_a_model_without_a_network_can_be_read_about_but_not_asked(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    sign(folder)
    assert read_card(folder).title == "A tiny model"
    with pytest.raises(
        ModelError, match=r"has no network: model\.onnx is not among .* another model"
    ):
        load_classifier(folder)


@pytest.mark.parametrize("name", ["calibration.npz", "golden.npz"])
def test_a_file_without_a_hash_in_the_card_is_not_trusted(folder: Path, name: str) -> None:
    files = dict(read_card(folder).files)
    del files[name]
    write_card(tiny_card(files), folder)
    with pytest.raises(ModelError, match=rf"holds no SHA-256 of {name}, which .*{MENDING}"):
        load_classifier(folder)


@pytest.mark.parametrize("content", [b"", b"no graph", b"\x08\x08"])
def test_a_network_that_is_no_graph_is_refused(folder: Path, content: bytes) -> None:
    (folder / "model.onnx").write_bytes(content)
    sign(folder)
    with pytest.raises(ModelError, match=rf"is no graph that ONNX Runtime .* can run: .*{MENDING}"):
        load_classifier(folder)


def test_a_network_without_its_three_outputs_is_refused(folder: Path) -> None:
    write_network(folder / "model.onnx", outputs=("logits", "activation"))
    sign(folder)
    with pytest.raises(
        ModelError,
        match=rf"\['activation', 'logits'\]; logits, embedding and activation were.*{MENDING}",
    ):
        load_classifier(folder)


def test_a_calibration_of_other_genres_is_refused(folder: Path) -> None:
    honest = honest_answers()
    other = Calibration(
        ("Classical", "Rock", "Electronic"), 1.2, honest.labels, honest.probabilities
    )
    save_calibration(folder / "calibration.npz", other)
    sign(folder)
    with pytest.raises(ModelError, match=rf"is for \('Classical', 'Rock', 'Elec.*{MENDING}"):
        load_classifier(folder)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"no archive", bare_array()])
def test_a_golden_answer_that_cannot_be_read_is_refused(folder: Path, content: bytes) -> None:
    (folder / "golden.npz").write_bytes(content)
    sign(folder)
    with pytest.raises(ModelError, match=rf"golden answer of tiny cannot be read: .*{MENDING}"):
        load_classifier(folder)


def test_a_golden_answer_without_its_arrays_is_refused(folder: Path) -> None:
    np.savez(folder / "golden.npz", pictures=golden_picture())
    sign(folder)
    with pytest.raises(ModelError, match=rf"golden answer of tiny cannot be read: .*{MENDING}"):
        load_classifier(folder)


def golden_logits() -> NDArray[np.float32]:
    answer: NDArray[np.float32] = by_hand(golden_picture()).mean(axis=(1, 2))[0].astype(np.float32)
    return answer


@pytest.mark.parametrize(
    "logits",
    [
        golden_logits() + np.float32(3 * GOLDEN_TOLERANCE),
        golden_logits()[::-1],
        golden_logits() * np.float32(np.nan),
        golden_logits()[:2],
        np.zeros((2, 2), np.float32),
    ],
    ids=["shifted", "swapped", "NaN", "of two genres", "of another shape"],
)
def test_a_network_that_answers_otherwise_than_at_export_is_refused(
    folder: Path, logits: NDArray[np.float32]
) -> None:
    np.savez(folder / "golden.npz", pictures=golden_picture(), logits=logits)
    sign(folder)
    with pytest.raises(ModelError, match=rf"(?s)to its golden picture instead of .*{MENDING}"):
        load_classifier(folder)


def test_rounding_of_another_machine_is_let_through(folder: Path) -> None:
    near = golden_logits() + np.float32(GOLDEN_TOLERANCE / 3)
    np.savez(folder / "golden.npz", pictures=golden_picture(), logits=near)
    sign(folder)
    assert load_classifier(folder).card.name == "tiny"


def test_the_shipped_model_loads_and_gives_its_golden_answer() -> None:
    shipped = models_folder() / "open-music"
    if not shipped.is_dir():
        pytest.skip("models/open-music is not there: it is written by the trainer's step export.")
    classifier = load_classifier(shipped)
    with np.load(shipped / "golden.npz") as golden:
        pictures, expected = golden["pictures"], golden["logits"]
    np.testing.assert_allclose(
        classifier.predict(pictures).logits, expected, rtol=0, atol=GOLDEN_TOLERANCE
    )
    maps = classifier.activation(Spectrogram(pictures[0], classifier.spec))
    np.testing.assert_allclose(maps.mean(axis=(1, 2)), expected, rtol=0, atol=1e-4)
    assert all(classifier.calibration.scores(genre).size >= 19 for genre in classifier.card.genres)
