"""However many devices and processes compute a batch, a fit comes to the same losses."""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from trainer.fit import WEIGHTS
from trainer.history import HISTORY

SCRIPT = Path(__file__).parent / "parallel" / "one_fit.py"
SAME = 1e-4
"""How far losses, in nats, and weights may lie apart. The largest difference seen is 1e-5: sums
over a batch are taken in another order, and AdamW makes much of gradients near zero."""
ONE_THREAD = {
    "TF_NUM_INTRAOP_THREADS": "1",
    # Replicas wait for each other; on one thread they would do so for ever.
    "TF_NUM_INTEROP_THREADS": "4",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
# Compiling takes most of the time, and these few steps do not repay a fast program.
XLA = "--xla_cpu_multi_thread_eigen=false --xla_backend_optimization_level=0"
needs_jax = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="JAX is not installed: a group of pyproject"
)


def start(backend: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start a fit in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), *arguments],
        env=os.environ | ONE_THREAD | {"KERAS_BACKEND": backend, "XLA_FLAGS": XLA} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def results(*processes: subprocess.Popen[str]) -> list[str]:
    """Wait for fits; return the last line that each said."""
    said = [process.communicate() for process in processes]
    for process, (_, errors) in zip(processes, said, strict=True):
        assert process.returncode == 0, errors[-3000:]
    return [out.splitlines()[-1] for out, _ in said]


def weights(folder: Path) -> dict[str, NDArray[np.float32]]:
    found = {}
    with h5py.File(folder / WEIGHTS) as file:
        file.visititems(
            lambda name, item: (
                found.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None
            )
        )
    return found


def assert_same(folder: Path, reference: Path) -> None:
    """Compare the losses of all steps, the averaged weights' after each, and the weights kept."""
    mine, theirs = pd.read_csv(folder / HISTORY), pd.read_csv(reference / HISTORY)
    assert len(mine) == len(theirs) == 12
    for column in ("loss", "val_loss"):
        np.testing.assert_allclose(mine[column], theirs[column], rtol=0, atol=SAME)
    assert theirs["loss"].std() > 100 * SAME
    kept, expected = weights(folder), weights(reference)
    assert kept.keys() == expected.keys()
    for name, weight in expected.items():
        np.testing.assert_allclose(kept[name], weight, rtol=0, atol=SAME, err_msg=name)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        port: int = listener.getsockname()[1]
    return port


def test_two_replicas_of_tensorflow_come_to_the_losses_of_one(tmp_path: Path) -> None:
    """With batch norm over both, and gradients clipped after both were added."""
    one, two = tmp_path / "one", tmp_path / "two"
    said = results(start("tensorflow", str(one)), start("tensorflow", str(two), REPLICAS="2"))
    assert said == ["1 CPU device, TensorFlow", "2 CPU devices, TensorFlow"]
    assert_same(two, one)


@needs_jax
def test_two_devices_and_two_processes_of_jax_come_to_the_losses_of_one(tmp_path: Path) -> None:
    """Without TensorFlow. Of the two processes, each has half of every batch."""
    one, two, cluster = tmp_path / "one", tmp_path / "two", tmp_path / "cluster"
    split = f"{XLA} --xla_force_host_platform_device_count=2"
    said = results(start("jax", str(one)), start("jax", str(two), XLA_FLAGS=split))
    assert said == ["1 CPU device, JAX", "2 CPU devices, JAX"]
    assert_same(two, one)
    meet = (str(cluster), f"localhost:{free_port()}")
    said = results(start("jax", *meet, "0"), start("jax", *meet, "1"))
    assert said == ["2 CPU devices in 2 processes, JAX"] * 2
    assert_same(cluster, one)
