"""A network that was trained before: first what is new on a frozen backbone, then all of it."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.trainer.lessons import lesson
from tests.trainer.test_fit import Stopped, stop_after
from trainer.checkpoint import CHECKPOINT
from trainer.errors import TrainingError
from trainer.fit import fit
from trainer.history import HISTORY
from trainer.imagenet import build_backbone

NAME = "mobilenet-v3"


def backbone_of(network: Any) -> list[np.ndarray]:
    return [np.asarray(weight) for weight in network.get_layer(NAME).weights]


def test_the_backbone_is_frozen_first_and_thawed_then_whatever_stops_the_fit_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    from trainer.learner import build_network

    keras.utils.set_random_seed(1)
    earlier = build_backbone(NAME, 16)
    earlier.save_weights(tmp_path / "earlier.weights.h5")
    taught = lesson(
        architecture=NAME,
        weights=str(tmp_path / "earlier.weights.h5"),
        frozen_epochs=1,
        epochs=1,
        steps=2,
    )
    run = tmp_path / "fit"
    with monkeypatch.context() as patch:
        stop_after(1, patch)
        with pytest.raises(Stopped):
            fit(taught, run)
    network = build_network(taught.recipe)
    with np.load(run / CHECKPOINT) as content:
        frozen = {content[name].tobytes() for name in content.files}
    loaded = [np.asarray(weight) for weight in earlier.weights]
    assert all(np.array_equal(a, b) for a, b in zip(backbone_of(network), loaded, strict=True))
    assert {weight.tobytes() for weight in loaded} <= frozen
    thawed = backbone_of(fit(taught, run))
    assert sum(not np.array_equal(a, b) for a, b in zip(thawed, loaded, strict=True)) > 100
    rows = pd.read_csv(run / HISTORY)
    assert list(rows["epoch"]) == [1, 2]
    assert np.isfinite(rows["loss"]).all()


def test_weights_that_are_not_there_are_named_before_anything_is_trained(tmp_path: Path) -> None:
    nowhere = lesson(architecture=NAME, weights=str(tmp_path / "none.h5"), epochs=1)
    with pytest.raises(TrainingError, match=r"no file of weights at .*none\.h5"):
        fit(nowhere, tmp_path / "fit")


def test_a_network_of_our_own_has_no_backbone_to_freeze(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="not built on one that was trained before"):
        fit(lesson(frozen_epochs=1, epochs=1), tmp_path / "fit")
