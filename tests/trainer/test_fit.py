"""A fit can be stopped anywhere and comes to what it would have come to."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.trainer.lessons import lesson
from trainer.checkpoint import CHECKPOINT, Progress, read_progress
from trainer.errors import TrainingError
from trainer.fit import WEIGHTS, fit
from trainer.history import COLUMNS, HISTORY
from trainer.logbook import TENSORBOARD
from trainer.provenance import FIT_NOTE, claim_fit
from trainer.recipes.open_music_seed_2m import RECIPE as SEED

SCRIPT = Path(__file__).with_name("fit_lesson.py")
RESUMED = 1e-4
"""How far the losses of a resumed fit may lie from an unbroken one's: threads add in any order."""


def history(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / HISTORY)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unbroken")
    fit(lesson(), folder)
    return folder


def test_a_fit_leaves_weights_history_and_no_checkpoint(unbroken: Path) -> None:
    names = sorted(path.name for path in unbroken.iterdir())
    assert names == [WEIGHTS, HISTORY, TENSORBOARD, FIT_NOTE]
    rows = history(unbroken)
    assert tuple(rows.columns) == COLUMNS
    assert list(rows["epoch"]) == [1, 2, 3, 4]
    assert rows[["loss", "accuracy", "learning_rate"]].notna().all(axis=None)
    assert rows["seconds"].is_monotonic_increasing


def test_tensorboard_can_be_read(unbroken: Path) -> None:
    (events,) = (unbroken / TENSORBOARD).iterdir()
    assert b"learning_rate" in events.read_bytes()


class Stopped(Exception):
    """Stands for whatever ends a process between two epochs."""


