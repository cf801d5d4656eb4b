"""Choose devices in many ways and write what came of each to standard output, a JSON object.

KERAS_BACKEND says on what. TensorFlow's CPU is split in two here, JAX's by XLA_FLAGS; on JAX
there is no TensorFlow.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.trainer.parallel.no_tensorflow import forbid

if os.environ["KERAS_BACKEND"] == "jax":
    forbid()

import keras

from trainer.cluster import Cluster
from trainer.devices import KINDS, Devices, choose_devices, device_faults, placed
from trainer.errors import TrainingError


def outcome(choose: Callable[[], Devices]) -> str:
    """What was chosen, or why nothing was."""
    try:
        return choose().describe()
    except TrainingError as error:
        return str(error)


def homes(devices: Devices) -> list[str]:
    """The devices on which a new layer's weights lie."""
    with placed(devices):
        layer = keras.layers.Dense(1)
        layer.build((None, 1))
    value = layer.kernel.value
    if devices.backend == "jax":
        return sorted(f"{device.platform}:{device.id}" for device in value.devices())
    return sorted(part.device for part in getattr(value, "values", [value]))


def fault() -> str:
    """What asking for four million gigabytes comes to."""
    try:
        keras.ops.zeros((1 << 50,))
    except device_faults() as error:
        return type(error).__name__
    return "there was room"


def main() -> None:
    """Look around."""
    if os.environ["KERAS_BACKEND"] == "tensorflow":
        import tensorflow as tf

        each = tf.config.LogicalDeviceConfiguration()
        cpu = tf.config.list_physical_devices("CPU")[0]
        tf.config.set_logical_device_configuration(cpu, [each, each])
    cpus = choose_devices(only="cpu")
    found = {
        "names": cpus.names,
        "placed": homes(cpus),
        "alone": homes(Devices(cpus.backend, "cpu", cpus.names[:1])),
        "afterwards": str(keras.distribution.distribution()),
        "fault": fault(),
        "cluster": outcome(lambda: choose_devices(Cluster("localhost:1", 2, 0))),
    }
    found |= {f"only {kind}": outcome(partial(choose_devices, None, kind)) for kind in KINDS}
    found |= {"any": outcome(choose_devices)}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
