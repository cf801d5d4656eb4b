"""Fit a small network and leave what it came to in a folder.

    python one_fit.py FOLDER [COORDINATOR PROCESS]

KERAS_BACKEND says on what. The environment variable REPLICAS splits TensorFlow's CPU; JAX's is
split by XLA_FLAGS. COORDINATOR is the host:port at which two processes meet. On JAX the process
has no TensorFlow. Standard output says what was trained on.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.trainer.parallel.no_tensorflow import forbid

if os.environ["KERAS_BACKEND"] == "jax":
    forbid()

from tests.trainer.short import SHORT
from tests.trainer.tracks import GENRES, SPEC, catalogue, store_of
from trainer.cluster import Cluster
from trainer.devices import choose_devices
from trainer.fit import train
from trainer.lesson import Lesson
from trainer.recipe import Augmentation, Recipe

STILL = Augmentation(0.0, 0.0, 0, 0, 0, 0, 0.0, 0, 0)
"""No disturbance: two replicas draw other ones than a single device does."""
RECIPE = Recipe(
    "parallel", "Parallel", "", GENRES, SHORT, SPEC,
    crops=2, folds=0, epochs=12, steps=1, batch=8, learning_rate=5e-3, clip=0.5, averaging=0.8,
    dropout=0.0, patience=12, augmentation=STILL,
)  # fmt: skip
"""A dozen steps, each an epoch so that history.csv has its loss. Most gradients are clipped."""


def main(folder: Path, *where: str) -> None:
    """Fit, alone or as one of two processes."""
    if replicas := os.environ.get("REPLICAS"):
        _split_cpu(int(replicas))
    cluster = Cluster(where[0], 2, int(where[1])) if where else None
    devices = choose_devices(cluster)
    tracks = catalogue(artists=6)
    train(Lesson(RECIPE, store_of(tracks), tracks[::2], tracks[1::8], 7), folder, devices)
    sys.stdout.write(f"{devices.describe()}\n")


def _split_cpu(count: int) -> None:
    import tensorflow as tf

    each = tf.config.LogicalDeviceConfiguration()
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [each] * count)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