def stop_after(epoch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next fit end as soon as the checkpoint of an epoch is written."""
    from trainer import checkpoint, keeper

    save = checkpoint.save_checkpoint

    def save_and_stop(folder: Path, learner: object, progress: Progress) -> None:
        save(folder, learner, progress)
        if read_progress(folder).epoch == epoch:
            raise Stopped

    monkeypatch.setattr(keeper, "save_checkpoint", save_and_stop)


@pytest.mark.parametrize("epoch", [2, 4])
def test_a_resumed_fit_has_the_losses_of_an_unbroken_one(
    epoch: int, unbroken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        stop_after(epoch, patch)
        with pytest.raises(Stopped):
            fit(lesson(), tmp_path)
    assert (tmp_path / CHECKPOINT).exists()
    assert not (tmp_path / WEIGHTS).exists()
    resumed = fit(lesson(), tmp_path)
    expected, found = history(unbroken), history(tmp_path)
    assert list(found["epoch"]) == [1, 2, 3, 4]
    for column in ("loss", "accuracy", "learning_rate"):
        np.testing.assert_allclose(found[column], expected[column], rtol=0, atol=RESUMED)
    assert found["seconds"].is_monotonic_increasing
    whole = fit(lesson(), unbroken)
    for mine, theirs in zip(resumed.weights, whole.weights, strict=True):
        np.testing.assert_allclose(np.asarray(mine), np.asarray(theirs), atol=1e-3)


def test_a_fit_that_is_killed_goes_on(unbroken: Path, tmp_path: Path) -> None:
    """SIGKILL in a process of its own, somewhere behind the first epoch."""
    with subprocess.Popen([sys.executable, str(SCRIPT), str(tmp_path), "4"]) as process:
        while process.poll() is None and not (tmp_path / CHECKPOINT).exists():
            pass
        os.kill(process.pid, signal.SIGKILL)
    done = read_progress(tmp_path).epoch
    assert 1 <= done <= 4
    fit(lesson(), tmp_path)
    np.testing.assert_allclose(history(tmp_path)["loss"], history(unbroken)["loss"], atol=RESUMED)


def test_a_finished_fit_is_loaded_and_not_trained_again(unbroken: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in unbroken.iterdir()}
    fit(lesson(), unbroken)
    assert {path: path.stat().st_mtime_ns for path in unbroken.iterdir()} == before


def test_a_loss_that_is_no_number_ends_the_fit_and_keeps_the_last_good_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        stop_after(2, patch)
        with pytest.raises(Stopped):
            fit(lesson(), tmp_path)
    kept = (tmp_path / CHECKPOINT).read_bytes()
    with pytest.raises(TrainingError, match=r"loss became (nan|inf) in epoch 3.*epoch 2 is kept"):
        fit(lesson(learning_rate=1e30, clip=1e30), tmp_path)
    assert (tmp_path / CHECKPOINT).read_bytes() == kept
    assert not (tmp_path / WEIGHTS).exists()


@pytest.mark.parametrize(
    ("kept", "words"),
    [(0, "No epoch was whole yet; the same command"), (1, "The checkpoint of epoch 1 is kept")],
)
def test_a_device_that_vanishes_is_said_and_the_last_checkpoint_stays(
    kept: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TensorFlow's own error, raised where the next epoch would be kept."""
    from trainer import checkpoint, keeper

    save = checkpoint.save_checkpoint

    def lose_the_device(folder: Path, learner: object, progress: Progress) -> None:
        if progress.epoch == kept + 1:
            import tensorflow as tf

            raise tf.errors.UnavailableError(None, None, "the device is lost\nand more")
        save(folder, learner, progress)

    monkeypatch.setattr(keeper, "save_checkpoint", lose_the_device)
    said = rf"1 CPU device, TensorFlow failed: the device is lost\. {words}"
    with pytest.raises(TrainingError, match=said):
        fit(lesson(epochs=2), tmp_path)
    assert read_progress(tmp_path).epoch == kept


def test_a_device_that_vanishes_while_a_network_is_loaded_is_said(
    unbroken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras
    import tensorflow as tf

    def lose_the_device(*_: object) -> None:
        raise tf.errors.InternalError(None, None, "the device is lost.")

    monkeypatch.setattr(keras.Model, "load_weights", lose_the_device)
    said = r"^The device failed: the device is lost\. The trained weights are kept; the same"
    with pytest.raises(TrainingError, match=said):
        fit(lesson(), unbroken)


def test_the_line_of_progress_says_which_fit_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fit(replace(lesson(epochs=1), name="fold 2 of 5"), tmp_path)
    assert "100%  fold 2 of 5  epoch 1 of 1  loss " in capsys.readouterr().err


def test_patience_ends_a_fit_and_keeps_the_best_weights(tmp_path: Path) -> None:
    """At a learning rate of nothing no epoch is better than the first."""
    patient = lesson(epochs=9, patience=2, learning_rate=1e-12, dropout=0.0)
    fit(patient, tmp_path)
    rows = history(tmp_path)
    best = int(rows["val_loss"].to_numpy().argmin())
    assert len(rows) == best + 1 + 2
    assert len(rows) < 9
    assert not (tmp_path / "best.weights.h5").exists()
    assert (tmp_path / WEIGHTS).exists()


def test_patience_without_validation_is_refused() -> None:
    with pytest.raises(TrainingError, match="no validation tracks"):
        replace(lesson(patience=2), validation=())


def test_half_precision_trains_and_leaves_weights_in_float32(tmp_path: Path) -> None:
    """float16 is the harder of the two: its losses are scaled so that gradients do not vanish."""
    import keras

    network = fit(lesson(epochs=1, precision="mixed_float16"), tmp_path)
    assert keras.config.dtype_policy().name == "float32"
    assert {weight.dtype for weight in network.weights} == {"float32"}
    assert np.isfinite(history(tmp_path)["loss"]).all()


def test_in_float16_the_best_weights_are_the_averaged_ones_too(tmp_path: Path) -> None:
    """There Keras wraps the optimiser, and the wrapper says that it averages nothing."""
    import keras

    from trainer.devices import choose_devices
    from trainer.keeper import averaged
    from trainer.learner import build_learner
    from trainer.optimisation import compile_learner

    recipe = lesson(precision="mixed_float16").recipe
    learner = build_learner(recipe, 1)
    compile_learner(learner, recipe, 1, choose_devices())
    assert isinstance(learner.optimizer, keras.optimizers.LossScaleOptimizer)
    first = learner.network.trainable_variables[0]
    raw = np.asarray(first)
    with averaged(learner):
        inside = np.asarray(first)
    # Before the first step, averages are still what Keras makes them: zeros.
    assert (inside == 0).all()
    np.testing.assert_allclose(np.asarray(first), raw, atol=1e-6)


def test_a_mood_is_learnt_beside_the_genre(tmp_path: Path) -> None:
    moody = lesson(epochs=1, mood_weight=0.5, root_weight=0.3, precision="mixed_bfloat16")
    network = fit(moody, tmp_path)
    logits, mood = network.predict_on_batch(np.zeros((2, 16, 62, 1), np.float32))
    assert logits.shape == (2, 3)
    assert mood.shape == (2, 2)
    assert ((mood > 0) & (mood < 1)).all()


def test_a_network_without_a_feature_map_has_no_mood() -> None:
    from trainer.learner import build_network

    with pytest.raises(TrainingError, match="has no feature map to read a mood from"):
        build_network(replace(SEED, mood_weight=0.5))


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    claim_fit(tmp_path, lesson())
    (tmp_path / CHECKPOINT).write_bytes(b"PK\x03\x04 half of it")
    with pytest.raises(TrainingError, match=r"cannot be used .* Delete it; the fit then begins"):
        fit(lesson(), tmp_path)
