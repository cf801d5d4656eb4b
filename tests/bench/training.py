"""How fast a network trains, against the first version's way: all pictures in memory, plain fit.

Both train the seed's second network on the same clips, for as many examples, in batches of 32, on
all cores. The first version's way is librosa clip by clip into one float32 array, then Keras's
``fit`` with Adam as it comes; ours is the feature store, disturbances, AdamW with clipped gradients
and averaged weights. Every way runs in a process of its own, which prints its seconds.

Run as a script with a way, a folder of clips and a number of epochs, this module is such a process.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from genre_core.genres import GENRES
from tests.bench.features import write_clips
from tests.bench.timing import Goal, Timing
from tests.conftest import ROOT
from trainer.features import build_store
from trainer.fit import fit
from trainer.history import HISTORY
from trainer.lesson import Lesson
from trainer.manifest import LabelledTrack
from trainer.meter import Meter
from trainer.recipe import Recipe
from trainer.recipes.open_music_seed_2m import RECIPE as SEED

OURS, PLAIN, NO_XLA = "ours", "plain fit", "plain fit, jit_compile=False"
BATCH, TRACKS, EPOCHS, ROUNDS = 32, 256, 3, 3


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of one process.

    Attributes:
        features: from MP3 files to pictures.
        step: of one step, the first epoch left out.
        whole: from MP3 files to the trained network, imports left out.
    """

    features: float
    step: float
    whole: float


def measure_training(folder: Path) -> list[Goal]:
    """Time the ways, print the table and return the goals; ``folder`` holds the clips."""
    write_clips(folder)
    spent: dict[str, list[Spent]] = {name: [] for name in (OURS, PLAIN, NO_XLA)}
    for _ in range(ROUNDS):
        for name, runs in spent.items():
            runs.append(_in_a_process(name, folder))
    examples = TRACKS * EPOCHS
    print(f"\nTraining: {TRACKS} clips, {EPOCHS} epochs, {os.cpu_count()} cores")
    print(f"  {'':<30} {'features':>9} {'a step':>9} {'from MP3 to network':>24}")
    for name, runs in spent.items():
        features, step, whole = (_timing(runs, part).median for part in Spent.__slots__)
        print(
            f"  {name:<30} {features:>7.1f} s {step * 1000:>6.0f} ms "
            f"{whole:>7.1f} s, {examples / whole:>3.0f} examples/s"
        )
    return [
        Goal(f"training from MP3: {PLAIN} / ours", *_pair(spent, PLAIN, "whole"), 1.5, True),
        Goal(f"training step: {PLAIN} / ours", *_pair(spent, PLAIN, "step"), 1.0, True),
        Goal(f"training step: {NO_XLA} / ours", *_pair(spent, NO_XLA, "step"), 1.0, True),
    ]


def by_us(tracks: list[LabelledTrack], folder: Path) -> Spent:
    """Draw the store and fit."""
    begin = time.perf_counter()
    store = build_store(tracks, SEED.spec, folder / "features", Meter("tracks").show)
    drawn = time.perf_counter()
    steps = TRACKS // BATCH
    recipe = Recipe(
        "bench", "", "", _genres(), "seed-2m", SEED.spec, epochs=EPOCHS, steps=steps, batch=BATCH,
    )  # fmt: skip
    fit(Lesson(recipe, store, tuple(tracks)), folder / "fit")
    end = time.perf_counter()
    seconds = [
        float(line.rpartition(",")[2])
        for line in (folder / "fit" / HISTORY).read_text("utf-8").splitlines()[1:]
    ]
    step = (seconds[-1] - seconds[0]) / (EPOCHS - 1) / steps
    return Spent(drawn - begin, step, end - begin)


def by_plain_fit(tracks: list[LabelledTrack], jit_compile: bool | str) -> Spent:
    """Draw all pictures with librosa into one array and fit."""
    import keras

    from trainer.architectures import architecture

    begin = time.perf_counter()
    pictures = np.stack([_by_librosa(track.path) for track in tracks])[..., None]
    labels = np.array([_genres().index(track.genre) for track in tracks])
    drawn = time.perf_counter()
    model = architecture("seed-2m").build(len(_genres()), SEED.spec)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"], jit_compile=jit_compile)
    clock = _Clock()
    model.fit(
        pictures, labels, batch_size=BATCH, epochs=EPOCHS, verbose=0,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=clock.note)],
    )  # fmt: skip
    step = (clock.times[-1] - clock.times[0]) / (EPOCHS - 1) / (len(tracks) // BATCH)
    return Spent(drawn - begin, step, time.perf_counter() - begin)


class _Clock:
    """Notes when epochs end."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def note(self, _epoch: int, _logs: object) -> None:
        """Note the time."""
        self.times.append(time.perf_counter())


def _by_librosa(path: Path) -> np.ndarray:
    """Return the first version's picture, float32 (bands, frames)."""
    import librosa

    spec = SEED.spec
    samples, _ = librosa.load(path, sr=spec.sample_rate)
    spectrum = librosa.stft(
        samples[: spec.samples], n_fft=spec.n_fft, hop_length=spec.hop, center=False
    )
    decibels = librosa.amplitude_to_db(np.abs(spectrum), ref=np.max)
    rows = decibels[:512].reshape(spec.bands, -1, decibels.shape[1]).mean(axis=1)
    return np.asarray(rows[:, : spec.frames], np.float32)


def _genres() -> tuple[str, ...]:
    return tuple(genre.name for genre in GENRES)


def _tracks(folder: Path) -> list[LabelledTrack]:
    clips = islice(cycle(sorted(folder.glob("clip-*.mp3"))), TRACKS)
    names = _genres()
    return [
        LabelledTrack(f"t{number}", path, f"a{number}", names[number % len(names)])
        for number, path in enumerate(clips)
    ]


def _in_a_process(way: str, folder: Path) -> Spent:
    command = [sys.executable, "-m", "tests.bench.training", way, str(folder)]
    # The other parts of the bench compare on one thread; training is about all cores.
    free = {name: value for name, value in os.environ.items() if not name.endswith("_THREADS")}
    done = subprocess.run(command, cwd=ROOT, env=free, capture_output=True, text=True, check=True)
    return Spent(*json.loads(done.stdout.splitlines()[-1]))


def _timing(runs: list[Spent], part: str) -> Timing:
    seconds = [getattr(run, part) for run in runs]
    return Timing(median(seconds), min(seconds), max(seconds), len(seconds))


def _pair(spent: dict[str, list[Spent]], name: str, part: str) -> tuple[Timing, Timing]:
    return _timing(spent[name], part), _timing(spent[OURS], part)


def _measure(way: str, folder: Path) -> Spent:
    tracks = _tracks(folder)
    # Importing is neither's work, and takes seconds.
    import_module("keras")

    if way == OURS:
        with TemporaryDirectory() as scratch:
            return by_us(tracks, Path(scratch))
    return by_plain_fit(tracks, "auto" if way == PLAIN else False)


if __name__ == "__main__":
    figures = _measure(sys.argv[1], Path(sys.argv[2]))
    print(json.dumps([figures.features, figures.step, figures.whole]))
