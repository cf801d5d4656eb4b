"""The devices that networks are trained on: chosen once, here, for both of Keras's backends.

On TensorFlow a batch is split over the replicas of a ``MirroredStrategy`` (several GPUs of one
machine) or a ``TPUStrategy``; on JAX over the devices of all processes, on as many machines as
there are, by ``keras.distribution.DataParallel``. Batch norm looks at the whole batch and
gradients are of the whole batch, so that the number of devices changes the time and not the
network; see docs/decisions/0008-devices.md.

No other module needs TensorFlow or JAX to train, and this one imports the one that Keras runs on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

from trainer.cluster import Cluster, join
from trainer.errors import TrainingError

KINDS = ("cpu", "gpu", "tpu")
BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX"}
"""The backends of Keras that can train here, and what people call them."""


@dataclass(frozen=True, slots=True)
class Devices:
    """What a network is trained on.

    Attributes:
        backend: of Keras, ``tensorflow`` or ``jax``.
        kind: ``cpu``, ``gpu`` or ``tpu``.
        names: of all devices of all processes, as the backend has them.
        processes: how many share the work.
        process: this one's number, from 0. It alone writes files where it is 0.
    """

    backend: str
    kind: str
    names: tuple[str, ...]
    processes: int = 1
    process: int = 0

    def describe(self) -> str:
        """Return a line for the terminal: ``2 CPU devices, JAX``."""
        count = len(self.names)
        devices = f"{count} {self.kind.upper()} {'device' if count == 1 else 'devices'}"
        where = f" in {self.processes} processes" if self.processes > 1 else ""
        return f"{devices}{where}, {BACKENDS[self.backend]}"


def choose_devices(cluster: Cluster | None = None, only: str = "") -> Devices:
    """Look at what the backend has and take all of its best kind, before anything is computed.

    Args:
        cluster: which other processes train along; None for none.
        only: ``cpu``, ``gpu`` or ``tpu`` for devices of that kind or an error; empty for TPUs
            where there are, else GPUs, else CPUs.

    Raises:
        TrainingError: the backend is missing or another than these two, has no such device, or
            cannot join the cluster.
    """
    if only and only not in KINDS:
        raise TrainingError(f"There is no kind of device {only!r}. Choose {', '.join(KINDS)}.")
    backend = _backend()
    if backend == "jax":
        return _jax_devices(cluster, only)
    if cluster is not None:
        raise TrainingError(
            "On TensorFlow, Keras trains on one machine; a cluster was asked for. Set "
            "KERAS_BACKEND=jax on every machine."
        )
    return _tensorflow_devices(only)


@contextmanager
def placed(devices: Devices) -> Iterator[None]:
    """While inside, what Keras builds and fits lies on these devices.

    A learner must be built, compiled and fitted inside. ``Model.fit`` splits batches over the
    devices; on TensorFlow ``train_on_batch`` does not.
    """
    with _jax_scope(devices) if devices.backend == "jax" else _tensorflow_scope(devices):
        yield


def own_share(devices: Devices, batch: int) -> slice:
    """Return the rows of a batch that this process feeds.

    Args:
        devices: that compute the batch.
        batch: rows of the whole batch, over all processes.

    Raises:
        TrainingError: the rows cannot be dealt out evenly.
    """
    if batch % (count := len(devices.names)):
        raise TrainingError(
            f"A batch of {batch} cannot be dealt out evenly to {devices.describe()}. Set the "
            f"recipe's batch to a multiple of {count}."
        )
    share = batch // devices.processes
    return slice(devices.process * share, (devices.process + 1) * share)


def device_faults() -> tuple[type[Exception], ...]:
    """Return the errors by which the backend says that a device failed or its memory is full."""
    if _backend() == "jax":
        from jax.errors import JaxRuntimeError

        return (JaxRuntimeError,)
    from tensorflow.errors import InternalError, ResourceExhaustedError, UnavailableError

    return (ResourceExhaustedError, InternalError, UnavailableError)


@contextmanager
def faults_told(devices: Devices | None, kept: Callable[[], str]) -> Iterator[None]:
    """While inside, a device that fails or runs out of memory is told of in a sentence.

    Args:
        devices: those at work; None where the backend chose, which is not asked again then,
            since asking a TPU empties it and a lost GPU may not answer.
        kept: called at a fault: sentences of what is kept and what to do.

    Raises:
        TrainingError: a device failed.
    """
    try:
        yield
    except device_faults() as error:
        who = devices.describe() if devices else "The device"
        why = str(error).strip().partition("\n")[0].rstrip(".")
        raise TrainingError(f"{who} failed: {why}. {kept()}") from error


def _backend() -> str:
    try:
        import keras
    except (ImportError, ValueError) as error:
        raise TrainingError(
            f"Keras does not start: {error}. Set KERAS_BACKEND to the backend that is installed, "
            f"{' or '.join(BACKENDS)}."
        ) from error
    backend: str = keras.config.backend()
    if backend not in BACKENDS:
        raise TrainingError(
            f"Keras runs on {backend}. Set KERAS_BACKEND to {' or '.join(BACKENDS)}."
        )
    return backend


def _jax_devices(cluster: Cluster | None, only: str) -> Devices:
    import jax
    import keras

    if cluster is not None:
        join(cluster)
    try:
        names = keras.distribution.list_devices(only or None)
    except RuntimeError as error:
        raise _no_device(only, "JAX", str(error)) from error
    kind = names[0].partition(":")[0]
    return Devices("jax", kind, tuple(names), jax.process_count(), jax.process_index())


def _tensorflow_devices(only: str) -> Devices:
    import tensorflow as tf

    if only == "tpu" or (not only and tf.config.list_physical_devices("TPU")):
        _tpu_resolver()
        names = tf.config.list_logical_devices("TPU")
        return Devices("tensorflow", "tpu", tuple(device.name for device in names))
    for kind in (only,) if only else ("gpu", "cpu"):
        found = tf.config.list_logical_devices(kind.upper())
        if found:
            return Devices("tensorflow", kind, tuple(device.name for device in found))
    raise _no_device(only, "TensorFlow", "it lists none")


@cache
def _tpu_resolver() -> Any:
    """Connect to this machine's TPU, once: connecting wipes its memory."""
    import tensorflow as tf

    try:
        return tf.distribute.cluster_resolver.TPUClusterResolver.connect("local")
    except (tf.errors.OpError, RuntimeError, ValueError) as error:
        raise _no_device("tpu", "TensorFlow", str(error).splitlines()[0]) from error


def _jax_scope(devices: Devices) -> Any:
    import jax
    import keras

    if len(devices.names) == 1:
        return jax.default_device(jax.devices(devices.kind)[0])
    # Every process feeds its own rows: Keras has no data set to deal out.
    return keras.distribution.DataParallel(
        devices=list(devices.names), auto_shard_dataset=False
    ).scope()


def _tensorflow_scope(devices: Devices) -> Any:
    import tensorflow as tf

    if devices.kind == "tpu":
        return tf.distribute.TPUStrategy(_tpu_resolver()).scope()
    if len(devices.names) > 1:
        return tf.distribute.MirroredStrategy(devices.names).scope()
    # The first GPU is TensorFlow's own choice; the CPU beside one is not.
    return tf.device(devices.names[0]) if devices.kind == "cpu" else nullcontext()


def _no_device(kind: str, backend: str, why: str) -> TrainingError:
    return TrainingError(
        f"{backend} finds no {kind.upper() or 'device'}: {why.rstrip('.')}. Ask for another kind, "
        "or install pyproject.toml's group gpu or tpu and set KERAS_BACKEND=jax."
    )
