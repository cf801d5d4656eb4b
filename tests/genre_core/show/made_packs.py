"""Tracks of noise and tones, and shows of them, for tests of packs."""

import sys
from pathlib import Path

from genre_core.classifier import load_classifier
from genre_core.show.pack import make_pack
from genre_core.show.running_order import Round, RunningOrder
from tests.genre_core.show.orders import order
from tests.genre_core.sounds import encode, music


def write_track(folder: Path, name: str = "a.wav", seconds: float = 8.0) -> Path:
    """Write a recording of stereo at 44.1 kHz and return its path."""
    path = folder / name
    path.write_bytes(encode(music(seconds)))
    return path


def show_of(*paths: Path, claim: str = "Rock") -> RunningOrder:
    """A show with a round of 4 s for each track, the first from 1 s on, each next 0.5 s later."""
    starts = (1.0 + 0.5 * place for place in range(len(paths)))
    return order(
        *(
            Round(str(path), claim, "Rock", start=start, seconds=4.0)
            for path, start in zip(paths, starts, strict=True)
        )
    )


def pack_and_wait(model: Path, folder: Path, *paths: Path) -> None:
    """Make a pack, and say on standard output before each round; then wait for a line."""

    def progress(what: str, share: float) -> None:
        sys.stdout.write(f"{what}\n")
        sys.stdout.flush()
        if what.startswith("Making round r2"):
            sys.stdin.readline()

    make_pack(show_of(*paths), folder, load_classifier(model), 0.2, progress)
