"""A calibration checks itself, answers by genre and by family, and survives its file."""

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from genre_core.calibration import Calibration, load_calibration, save_calibration
from genre_core.errors import ModelError

GENRES = ("Punk", "Jazz", "Metal")
LABELS = np.array([0, 0, 1, 2])
ROWS = np.array([[0.7, 0.2, 0.1], [0.4, 0.5, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]])


def small() -> Calibration:
    return Calibration(GENRES, 1.5, LABELS, ROWS)


def test_scores_are_minus_log_of_the_true_genre() -> None:
    expected = [-math.log(0.7), -math.log(0.4)]
    np.testing.assert_allclose(small().scores("Punk"), expected, rtol=1e-15)


def test_a_genre_that_was_not_learnt_has_no_scores() -> None:
    assert small().scores("Rock").shape == (0,)
    assert small().root_scores("Electronic").shape == (0,)


def test_root_scores_sum_the_family() -> None:
    expected = [-math.log(0.7 + 0.1), -math.log(0.4 + 0.1), -math.log(0.3 + 0.4)]
    np.testing.assert_allclose(small().root_scores("Rock"), expected, rtol=1e-15)
    assert small().members("Rock") == ("Punk", "Metal")


def test_a_family_of_one_scores_as_its_genre() -> None:
    np.testing.assert_array_equal(small().root_scores("Jazz"), small().scores("Jazz"))


def test_a_track_sums_like_the_rows_it_is_compared_with() -> None:
    rows = np.asfortranarray(np.random.default_rng(5).dirichlet(np.ones(3), size=50))
    calibration = Calibration(GENRES, 1.0, np.zeros(50, dtype=np.int64), rows)
    one_by_one = [calibration.family_probability(row, "Rock") for row in rows]
    np.testing.assert_array_equal(calibration.family_probability(rows, "Rock"), one_by_one)


def test_a_probability_of_zero_scores_finitely() -> None:
    calibration = Calibration(("Punk", "Jazz"), 1.0, np.array([0]), np.array([[0.0, 1.0]]))
    assert 700 < calibration.scores("Punk")[0] < math.inf


def test_no_tracks_at_all_is_a_calibration_that_can_test_nothing() -> None:
    empty = Calibration(GENRES, 1.0, np.empty(0, dtype=np.int64), np.empty((0, 3)))
    assert empty.root_scores("Rock").shape == (0,)


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan, math.inf])
def test_the_temperature_is_a_number_above_zero(temperature: float) -> None:
    with pytest.raises(ModelError, match=f"temperature of {temperature}; .* above 0"):
        Calibration(GENRES, temperature, LABELS, ROWS)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.array([0, 0, 1, 3]), "labels from 0 to 3; it needs indices from 0 to 2"),
        (np.array([0, 0, 1, -1]), "labels from -1 to 1"),
        (np.array([0.0, 0.0, 1.0, 2.0]), "type float64; it needs one row of integers"),
        (LABELS[:, None], r"labels of shape \(4, 1\)"),
        (LABELS[:3], r"probabilities of shape \(4, 3\) .* needs shape \(3, 3\)"),
    ],
)
def test_a_label_is_an_index_into_the_genres(labels: NDArray[np.int64], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        Calibration(GENRES, 1.0, labels, ROWS)


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ([0.7, 0.2, 0.2], "a row of probabilities that is 0.1 off 1"),
        ([np.nan, 0.5, 0.5], "1 probabilities that are NaN or outside 0 to 1"),
        ([1.2, -0.2, 0.0], "2 probabilities that are NaN or outside 0 to 1"),
    ],
)
def test_a_row_is_a_distribution(first: list[float], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        Calibration(GENRES, 1.0, LABELS, np.vstack([first, ROWS[1:]]))


def test_probabilities_are_double_precision() -> None:
    single: NDArray[np.float64] = ROWS.astype(np.float32)
    with pytest.raises(ModelError, match=r"type float32; it needs .* float64"):
        Calibration(GENRES, 1.0, LABELS, single)


@pytest.mark.parametrize(
    ("genres", "message"),
    [
        (("Punk", "Jazz", "Polka"), "the genre 'Polka'; it needs names of the genre tree"),
        (("Punk", "Jazz", "Punk"), "none of them twice"),
        (("Punk",), "at least two"),
    ],
)
def test_the_genres_are_of_the_tree_and_distinct(genres: tuple[str, ...], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        Calibration(genres, 1.0, LABELS, ROWS)


def test_a_saved_calibration_comes_back_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "calibration.npz"
    save_calibration(path, small())
    back = load_calibration(path)
    assert (back.genres, back.temperature) == (GENRES, 1.5)
    np.testing.assert_array_equal(back.labels, LABELS)
    np.testing.assert_array_equal(back.probabilities, ROWS)


def test_equal_calibrations_are_equal_bytes_at_exactly_the_path(tmp_path: Path) -> None:
    paths = [tmp_path / "one", tmp_path / "two.npz"]
    for path in paths:
        save_calibration(path, small())
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_missing_or_foreign_file_is_a_model_error(tmp_path: Path) -> None:
    path = tmp_path / "calibration.npz"
    with pytest.raises(ModelError, match="cannot be read as a calibration"):
        load_calibration(path)
    path.write_text("not an archive")
    with pytest.raises(ModelError, match="not a zip file"):
        load_calibration(path)
    np.savez(path, genres=np.array(GENRES))
    with pytest.raises(ModelError, match="temperature"):
        load_calibration(path)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "calibration.npz"
    genres = np.array(GENRES, dtype=object)
    np.savez(path, genres=genres, temperature=1.0, labels=LABELS, probabilities=ROWS)
    with pytest.raises(ModelError, match="allow_pickle=False"):
        load_calibration(path)


def test_a_temperature_is_one_float(tmp_path: Path) -> None:
    path = tmp_path / "calibration.npz"
    twice = np.array([1.0, 2.0])
    np.savez(path, genres=np.array(GENRES), temperature=twice, labels=LABELS, probabilities=ROWS)
    with pytest.raises(ModelError, match="temperature array of shape"):
        load_calibration(path)


def test_a_damaged_file_loads_whole_or_raises_a_model_error(tmp_path: Path) -> None:
    path = tmp_path / "calibration.npz"
    save_calibration(path, small())
    sound = path.read_bytes()
    refused = 0
    for at in range(len(sound)):
        damaged = bytearray(sound)
        damaged[at] ^= 1 << at % 8
        path.write_bytes(damaged)
        try:
            np.testing.assert_array_equal(load_calibration(path).probabilities, ROWS)
        except ModelError:
            refused += 1
    assert refused > len(sound) / 2


def test_a_file_that_was_cut_short_is_a_model_error(tmp_path: Path) -> None:
    path = tmp_path / "calibration.npz"
    save_calibration(path, small())
    sound = path.read_bytes()
    for size in range(0, len(sound), 50):
        path.write_bytes(sound[:size])
        with pytest.raises(ModelError, match=r"calibration\.npz cannot be read"):
            load_calibration(path)
