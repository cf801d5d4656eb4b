"""The slides' model: what the repository holds is what the command writes, and it adds up."""

import json
from pathlib import Path

import numpy as np
import pytest

from genre_core.card import models_folder, read_card
from genre_core.genres import GENRES
from genre_core.spectrogram import SEED_PICTURE
from trainer.__main__ import main
from trainer.errors import TrainingError
from trainer.seed import (
    LAYERS_67M,
    RATES,
    SEED_FOLDER,
    TEST_ACCURACY,
    SlideMatrix,
    read_matrix,
    seed_metrics,
)

COMMITTED = models_folder() / SEED_FOLDER


@pytest.fixture(scope="module")
def matrix() -> SlideMatrix:
    return read_matrix(COMMITTED / RATES)


def test_the_command_writes_what_is_committed_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / RATES).write_bytes((COMMITTED / RATES).read_bytes())
    assert main(["seed", "--folder", str(tmp_path)]) == 0
    for name in ("card.json", LAYERS_67M):
        assert (tmp_path / name).read_bytes() == (COMMITTED / name).read_bytes()


def test_the_card_is_of_the_second_network_and_cannot_be_asked() -> None:
    card = read_card(COMMITTED)
    assert not card.serves
    assert card.parameters == 2_236_164
    assert card.spec == SEED_PICTURE
    assert card.genres == tuple(genre.name for genre in GENRES)
    assert any("never published" in limit for limit in card.limits)


def test_the_first_networks_layers_stand_beside_it() -> None:
    content = json.loads((COMMITTED / LAYERS_67M).read_text("utf-8"))
    assert content["parameters"] == 67_081_236
    assert content["spec"]["frames"] == 600
    assert sum(layer["parameters"] for layer in content["layers"]) == 67_081_236


def test_the_matrix_counts_3825_tracks_in_rows_that_sum_to_one(matrix: SlideMatrix) -> None:
    assert matrix.tracks.sum() == 3825
    # A row of 20 cells of two digits may be off by two hundredths.
    np.testing.assert_allclose(matrix.rates.sum(axis=1), 1.0, atol=0.02)


def fitting_counts(rate: float, tracks: int) -> list[int]:
    """The counts that read ``rate`` when their share is printed with two digits."""
    return [hits for hits in range(tracks + 1) if float(f"{hits / tracks:.2g}") == rate]


def test_every_cell_is_the_share_of_a_whole_number_of_tracks(matrix: SlideMatrix) -> None:
    for tracks, row in zip(matrix.tracks, matrix.rates, strict=True):
        assert all(fitting_counts(rate, int(tracks)) for rate in row)


def test_1126_right_is_the_one_count_that_fits_the_slides_accuracy(matrix: SlideMatrix) -> None:
    cells = [
        fitting_counts(rate, int(tracks))
        for rate, tracks in zip(matrix.rates.diagonal(), matrix.tracks, strict=True)
    ]
    assert (sum(map(min, cells)), sum(map(max, cells))) == (1114, 1129)
    assert [n for n in range(1114, 1130) if round(n / 3825, 4) == TEST_ACCURACY] == [1126]
    accuracy = read_card(COMMITTED).metric("accuracy")
    assert accuracy.note.startswith("1,126 of 3,825 tracks")
    assert (accuracy.low, accuracy.value, accuracy.high) == (0.2801, 0.2944, 0.309)


def test_rounding_every_cell_gives_1122_of_3811(matrix: SlideMatrix) -> None:
    counts = matrix.counts()
    assert (counts.diagonal().sum(), counts.sum()) == (1122, 3811)


def test_the_figures_that_follow_from_the_matrix(matrix: SlideMatrix) -> None:
    figures = {metric.name: metric.value for metric in seed_metrics(matrix)}
    assert figures["majority"] == round(200 / 3825, 4)
    assert figures["root_accuracy"] == pytest.approx(0.455, abs=5e-4)
    assert figures["root_majority"] == round(1305 / 3825, 4)
    assert figures["argmax_flags"] == pytest.approx(0.7056)
    assert (figures["recall_Old-Time"], figures["recall_Rock"]) == (0.84, 0.065)
    assert figures["training_accuracy"] == 0.5841


def test_the_matrix_is_the_decoded_slide(matrix: SlideMatrix, shared: Path) -> None:
    decoded = np.genfromtxt(shared / "seed" / "confusion_rates.csv", delimiter=",", skip_header=1)
    assert np.array_equal(matrix.rates, decoded[:, 1:])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be read as the slide's matrix"),
        ("", "cannot be read"),
        ("genre,tracks,Rock\nRock,many,1\n", "cannot be read"),
        ("genre,tracks,Roc\nRoc,5,1\n", "cannot be read"),
        ("genre,tracks,Jazz\nRock,5,1\n", "both must be the same genres"),
        ("genre,tracks,Rock\nRock,5,1,2\n", "both must be the same genres"),
    ],
)
def test_a_damaged_matrix_is_refused(
    tmp_path: Path, text: str | None, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (tmp_path / RATES).write_text(text, "utf-8")
    with pytest.raises(TrainingError, match=rf"{sentence}.* Restore it \(git restore models\)"):
        read_matrix(tmp_path / RATES)
    assert main(["seed", "--folder", str(tmp_path)]) == 1
    assert "Restore it" in capsys.readouterr().err
