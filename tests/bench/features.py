"""How fast the feature store is drawn, against librosa and bare decoding, and in what memory.

The clips are such as the Free Music Archive's: 30 s, stereo, 44.1 kHz, MP3 of 256 and 320 kbit/s,
cut from real recordings where they are at hand. The start of the processes is part of the times.
librosa's rate is taken on a few clips, since it has no start.

Run as a script with a folder of clips and a number of tracks, this module draws so many and
prints the most memory, in MB, that the parent and the largest child took.
"""

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import soundfile

from genre_core.audio import decode
from genre_core.spectrogram import WIDE_MEL
from tests.bench.timing import Goal, Timing, Way, interleave, show_times
from tests.conftest import ROOT, SHARED
from tests.genre_core.sounds import encode_mp3, music
from trainer.features import build_store
from trainer.manifest import LabelledTrack
from trainer.meter import Meter
from trainer.workers import cores, in_processes

SPEC = WIDE_MEL
SAMPLE_RATE, SECONDS = 44_100, 30
BIT_RATES = (0.0, 0.2)  # 320 and 256 kbit/s
CLIPS, TRACKS, FEW = 16, 240, 40
ROUNDS = 3
OURS, BARE = "into the store, all cores", "bare decoding, the same processes"
LIBROSA, DEFAULT = "librosa, one by one", "librosa with its own defaults"


def measure_features(folder: Path) -> list[Goal]:
    """Time the ways from MP3 files to pictures, print the tables and return the goals.

    Args:
        folder: where clips and stores may be left.
    """
    clips, source = write_clips(folder)
    megabytes = sum(clip.stat().st_size for clip in clips) / len(clips) / 1e6
    print(f"\nClips      {len(clips)} of {SECONDS} s, {megabytes:.1f} MB each, from {source}")
    paths = list(islice(cycle(clips), TRACKS))
    ways = {
        OURS: lambda: _draw(paths),
        BARE: lambda: list(in_processes(partial(decoded, SPEC.sample_rate), paths)),
        LIBROSA: lambda: [_by_librosa(path) for path in clips],
        DEFAULT: lambda: [_by_librosa_defaults(path) for path in clips],
    }
    tracks = {OURS: TRACKS, BARE: TRACKS, LIBROSA: len(clips), DEFAULT: len(clips)}
    spent = {name: Effort(way) for name, way in ways.items()}
    timings = interleave(spent, ROUNDS, warm=False)
    timings = {name: _each(timing, tracks[name]) for name, timing in timings.items()}
    show_times(f"Features: a track, {cores()} cores", timings)
    print("  processor time a track, on however many cores, which other work disturbs less:")
    for name, effort in spent.items():
        print(f"    {name:<34} {effort.median / tracks[name] * 1000:6.1f} ms")
    few, many = (_memory(folder, tracks) for tracks in (FEW, 10 * FEW))
    print(f"  the most memory  {few:.0f} MB for {FEW} tracks, {many:.0f} MB for {10 * FEW}")
    return [
        Goal("features: librosa / ours", timings[LIBROSA], timings[OURS], 5.0, at_least=True),
        Goal("features: bare decoding / ours", timings[BARE], timings[OURS], 0.9, at_least=True),
        Goal("features: memory for 10 N / N", _once(many), _once(few), 1.1, at_least=False),
    ]


class Effort:
    """A way that notes the processor time, in s, that each of its runs took with its children."""

    def __init__(self, way: Way) -> None:
        """Take the way whose runs are noted."""
        self._way = way
        self._seconds: list[float] = []

    def __call__(self) -> object:
        """Run it."""
        before = os.times()
        answer = self._way()
        self._seconds.append(sum(os.times()[:4]) - sum(before[:4]))
        return answer

    @property
    def median(self) -> float:
        """The median of the runs but the first, which warms up."""
        return statistics.median(self._seconds[1:])


def write_clips(folder: Path) -> tuple[list[Path], str]:
    """Write clips like the archive's and return them with where they come from."""
    clips: list[bytes] = []
    for path in sorted((SHARED / "music" / "original").glob("*.mp3")):
        about = soundfile.info(path)
        if (about.samplerate, about.channels) != (SAMPLE_RATE, 2):
            continue
        for first in range(0, about.frames - SECONDS * SAMPLE_RATE + 1, SECONDS * SAMPLE_RATE):
            samples, _ = soundfile.read(path, SECONDS * SAMPLE_RATE, first, dtype="float32")
            clips.append(encode_mp3(samples, SAMPLE_RATE, BIT_RATES[len(clips) % 2]))
    source = "real recordings" if clips else "tones and noise"
    clips = clips[:CLIPS] or [encode_mp3(music(SECONDS), SAMPLE_RATE, rate) for rate in BIT_RATES]
    for number, clip in enumerate(clips):
        (folder / f"clip-{number}.mp3").write_bytes(clip)
    return sorted(folder.glob("clip-*.mp3")), source


def decoded(sample_rate: int, path: Path) -> int:
    """Decode a file, and nothing more."""
    return int(decode(path, sample_rate).samples.size)


def _draw(paths: Sequence[Path]) -> None:
    tracks = [LabelledTrack(f"t{i:06d}", path, "", "") for i, path in enumerate(paths)]
    with TemporaryDirectory() as folder:
        build_store(tracks, SPEC, Path(folder), Meter("tracks").show)


def _by_librosa(path: Path) -> object:
    """Draw the same picture as the store holds."""
    import librosa

    samples, rate = librosa.load(path, sr=SPEC.sample_rate)
    power = librosa.feature.melspectrogram(
        y=samples, sr=rate, n_fft=SPEC.n_fft, hop_length=SPEC.hop,
        n_mels=SPEC.bands, fmin=SPEC.min_hz, fmax=SPEC.max_hz,
    )  # fmt: skip
    return librosa.power_to_db(power)


def _by_librosa_defaults(path: Path) -> object:
    """Draw what most notebooks do: 22.05 kHz, 2048 points, 128 bands."""
    import librosa

    samples, rate = librosa.load(path)
    return librosa.power_to_db(librosa.feature.melspectrogram(y=samples, sr=rate))


def _memory(folder: Path, tracks: int) -> float:
    """Return the MB that a process of its own needs to draw so many tracks."""
    command = [sys.executable, "-m", "tests.bench.features", str(folder), str(tracks)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _each(timing: Timing, tracks: int) -> Timing:
    return Timing(
        timing.median / tracks, timing.least / tracks, timing.most / tracks, timing.rounds
    )


def _once(figure: float) -> Timing:
    return Timing(figure, figure, figure, 1)


def _peak() -> float:
    # Not ru_maxrss of this process, which begins with that of the one that started it.
    status = Path("/proc/self/status").read_text("utf-8")
    own = int(status.partition("VmHWM:")[2].split()[0])
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1e3


if __name__ == "__main__":
    _draw(list(islice(cycle(sorted(Path(sys.argv[1]).glob("clip-*.mp3"))), int(sys.argv[2]))))
    print(_peak())
