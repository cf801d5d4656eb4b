"""How long a verdict takes when everything is loaded, and from process start."""

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import soundfile

from genre_core.analysis import analyse, plan_excerpts
from genre_core.audio import decode_excerpts, probe
from genre_core.card import NETWORK, default_model, models_folder
from genre_core.classifier import shared_classifier
from genre_core.genres import read_claim
from genre_core.spectrogram import compute
from tests.bench import seed
from tests.bench.timing import Goal, interleave, show_times
from tests.conftest import ROOT, SHARED
from tests.genre_core.sounds import encode_mp3, music

SAMPLE_RATE = 44_100
SECONDS = 30
JUDGED_SECONDS = 20
OURS, SEED, BARE = "bytes to verdict", "the seed's way", "bare decoding and network"


def make_recording() -> tuple[bytes, str]:
    """Return 30 s of stereo MP3 at 44.1 kHz and where they come from: real music if at hand."""
    for path in sorted((SHARED / "music" / "original").glob("*.mp3")):
        about = soundfile.info(path)
        if (about.samplerate, about.channels) == (SAMPLE_RATE, 2) and about.duration > 2 * SECONDS:
            samples, _ = soundfile.read(
                path, SECONDS * SAMPLE_RATE, SECONDS * SAMPLE_RATE, dtype="float32"
            )
            return encode_mp3(samples, SAMPLE_RATE), path.name
    return encode_mp3(music(SECONDS)), "tones and noise"


def measure_warm(recording: bytes, seed_network: Path) -> list[Goal]:
    """Time verdicts with everything loaded, print the table and return the goals."""
    network = seed.load_network(seed_network)
    classifier, claim = shared_classifier(default_model()), read_claim("Rock")
    session, feed = _bare_session(recording)

    def bare() -> None:
        with soundfile.SoundFile(io.BytesIO(recording)) as sound:
            sound.read(JUDGED_SECONDS * SAMPLE_RATE, dtype="float32", always_2d=True)
        session.run(["logits", "embedding"], feed)

    ways = {
        OURS: lambda: analyse(recording, claim, classifier),
        BARE: bare,
        SEED: lambda: seed.judge(recording, network),
    }
    timings = interleave(ways, rounds=25, warm=True)
    show_times("Warm: a stereo MP3 of 30 s, one thread", timings)
    ours, bare_time, seeds = timings[OURS], timings[BARE], timings[SEED]
    return [
        Goal("warm: the seed's way / ours", seeds, ours, 5.0, at_least=True),
        Goal("warm: ours / bare decoding and network", ours, bare_time, 1.6, at_least=False),
    ]


def measure_cold(recording: bytes, seed_network: Path) -> list[Goal]:
    """Time whole processes, print the table and return the goal."""
    file = seed_network.with_name("one.mp3")
    file.write_bytes(recording)
    verify = [sys.executable, "-m", "genre_core", "verify", str(file), "--claimed", "Rock"]
    script = [sys.executable, "-m", "tests.bench.seed", str(seed_network)]
    ours, theirs = "python -m genre_core verify one.mp3", "TensorFlow, Keras file, predict"
    ways = {ours: lambda: _run(verify), theirs: lambda: _run(script)}
    timings = interleave(ways, rounds=5, warm=False)
    show_times("Cold: from process start to its end", timings)
    name = "cold: a script with TensorFlow / ours"
    return [Goal(name, timings[theirs], timings[ours], 5.0, at_least=True)]


def _bare_session(recording: bytes) -> tuple[onnxruntime.InferenceSession, dict[str, object]]:
    """Return a session of our own on one thread, and the pictures that the verdict looks at."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = models_folder() / default_model() / NETWORK
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    card = shared_classifier(default_model()).card
    spans = plan_excerpts(probe(recording).seconds, card.spec, card.crops)
    clips = decode_excerpts(recording, card.spec.sample_rate, spans)
    pictures = [compute(clip, card.spec).decibels[:, : card.spec.frames] for clip in clips]
    return session, {"decibels": np.stack(pictures)[..., None]}


def _run(command: list[str]) -> None:
    # 1 means that the claim was flagged, which is an answer.
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
