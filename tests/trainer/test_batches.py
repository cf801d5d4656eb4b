"""Batches are repeatable, keep their shape, and are pieces of the tracks they name."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.tracks import GENRES, SPEC, catalogue, store_of, track
from trainer.batches import Batch, WindowSampler, even_crops, even_windows, window
from trainer.features import dequantise
from trainer.recipe import Augmentation, Recipe

RECIPE = Recipe("tiny", "", "", GENRES, "residual", SPEC, crops=3, batch=12)
TRACKS = catalogue()
STORE = store_of(TRACKS)


def drawn(recipe: Recipe, seed: int, count: int = 3) -> list[Batch]:
    sampler = WindowSampler(STORE, TRACKS, recipe, seed)
    return [sampler.draw(0, step) for step in range(count)]


@pytest.mark.parametrize("slack", [0, 7])
def test_a_batch_is_bytes_as_long_as_a_crop_and_its_slack(slack: int) -> None:
    recipe = replace(RECIPE, augmentation=Augmentation(slack_frames=slack))
    for batch in drawn(recipe, 1):
        assert batch.levels.shape == (12, SPEC.frames + slack, SPEC.bands)
        assert batch.levels.dtype == np.uint8
        assert batch.targets.shape == (12, 3)
        assert sorted(np.unique(batch.targets)) == [0.0, 1.0]
        assert (batch.targets.sum(axis=1) == 1.0).all()


def test_a_batch_depends_on_seed_epoch_and_step_and_on_nothing_else() -> None:
    sampler, other = (WindowSampler(STORE, TRACKS, RECIPE, seed) for seed in (1, 2))
    first = sampler.draw(3, 5)
    sampler.draw(0, 0)
    again = WindowSampler(STORE, TRACKS, RECIPE, 1).draw(3, 5)
    assert np.array_equal(first.levels, again.levels)
    assert np.array_equal(first.targets, again.targets)
    for changed in (sampler.draw(3, 6), sampler.draw(4, 5), sampler.draw(5, 3), other.draw(3, 5)):
        assert not np.array_equal(first.levels, changed.levels)


def test_processes_that_share_a_batch_draw_its_parts() -> None:
    sampler = WindowSampler(STORE, TRACKS, RECIPE, 1)
    whole = sampler.draw(2, 2)
    parts = [sampler.draw(2, 2, slice(first, first + 4)) for first in (0, 4, 8)]
    assert np.array_equal(np.concatenate([part.levels for part in parts]), whole.levels)
    assert np.array_equal(np.concatenate([part.targets for part in parts]), whole.targets)


def test_windows_are_pieces_of_tracks_of_their_genre() -> None:
    for batch in drawn(RECIPE, 3):
        for levels, target in zip(batch.levels, batch.targets, strict=True):
            homes = {
                each.genre
                for each in TRACKS
                for first in range(STORE.entries[each.id].frames - SPEC.frames + 1)
                if np.array_equal(STORE.picture(each.id)[first : first + SPEC.frames], levels)
            }
            assert homes == {GENRES[int(target.argmax())]}


def test_what_is_known_of_a_mood_goes_with_its_track_and_the_rest_is_said_to_be_unknown() -> None:
    tracks = [replace(track(0, "a", "Rock"), valence=0.25), track(1, "b", "Classical")]
    sampler = WindowSampler(store_of(tracks), tracks, RECIPE, 1)
    batch = sampler.draw(0, 0)
    rock = batch.targets[:, GENRES.index("Rock")] == 1
    assert 0 < rock.sum() < 12
    assert np.array_equal(batch.mood[rock], np.tile([0.25, 0.5], (rock.sum(), 1)))
    assert np.array_equal(batch.known[rock], np.tile([1, 0], (rock.sum(), 1)))
    assert (batch.mood[~rock] == 0.5).all()
    assert (batch.known[~rock] == 0).all()


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0, 1, exclude_max=True))
def test_a_window_lies_inside_its_picture_and_repeats_the_end_of_a_short_one(
    there: int, frames: int, place: float
) -> None:
    picture = np.arange(there, dtype=np.uint8)[:, None]
    cut = window(picture, frames, place)[:, 0]
    first = int(cut[0])
    expected = np.minimum(first + np.arange(frames), there - 1)
    assert np.array_equal(cut, expected)
    assert first <= max(0, there - frames)


def test_every_place_of_a_picture_can_be_a_window_s_first_frame() -> None:
    picture = np.arange(10, dtype=np.uint8)[:, None]
    firsts = {int(window(picture, 4, place)[0, 0]) for place in np.linspace(0, 0.999, 50)}
    assert firsts == set(range(7))


def test_even_windows_begin_where_test_crops_do() -> None:
    picture = STORE.picture("t003")
    levels = even_windows(picture, RECIPE)
    crops = even_crops(picture, RECIPE)[..., 0]
    expected = dequantise(levels, SPEC.floor_db).transpose(0, 2, 1)
    np.testing.assert_array_equal(crops, expected)


@pytest.mark.parametrize(("balance", "share"), [(0.0, 0.1), (0.7, 0.34), (1.0, 0.5)])
def test_rare_genres_are_drawn_more_often_than_they_are_found(balance: float, share: float) -> None:
    tracks = [track(i, f"a{i}", "Rock") for i in range(90)]
    tracks += [track(100 + i, f"b{i}", "Classical") for i in range(10)]
    recipe = replace(RECIPE, balance=balance, batch=400)
    found = WindowSampler(store_of(tracks), tracks, recipe, 1).draw(0, 0).targets.mean(axis=0)
    # At 0.7, 90 ** 0.3 : 10 ** 0.3 is 0.66 : 0.34.
    assert found[GENRES.index("Classical")] == pytest.approx(share, abs=0.08)


def test_test_crops_lie_in_the_middle_of_equal_parts_of_the_track() -> None:
    picture = STORE.picture("t003")
    crops = even_crops(picture, RECIPE)
    assert crops.shape == (3, SPEC.bands, SPEC.frames, 1)
    decibels = dequantise(picture, SPEC.floor_db).T
    for part, crop in enumerate(crops):
        middle = (part + 0.5) * len(picture) / 3
        first = min(max(0, round(middle - SPEC.frames / 2)), len(picture) - SPEC.frames)
        assert np.array_equal(crop[..., 0], decibels[:, first : first + SPEC.frames])
