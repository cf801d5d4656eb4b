"""Disturb and mix under JAX: eagerly, restored, and compiled for two devices; write what came out.

Run with KERAS_BACKEND=jax, two host devices and the file to write as argument.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np

from tests.trainer.tracks import SPEC
from trainer.augment import disturbances
from trainer.mixup import Mixup
from trainer.recipe import Augmentation

CHANGE = Augmentation(
    frequency_width=5, time_width=10, pitch_bands=2, slack_frames=9, gain_db=6.0, mixup=0.3
)
EXAMPLES = 8


def layers(seed: int) -> tuple[Any, Any]:
    return disturbances(SPEC, CHANGE, seed), Mixup(CHANGE.mixup, seed + 1)


def three(step: Callable[[], Any]) -> dict[str, Any]:
    """Take two steps: the first one's pictures and targets, the second one's pictures."""
    pictures, targets = step()
    return {"pictures": pictures, "targets": targets, "next": step()[0]}


def eager_step(pair: tuple[Any, Any], levels: Any, targets: Any) -> Callable[[], Any]:
    disturb, mixup = pair
    return lambda: mixup(disturb(levels, training=True), targets, training=True)


def compiled_step(pair: tuple[Any, Any], levels: Any, targets: Any) -> Callable[[], Any]:
    """Make a step that is compiled and carries the generators' state from call to call."""
    disturb, mixup = pair
    state = [[variable.value for variable in layer.non_trainable_variables] for layer in pair]

    @jax.jit
    def compiled(state: Any, levels: Any, targets: Any) -> Any:
        pictures, first = disturb.stateless_call([], state[0], levels, training=True)
        mixed, second = mixup.stateless_call([], state[1], pictures, targets, training=True)
        return mixed, [first, second]

    def step() -> Any:
        nonlocal state
        mixed, state = compiled(state, levels, targets)
        return mixed

    return step


def main() -> None:
    keras.config.set_dtype_policy("mixed_bfloat16")
    random = np.random.default_rng(1)
    frames = SPEC.frames + CHANGE.slack_frames
    levels = random.integers(0, 256, (EXAMPLES, frames, SPEC.bands), dtype=np.uint8)
    targets = np.eye(EXAMPLES, dtype=np.float32)

    pair, other = layers(1), layers(50)
    for of_other, of_pair in zip(other, pair, strict=True):
        for variable, kept in zip(of_other.variables, of_pair.variables, strict=True):
            variable.assign(np.asarray(kept))
    arrays = {"sent": levels, "still": pair[0](levels, training=False)}
    arrays |= three(eager_step(pair, levels, targets))
    ways = {
        "restored": three(eager_step(other, levels, targets)),
        "compiled": three(compiled_step(layers(1), *deal(levels, targets))),
    }
    assert len(ways["compiled"]["pictures"].sharding.device_set) == 2
    arrays |= {f"{way}_{name}": got for way, each in ways.items() for name, got in each.items()}
    assert "tensorflow" not in sys.modules
    with Path(sys.argv[1]).open("wb") as file:
        np.savez(file, allow_pickle=False, **{name: np.asarray(a) for name, a in arrays.items()})


def deal(*arrays: Any) -> list[Any]:
    """Deal the examples out to all devices, as keras.distribution.DataParallel does."""
    mesh = jax.sharding.Mesh(np.array(jax.devices()), "batch")
    rows = jax.sharding.PartitionSpec("batch")  # type: ignore[no-untyped-call]  # JAX's
    by_example = jax.sharding.NamedSharding(mesh, rows)
    return [jax.device_put(array, by_example) for array in arrays]


if __name__ == "__main__":
    main()
