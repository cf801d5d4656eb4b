"""The map's axes are principal components, the same everywhere, and its file can be trusted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from genre_core.card import ModelCard, file_hash
from genre_core.errors import ModelError
from genre_core.music_map import (
    MAP,
    Mapped,
    MusicMap,
    map_answers,
    map_embeddings,
    principal_plane,
    read_map,
    spread_out,
    write_map,
)
from tests.models import tiny_card


def test_the_axes_are_those_of_scikit_learn(rng: np.random.Generator) -> None:
    features = rng.normal(size=(80, 7)) * np.arange(1, 8)
    plane, known = principal_plane(features), PCA(2).fit(features)
    assert np.abs(plane.points) == pytest.approx(np.abs(known.transform(features)))
    assert plane.explained == pytest.approx(tuple(known.explained_variance_ratio_))


@given(st.integers(0, 300))
def test_the_map_is_the_same_whatever_the_order_of_the_tracks(seed: int) -> None:
    random = np.random.default_rng(seed)
    features, order = random.normal(size=(12, 5)), random.permutation(12)
    assert principal_plane(features[order]).points == pytest.approx(
        principal_plane(features).points[order]
    )


@pytest.mark.parametrize("features", [np.ones((1, 4)), np.ones((5, 1)), np.full((3, 3), 0.5)])
def test_tracks_that_do_not_differ_lie_on_one_spot(features: np.ndarray) -> None:
    plane = principal_plane(features)
    assert plane.points == pytest.approx(np.zeros((len(features), 2)))
    assert plane.explained == (0.0, 0.0)


def test_answers_of_two_genres_lie_on_a_line() -> None:
    made = map_answers(["a", "b", "c"], np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]))
    assert made.mapped is Mapped.ANSWERS
    assert made.explained == pytest.approx((1.0, 0.0))
    assert abs(made.points[0, 0]) == pytest.approx(abs(made.points[2, 0]))


def exported(folder: Path) -> tuple[MusicMap, ModelCard]:
    embeddings = np.random.default_rng(1).normal(size=(9, 4)).astype(np.float32)
    made = map_embeddings([f"t{n}" for n in range(9)], embeddings, learnt=True)
    write_map(folder / MAP, made)
    return made, tiny_card({MAP: file_hash(folder / MAP)})


def test_a_map_is_read_as_it_was_written(tmp_path: Path) -> None:
    made, card = exported(tmp_path)
    found = read_map(card, tmp_path)
    assert found is not None
    assert (found.ids, found.mapped, found.learnt) == (made.ids, Mapped.EMBEDDINGS, True)
    assert found.points == pytest.approx(made.points, abs=1e-6)
    assert found.explained == pytest.approx(made.explained)


def test_a_model_without_a_map_has_none(tmp_path: Path) -> None:
    assert read_map(tiny_card({}), tmp_path) is None


def of_nan(path: Path) -> None:
    write_arrays(path, ids=np.array(["a"]), points=np.full((1, 2), np.nan))


def of_two_alike(path: Path) -> None:
    write_arrays(path, ids=np.array(["a", "a"]), points=np.zeros((2, 2)))


def of_other_shape(path: Path) -> None:
    write_arrays(path, ids=np.array(["a", "b"]), points=np.zeros((2, 3)))


def of_text(path: Path) -> None:
    path.write_text("no arrays")


def without_points(path: Path) -> None:
    write_arrays(path, ids=np.array(["a"]))


def write_arrays(path: Path, ids: np.ndarray, points: np.ndarray | None = None) -> None:
    explained, learnt = np.array([0.5, 0.2]), np.bool_(False)
    with path.open("wb") as file:
        if points is None:
            np.savez(file, ids=ids, explained=explained, learnt=learnt)
        else:
            np.savez(file, ids=ids, points=points, explained=explained, learnt=learnt)


@pytest.mark.parametrize("damage", [of_nan, of_two_alike, of_other_shape, of_text, without_points])
def test_a_damaged_map_is_a_sentence(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    damage(tmp_path / MAP)
    card = tiny_card({MAP: file_hash(tmp_path / MAP)})
    with pytest.raises(ModelError, match=r"cannot be used|point a track|no number"):
        read_map(card, tmp_path)


def test_a_map_that_was_changed_is_refused(tmp_path: Path) -> None:
    _, card = exported(tmp_path)
    with pytest.raises(ModelError, match="not the file that was exported"):
        read_map(replace(card, files={MAP: "0" * 64}), tmp_path)


@given(st.integers(1, 300), st.integers(1, 100), st.integers(1, 5))
def test_what_is_drawn_has_every_genre_and_no_more_than_asked(n: int, most: int, k: int) -> None:
    genres = pd.Series([f"g{row % k}" for row in range(n)])
    drawn = spread_out(genres, most)
    assert len(drawn) == len(set(drawn.tolist())) <= max(most, 1)
    assert (np.diff(drawn) > 0).all()
    if most >= n:
        assert len(drawn) == n
    if most >= 2 * k:
        assert set(genres.iloc[drawn]) == set(genres)
