"""Batches are repeatable, keep their shape, and are crops of the tracks they name."""

from dataclasses import replace

import numpy as np
import pytest

from tests.trainer.tracks import GENRES, SPEC, catalogue, store_of, track
from trainer.batches import Batch, CropSampler, even_crops
from trainer.features import dequantise
from trainer.recipe import Augmentation, Recipe

STILL = Augmentation(0.0, 0.0, 0, 0, 0, 0, 0.0)
RECIPE = Recipe("tiny", "", "", GENRES, "residual", SPEC, crops=3, batch=12)
TRACKS = catalogue()
STORE = store_of(TRACKS)


def drawn(recipe: Recipe, seed: int, count: int = 3) -> list[Batch]:
    sampler = CropSampler(STORE, TRACKS, recipe, seed)
    return [sampler.draw() for _ in range(count)]


@pytest.mark.parametrize("augmentation", [Augmentation(), STILL], ids=["disturbed", "still"])
def test_a_batch_has_its_shape_and_its_targets_sum_to_1(augmentation: Augmentation) -> None:
    for batch in drawn(replace(RECIPE, augmentation=augmentation), 1):
        assert batch.pictures.shape == (12, SPEC.bands, SPEC.frames, 1)
        assert batch.targets.shape == (12, 3)
        assert batch.pictures.dtype == batch.targets.dtype == np.float32
        assert np.isfinite(batch.pictures).all()
        np.testing.assert_allclose(batch.targets.sum(axis=1), 1.0, atol=1e-6)


def test_the_same_seed_gives_the_same_batches_and_another_gives_others() -> None:
    first, again, other = drawn(RECIPE, 1), drawn(RECIPE, 1), drawn(RECIPE, 2)
    for a, b, c in zip(first, again, other, strict=True):
        assert np.array_equal(a.pictures, b.pictures)
        assert np.array_equal(a.targets, b.targets)
        assert not np.array_equal(a.pictures, c.pictures)
    assert not np.array_equal(first[0].pictures, first[1].pictures)


def test_undisturbed_crops_are_pieces_of_tracks_of_their_genre() -> None:
    recipe = replace(RECIPE, augmentation=STILL, label_smoothing=0.0)
    whole = {each.id: dequantise(STORE.picture(each.id), SPEC.floor_db).T for each in TRACKS}
    for batch in drawn(recipe, 3):
        for crop, target in zip(batch.pictures[..., 0], batch.targets, strict=True):
            homes = {
                each.genre
                for each in TRACKS
                for first in range(whole[each.id].shape[1] - SPEC.frames + 1)
                if np.array_equal(whole[each.id][:, first : first + SPEC.frames], crop)
            }
            assert homes == {GENRES[int(target.argmax())]}
            assert target.max() == 1.0


def test_smoothing_leaves_the_label_most() -> None:
    (batch,) = drawn(replace(RECIPE, augmentation=STILL, label_smoothing=0.3), 1, 1)
    assert np.sort(batch.targets, axis=1) == pytest.approx(np.tile([0.1, 0.1, 0.8], (12, 1)))


def test_disturbance_keeps_to_its_limits() -> None:
    change = replace(STILL, gain_db=6.0, equaliser_db=2.0)
    still = drawn(replace(RECIPE, augmentation=STILL, batch=1), 5, 1)[0]
    moved = drawn(replace(RECIPE, augmentation=change, batch=1), 5, 1)[0]
    difference = (moved.pictures - still.pictures)[0, :, :, 0]
    # The same at every moment, smooth over frequency, at most 6 + 2 dB.
    np.testing.assert_allclose(difference, np.tile(difference[:, :1], SPEC.frames), atol=1e-4)
    assert np.abs(difference).max() <= 8.0 + 1e-4
    assert 0 < np.abs(np.diff(difference[:, 0])).max() <= 4.0 * 3 / 15 + 1e-4


def test_masks_blank_whole_bars_and_no_more_than_was_asked() -> None:
    change = replace(STILL, frequency_masks=1, frequency_width=4, time_masks=1, time_width=10)
    for seed in range(20):
        (batch,) = drawn(replace(RECIPE, augmentation=change, batch=1), seed, 1)
        crop = batch.pictures[0, :, :, 0]
        bands = np.flatnonzero(np.ptp(crop, axis=1) < 60)
        frames = np.flatnonzero(np.ptp(crop, axis=0) < 20)
        assert len(bands) <= 4
        assert len(frames) <= 10


def test_mixup_mixes_pictures_and_targets_alike() -> None:
    mixed = replace(RECIPE, augmentation=replace(STILL, mixup=0.4), label_smoothing=0.0)
    flat = store_of(TRACKS)
    for each in TRACKS:  # every genre one level, so that a picture tells its own share
        entry = flat.entries[each.id]
        level = 100 * GENRES.index(each.genre)
        flat.pictures[entry.first : entry.first + entry.frames] = level
    batch = CropSampler(flat, TRACKS, mixed, 1).draw()
    levels = dequantise(np.array([0, 100, 200], np.uint8), SPEC.floor_db)
    expected = batch.targets @ levels
    np.testing.assert_allclose(batch.pictures.mean(axis=(1, 2, 3)), expected, atol=1e-2)
    assert ((batch.targets > 0.01) & (batch.targets < 0.99)).any()


def test_rare_genres_are_drawn_more_often_than_they_are_found() -> None:
    tracks = [track(i, f"a{i}", "Rock") for i in range(90)]
    tracks += [track(100 + i, f"b{i}", "Classical") for i in range(10)]
    recipe = replace(RECIPE, augmentation=STILL, label_smoothing=0.0, batch=400)
    share = CropSampler(store_of(tracks), tracks, recipe, 1).draw().targets.mean(axis=0)
    # 90 ** 0.3 : 10 ** 0.3 is 0.66 : 0.34.
    assert share[GENRES.index("Classical")] == pytest.approx(0.34, abs=0.08)


def test_test_crops_lie_in_the_middle_of_equal_parts_of_the_track() -> None:
    picture = STORE.picture("t003")
    crops = even_crops(picture, RECIPE)
    assert crops.shape == (3, SPEC.bands, SPEC.frames, 1)
    decibels = dequantise(picture, SPEC.floor_db).T
    for part, crop in enumerate(crops):
        middle = (part + 0.5) * len(picture) / 3
        first = min(max(0, round(middle - SPEC.frames / 2)), len(picture) - SPEC.frames)
        assert np.array_equal(crop[..., 0], decibels[:, first : first + SPEC.frames])
