"""`python -m tests.bench`, or `make bench`: what was promised about speed, measured.

Every ratio is that of two times of one run on one machine, taken in turn, on one thread. The
exit code is 1 where a goal is missed. The times of app and desk are printed without one;
show ends with an error where a vote was lost.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bench.timing import Goal

# Read when NumPy, TensorFlow and their libraries are first imported; inherited by subprocesses.
ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
PARTS = ("warm", "cold", "features", "training", "app", "desk", "confusion", "lab", "show")


def main(arguments: list[str] | None = None) -> int:
    """Measure the parts that were named, by default all; return 0 where every goal is met."""
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of: {', '.join(PARTS)}")
    parts = parser.parse_args(arguments).parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    return measure(tuple(parts))


def measure(parts: tuple[str, ...]) -> int:
    """Measure and print."""
    from tests.bench.app import measure_app
    from tests.bench.confusion import measure_confusion
    from tests.bench.desk import measure_desk
    from tests.bench.lab import measure_lab
    from tests.bench.machine import show_machine
    from tests.bench.show import measure_show
    from tests.bench.timing import show_goals

    show_machine()
    with tempfile.TemporaryDirectory() as folder:
        goals = _measure_ratios(parts, Path(folder))
    measured = {
        "app": measure_app,
        "desk": measure_desk,
        "confusion": measure_confusion,
        "lab": measure_lab,
        "show": measure_show,
    }
    for part in parts:
        measured.get(part, lambda: None)()
    if goals:
        show_goals(goals)
    return 0 if all(goal.met for goal in goals) else 1


def _measure_ratios(parts: tuple[str, ...], folder: Path) -> "list[Goal]":
    from tests.bench.features import measure_features
    from tests.bench.fit_memory import measure_fit_memory
    from tests.bench.seed import write_network
    from tests.bench.training import measure_training
    from tests.bench.verdict import make_recording, measure_cold, measure_warm

    goals: list[Goal] = []
    network = folder / "seed-2m.keras"
    if {"warm", "cold"} & set(parts):
        recording, source = make_recording()
        print(f"Recording  30 s, {len(recording) / 1000:.0f} kB, from {source}")
        write_network(network)
        for part, measured in (("warm", measure_warm), ("cold", measure_cold)):
            goals += measured(recording, network) if part in parts else []
    if "features" in parts:
        goals += measure_features(folder)
    if "training" in parts:
        goals += measure_training(folder)
        goals += measure_fit_memory()
    return goals


if __name__ == "__main__":
    sys.exit(main())
