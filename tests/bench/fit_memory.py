"""What memory a fit takes on a data set, and on one ten times as large.

The pictures are noise, 30 s each, in a real feature store. What is counted is the memory that a
process has for itself (RssAnon): pages of the store, which the system maps for as long as nobody
else needs the room, are not. That is Linux's way of counting; elsewhere this cannot be measured.

Run as a script with a folder and a number of tracks, this module is such a process and prints the
most that it took, in MB.
"""

import json
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.bench.timing import Goal, Timing
from tests.conftest import ROOT
from trainer.drawing import Drawn
from trainer.features import NOTE, FeatureStore, open_store
from trainer.fit import train
from trainer.ledger import open_ledger
from trainer.lesson import Lesson
from trainer.manifest import LabelledTrack
from trainer.recipes.open_music import RECIPE

TRACKS, STEPS = 1000, 30
SPEC = RECIPE.spec
FRAMES = 30 * SPEC.sample_rate // SPEC.hop
NAP = 0.02
"""Seconds from one look at the memory to the next."""


def measure_fit_memory() -> list[Goal]:
    """Fit few tracks and ten times as many, each in a process; print and return the goal."""
    few, many = (_memory(tracks) for tracks in (TRACKS, 10 * TRACKS))
    print(f"\nFit: the most memory  {few:.0f} MB for {TRACKS} tracks, {many:.0f} for {10 * TRACKS}")
    above, below = (Timing(figure, figure, figure, 1) for figure in (many, few))
    return [Goal("fit: memory for 10 N / N", above, below, 1.1, at_least=False)]


def _memory(tracks: int) -> float:
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.fit_memory", folder, str(tracks)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.split()[-1])


def noise(folder: Path, tracks: list[LabelledTrack]) -> FeatureStore:
    """Write a store of noise, one picture after the other."""
    folder.mkdir()
    (folder / NOTE).write_text(json.dumps(asdict(SPEC)), "utf-8")
    random = np.random.default_rng(3)
    with open_ledger(folder, SPEC.bands) as ledger:
        for track in tracks:
            levels = random.integers(0, 255, (FRAMES, SPEC.bands), np.uint8)
            ledger.append(track, Drawn(levels))
    return open_store(folder, SPEC)


def _own_memory() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("RssAnon:")[2].split()[0]) / 1e3


class Watch(threading.Thread):
    """Looks at the memory of this process until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        """Keep the most that was seen, in MB."""
        while not self.over.wait(NAP):
            self.most = max(self.most, _own_memory())


def main(folder: Path, count: int) -> None:
    """Fit so many tracks of noise and print the memory it took."""
    genres = RECIPE.genres
    tracks = [
        LabelledTrack(f"t{i:06d}", folder / "none", f"artist {i}", genres[i % len(genres)])
        for i in range(count)
    ]
    store = noise(folder / "features", tracks)
    watch = Watch()
    watch.start()
    recipe = replace(RECIPE, name="memory", epochs=2, steps=STEPS)
    train(Lesson(recipe, store, tuple(tracks)), folder / "fit")
    watch.over.set()
    watch.join()
    print(watch.most)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
