"""Disturbances do what their slow definitions say, to every example apart, and only in training."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.trainer.tracks import SPEC
from trainer.augment import Decibels, RandomCrop, disturbances
from trainer.disturbance import BANDS, FRAMES
from trainer.effects import RandomEqualiser, RandomGain, RandomMasks, RandomPitch
from trainer.errors import TrainingError
from trainer.features import dequantise
from trainer.mixup import Mixup
from trainer.recipe import Augmentation

STILL = Augmentation(0.0, 0.0, 0, 0, 0, 0, 0.0)
FULL = Augmentation(
    frequency_width=5, time_width=10, mixup=0.3, pitch_bands=2, slack_frames=9, gain_db=6.0
)
EFFECTS: dict[str, Callable[[], Any]] = {
    "pitch": lambda: RandomPitch(3, 1),
    "gain": lambda: RandomGain(8.0, 1),
    "equaliser": lambda: RandomEqualiser(4.0, 1),
    "masks of bands": lambda: RandomMasks(2, 5, BANDS, 1),
    "masks of frames": lambda: RandomMasks(2, 9, FRAMES, 1),
}
Floats = NDArray[np.float32]


def disturbed(layer: Any, given_to_it: NDArray[Any]) -> Any:
    return np.asarray(layer(given_to_it, training=True))


def pictures(count: int, bands: int = 16, frames: int = 31) -> Floats:
    """Noise; no number occurs twice in a picture."""
    random = np.random.default_rng(7)
    return random.normal(-40.0, 9.0, (count, bands, frames, 1)).astype(np.float32)


def windows(count: int, frames: int) -> NDArray[np.uint8]:
    random = np.random.default_rng(8)
    return random.integers(0, 256, (count, frames, SPEC.bands), dtype=np.uint8)


@settings(max_examples=15)
@given(st.integers(1, 40), st.integers(0, 12), st.integers(0, 2**31 - 1))
def test_a_crop_is_a_piece_of_its_own_window(frames: int, slack: int, seed: int) -> None:
    sent = windows(5, frames + slack)
    cut = disturbed(RandomCrop(frames, seed), sent)
    assert cut.dtype == np.uint8
    assert cut.shape == (5, frames, SPEC.bands)
    for crop, window in zip(cut, sent, strict=True):
        pieces = [window[first : first + frames] for first in range(slack + 1)]
        assert any(np.array_equal(crop, piece) for piece in pieces)


def test_crops_begin_at_every_frame_of_the_slack_alike() -> None:
    frame = np.arange(15, dtype=np.uint8)
    sent = np.tile(frame[None, :, None], (4000, 1, 2))
    firsts = disturbed(RandomCrop(10, 3), sent)[:, 0, 0]
    shares = np.bincount(firsts, minlength=6) / 4000
    np.testing.assert_allclose(shares, 1 / 6, atol=0.025)


def test_outside_training_a_crop_is_the_middle_of_its_window() -> None:
    sent = windows(3, 40)
    assert np.array_equal(RandomCrop(31, 1)(sent), sent[:, 4:35])


def test_windows_shorter_than_a_crop_are_refused() -> None:
    with pytest.raises(TrainingError, match="windows have 30 frames; a crop has 31"):
        RandomCrop(31, 1)(windows(2, 30))


@pytest.mark.parametrize("floor", [-80.0, -90.0, -63.5])
def test_decibels_are_those_of_the_feature_store(floor: float) -> None:
    levels = np.arange(512, dtype=np.uint16).astype(np.uint8).reshape(2, 16, 16)
    expected = dequantise(levels, floor).transpose(0, 2, 1)[..., None]
    got = np.asarray(Decibels(floor)(levels))
    assert got.dtype == np.float32
    assert np.array_equal(got, expected)


def test_gain_adds_one_number_to_each_picture_and_all_numbers_are_as_likely() -> None:
    before = pictures(3000, 2, 3)
    difference = disturbed(RandomGain(6.0, 2), before) - before
    gains = difference.mean(axis=(1, 2, 3))
    np.testing.assert_allclose(difference, gains[:, None, None, None] + 0 * before, atol=1e-4)
    assert np.abs(gains).max() <= 6.0 + 1e-4
    np.testing.assert_allclose(np.quantile(gains, [0.1, 0.5, 0.9]), [-4.8, 0, 4.8], atol=0.4)


@pytest.mark.parametrize("bands", [16, 80, 3])
def test_the_equaliser_is_straight_between_its_four_knots(bands: int) -> None:
    layer = RandomEqualiser(4.0, 5)
    curves = disturbed(layer, np.zeros((50, bands, 7, 1), np.float32))[..., 0]
    knots = keras.random.uniform((50, 4), -4.0, 4.0, seed=keras.random.SeedGenerator(5))
    for curve, points in zip(curves, np.asarray(knots), strict=True):
        expected = np.interp(np.linspace(0, 3, bands), np.arange(4), points)
        np.testing.assert_allclose(curve, np.tile(expected[:, None], 7), atol=1e-5)


def test_pitch_moves_each_picture_by_whole_bands_and_repeats_the_edge() -> None:
    before = pictures(300, 8, 5)
    ups = []
    for old, new in zip(before, disturbed(RandomPitch(2, 4), before), strict=True):
        moved = {
            up: np.stack([old[min(max(band - up, 0), 7)] for band in range(8)])
            for up in range(-2, 3)
        }
        ups += [up for up, picture in moved.items() if np.array_equal(picture, new)]
    assert len(ups) == 300
    np.testing.assert_allclose(np.bincount(np.array(ups) + 2) / 300, 0.2, atol=0.08)


def test_a_pitch_beyond_the_picture_leaves_the_edge_band() -> None:
    before = pictures(40, 2, 3)
    after = disturbed(RandomPitch(9, 1), before)
    assert all((new[0] == old).all(axis=1).any() for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(("axis", "rows"), [(BANDS, 16), (FRAMES, 31)])
def test_a_mask_is_one_bar_of_the_mean_level_of_any_width_at_any_place(
    axis: int, rows: int
) -> None:
    before = pictures(3000)
    after = disturbed(RandomMasks(1, 4, axis, 6), before)
    widths, starts = [], []
    for old, new in zip(before, after, strict=True):
        changed = (old != new).any(axis=tuple({0, 1, 2} - {axis - 1}))
        bar = np.flatnonzero(changed)
        expected = old.copy()
        if bar.size:
            assert bar.size == bar[-1] - bar[0] + 1
            np.moveaxis(expected, axis - 1, 0)[bar] = old.mean()
            starts.append(bar[0])
        np.testing.assert_allclose(new, expected, atol=1e-4)
        widths.append(bar.size)
    np.testing.assert_allclose(np.bincount(widths) / 3000, 0.2, atol=0.03)
    assert min(starts) == 0
    assert max(starts) == rows - 1


@settings(max_examples=15)
@given(st.integers(1, 4), st.integers(1, 16), st.integers(0, 2**31 - 1))
def test_masks_blank_no_more_than_was_asked(count: int, widest: int, seed: int) -> None:
    before = pictures(20)
    changed = (before != disturbed(RandomMasks(count, widest, BANDS, seed), before)).any(axis=2)
    assert changed.any()
    for bands in changed[..., 0]:
        edges = np.flatnonzero(np.diff(np.concatenate(([0], bands, [0]))))
        assert len(edges) <= 2 * count
        assert bands.sum() <= count * widest


def test_a_mask_wider_than_the_picture_is_refused() -> None:
    with pytest.raises(TrainingError, match="up to 17 wide; the picture has 16"):
        disturbed(RandomMasks(1, 17, BANDS, 1), pictures(2))


@pytest.mark.parametrize("make", EFFECTS.values(), ids=EFFECTS)
def test_an_effect_disturbs_every_example_apart_and_only_in_training(
    make: Callable[[], Any],
) -> None:
    layer = make()
    same = np.repeat(pictures(1), 6, axis=0)
    assert np.array_equal(layer(same), same)
    assert np.array_equal(layer(same, training=False), same)
    first, second = disturbed(layer, same), disturbed(layer, same)
    assert first.dtype == np.float32
    assert first.shape == same.shape
    assert len(np.unique(first, axis=0)) > 2
    assert not np.array_equal(first, second)
    assert np.array_equal(disturbed(make(), same), first)


def test_effects_of_no_strength_are_left_out() -> None:
    def names(change: Augmentation) -> list[str]:
        return [type(layer).__name__ for layer in disturbances(SPEC, change, 1).effects]

    assert names(STILL) == ["Decibels"]
    assert names(replace(STILL, time_masks=2, gain_db=1.0)) == ["Decibels", "RandomGain"]
    assert names(FULL) == [
        *("RandomCrop", "Decibels", "RandomPitch", "RandomGain", "RandomEqualiser"),
        *("RandomMasks", "RandomMasks"),
    ]


def test_undisturbed_windows_become_their_decibels() -> None:
    sent = windows(4, SPEC.frames)
    expected = dequantise(sent, SPEC.floor_db).transpose(0, 2, 1)[..., None]
    assert np.array_equal(disturbed(disturbances(SPEC, STILL, 1), sent), expected)
    layer = disturbances(SPEC, FULL, 1)
    longer = np.pad(sent, ((0, 0), (4, 5), (0, 0)))
    assert np.array_equal(layer(longer, training=False), expected)


def test_an_effect_draws_alike_whichever_others_there_are() -> None:
    sent = windows(4, SPEC.frames)
    gain = disturbed(disturbances(SPEC, replace(STILL, gain_db=6.0), 3), sent)
    both = disturbances(SPEC, replace(STILL, gain_db=6.0, equaliser_db=1e-9), 3)
    np.testing.assert_allclose(disturbed(both, sent), gain, atol=1e-4)


def test_compiled_or_not_the_same_seed_draws_the_same() -> None:
    import tensorflow as tf

    sent = windows(4, SPEC.frames + FULL.slack_frames)
    layer, compiled = disturbances(SPEC, FULL, 3), disturbances(SPEC, FULL, 3)
    step = tf.function(lambda x: compiled(x, training=True))
    for _ in range(2):
        np.testing.assert_allclose(step(sent), disturbed(layer, sent), atol=1e-4)


def test_accelerated_by_xla_the_pictures_keep_their_limits() -> None:
    import tensorflow as tf

    change = replace(FULL, frequency_masks=0, time_masks=0)
    layer, mixup = disturbances(SPEC, change, 3), Mixup(0.3, 4)
    sent = windows(8, SPEC.frames + FULL.slack_frames)
    step = tf.function(
        lambda x, y: mixup(layer(x, training=True), y, training=True), jit_compile=True
    )
    mixed, targets = step(sent, np.eye(8, dtype=np.float32))
    assert mixed.shape == (8, SPEC.bands, SPEC.frames, 1)
    assert np.max(mixed) <= 10.0
    assert np.min(mixed) >= SPEC.floor_db - 10.0
    assert len(np.unique(np.asarray(mixed).mean(axis=(1, 2, 3)))) == 8
    np.testing.assert_allclose(np.sum(targets, axis=1), 1.0, atol=1e-6)


def test_the_number_of_examples_may_be_known_only_when_they_come() -> None:
    import tensorflow as tf

    layer, mixup = disturbances(SPEC, FULL, 3), Mixup(0.3, 4)
    shapes = [
        tf.TensorSpec((None, SPEC.frames + FULL.slack_frames, SPEC.bands), "uint8"),
        tf.TensorSpec((None, 3), "float32"),
    ]
    step = tf.function(
        lambda x, y: mixup(layer(x, training=True), y, training=True), input_signature=shapes
    )
    for count in (1, 5):
        mixed, targets = step(windows(count, shapes[0].shape[1]), np.ones((count, 3), np.float32))
        assert mixed.shape == (count, SPEC.bands, SPEC.frames, 1)
        np.testing.assert_allclose(targets, 1.0, atol=1e-6)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_pictures_are_float32_under_every_dtype_policy(policy: str) -> None:
    before = keras.config.dtype_policy()
    try:
        keras.config.set_dtype_policy(policy)
        layer, mixup = disturbances(SPEC, FULL, 3), Mixup(0.3, 4)
    finally:
        keras.config.set_dtype_policy(before)
    sent = windows(4, SPEC.frames + FULL.slack_frames)
    got = disturbed(layer, sent)
    assert got.dtype == np.float32
    assert np.array_equal(got, disturbed(disturbances(SPEC, FULL, 3), sent))
    mixed, targets = mixup(got, np.eye(4, dtype=np.float32), training=True)
    assert keras.backend.standardize_dtype(mixed.dtype) == "float32"
    assert keras.backend.standardize_dtype(targets.dtype) == "float32"


def test_variables_hold_what_will_be_drawn() -> None:
    sent = windows(4, SPEC.frames + FULL.slack_frames)
    layer, other = disturbances(SPEC, FULL, 3), disturbances(SPEC, FULL, 99)
    disturbed(layer, sent)
    assert len(layer.variables) == 6
    for variable, kept in zip(other.variables, layer.variables, strict=True):
        variable.assign(np.asarray(kept))
    for _ in range(2):
        assert np.array_equal(disturbed(layer, sent), disturbed(other, sent))


def disturbed_by_jax(result: Path, root: Path) -> dict[str, Any]:
    """Run the script beside this file in a process of its own; return the arrays it wrote."""
    # Less effort of the compiler halves the time of the test.
    flags = "--xla_force_host_platform_device_count=2 --xla_backend_optimization_level=0"
    settings = {"KERAS_BACKEND": "jax", "PYTHONPATH": str(root), "XLA_FLAGS": flags}
    environment = os.environ | settings
    command = [sys.executable, str(Path(__file__).with_name("augment_jax.py")), str(result)]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with np.load(result) as content:
        return dict(content)


def test_on_jax_restored_or_compiled_for_two_devices_the_same_is_drawn(
    tmp_path: Path, root: Path
) -> None:
    got = disturbed_by_jax(tmp_path / "jax.npz", root)
    assert got["pictures"].dtype == np.float32
    assert got["pictures"].shape == (8, SPEC.bands, SPEC.frames, 1)
    assert not np.array_equal(got["pictures"], got["next"])
    for way in ("restored", "compiled"):
        np.testing.assert_allclose(got[f"{way}_pictures"], got["pictures"], atol=1e-3, err_msg=way)
        np.testing.assert_allclose(got[f"{way}_targets"], got["targets"], atol=1e-5, err_msg=way)
        np.testing.assert_allclose(got[f"{way}_next"], got["next"], atol=1e-3, err_msg=way)
    np.testing.assert_allclose(got["targets"].sum(axis=1), 1.0, atol=1e-6)
    expected = dequantise(got["sent"], SPEC.floor_db).transpose(0, 2, 1)[..., None]
    np.testing.assert_allclose(got["still"], expected[:, :, 4:-5], atol=1e-4)
