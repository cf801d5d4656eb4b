"""Devices are chosen once; every branch that can be reached without an accelerator is."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.cluster import Cluster
from trainer.devices import Devices, choose_devices, own_share
from trainer.errors import TrainingError

SCRIPTS = Path(__file__).parent / "parallel"
needs_jax = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="JAX is not installed: a group of pyproject"
)


def run(command: Sequence[str], backend: str) -> subprocess.CompletedProcess[str]:
    environment = {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment |= {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    return subprocess.run(
        [sys.executable, *command],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module", params=["tensorflow", pytest.param("jax", marks=needs_jax)])
def found(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What choosing comes to on a CPU split in two; one process a backend."""
    done = run([str(SCRIPTS / "choices.py")], request.param)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"backend": request.param}


def test_the_best_kind_is_taken_and_all_of_it(found: dict[str, Any]) -> None:
    name = {"tensorflow": "TensorFlow", "jax": "JAX"}[found["backend"]]
    assert found["only cpu"] == f"2 CPU devices, {name}"
    if found["any"] != found["only cpu"]:
        assert found["any"].split()[1] in ("GPU", "TPU")


@pytest.mark.parametrize("kind", ["gpu", "tpu"])
def test_a_kind_that_is_not_there_is_refused(kind: str, found: dict[str, Any]) -> None:
    if found[f"only {kind}"].split()[1] == kind.upper():
        pytest.skip(f"this machine has a {kind.upper()}")
    assert f"finds no {kind.upper()}: " in found[f"only {kind}"]
    assert "set KERAS_BACKEND=jax" in found[f"only {kind}"]


def test_what_is_built_lies_on_all_devices_and_afterwards_on_none_in_particular(
    found: dict[str, Any],
) -> None:
    assert len(found["placed"]) == len(found["names"]) == 2
    for place, name in zip(found["placed"], found["names"], strict=True):
        assert place.endswith(name)
    assert len(found["alone"]) == 1
    assert found["afterwards"] == "None"


def test_memory_that_runs_out_is_a_fault_of_the_device(found: dict[str, Any]) -> None:
    expected = {"tensorflow": "ResourceExhaustedError", "jax": "JaxRuntimeError"}
    assert found["fault"] == expected[found["backend"]]


def test_a_cluster_is_for_jax_and_joined_before_anything_is_computed(
    found: dict[str, Any],
) -> None:
    if found["backend"] == "jax":
        assert "The cluster at localhost:1 cannot be joined" in found["cluster"]
        assert "before it computes anything" in found["cluster"]
    else:
        assert "trains on one machine; a cluster was asked for" in found["cluster"]


@pytest.mark.parametrize(
    ("backend", "message"),
    [
        ("abacus", "Keras does not start: .*abacus.* Set KERAS_BACKEND"),
        ("numpy", "Keras runs on numpy. Set KERAS_BACKEND to tensorflow or jax"),
    ],
)
def test_a_backend_that_cannot_train_is_refused(backend: str, message: str) -> None:
    program = (
        "from trainer.devices import choose_devices\n"
        "from trainer.errors import TrainingError\n"
        "try: choose_devices()\n"
        "except TrainingError as error: print(error)\n"
    )
    with pytest.raises(TrainingError, match=message):
        raise TrainingError(run(["-c", program], backend).stdout)


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TrainingError, match=r"no kind of device 'npu'. Choose cpu, gpu, tpu"):
        choose_devices(only="npu")


@given(processes=st.integers(1, 5), each=st.integers(1, 8), rows=st.integers(1, 9))
def test_the_shares_of_all_processes_make_the_batch(processes: int, each: int, rows: int) -> None:
    names = tuple(f"cpu:{i}" for i in range(processes * each))
    batch = list(range(len(names) * rows))
    shares = [
        batch[own_share(Devices("jax", "cpu", names, processes, process), len(batch))]
        for process in range(processes)
    ]
    assert [row for share in shares for row in share] == batch
    assert {len(share) for share in shares} == {each * rows}


def test_a_batch_that_cannot_be_dealt_out_evenly_is_refused() -> None:
    devices = Devices("jax", "tpu", tuple(f"tpu:{i}" for i in range(8)), processes=2)
    with pytest.raises(TrainingError, match=r"batch of 30 .* 8 TPU devices in 2 processes, JAX"):
        own_share(devices, 30)
    with pytest.raises(TrainingError, match="batch to a multiple of 8"):
        own_share(devices, 4)


def test_one_device_is_told_in_the_singular() -> None:
    assert Devices("tensorflow", "gpu", ("GPU:0",)).describe() == "1 GPU device, TensorFlow"


@pytest.mark.parametrize("coordinator", ["", "somewhere", ":1234", "host:", "host:port"])
def test_a_coordinator_without_host_and_port_is_refused(coordinator: str) -> None:
    with pytest.raises(TrainingError, match=f"The coordinator '{coordinator}' is no host:port"):
        Cluster(coordinator, 2, 0)


@pytest.mark.parametrize(("processes", "process"), [(1, 0), (0, 0), (2, 2), (2, -1)])
def test_a_process_that_is_not_in_the_cluster_is_refused(processes: int, process: int) -> None:
    with pytest.raises(TrainingError, match=f"no process {process} of {processes}"):
        Cluster("10.0.0.1:1234", processes, process)


@needs_jax
def test_the_whole_trainer_is_imported_without_tensorflow() -> None:
    done = run([str(SCRIPTS / "imports.py")], "jax")
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) > 20
