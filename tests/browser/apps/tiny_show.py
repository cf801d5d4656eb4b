"""A show of two rounds from formulas, in a folder, for the house of the browser tests."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np

from tests.browser.apps.synthesis import SAMPLE_RATE, hills, picture, sweep, wav

SECONDS = 6.0
GENRES = ["Classical", "Electronic", "Pop", "Rock"]
PHASES = ["vote", "closed", "room", "model", "truth", "because"]
QR = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M1 1h7v7H1z'/></svg>"
LONG = "the model never learnt it, and most honest songs of the family look more like"
INTERVAL = {"value": 0.3, "low": 0.25, "high": 0.36}
STANDING = {"genres": 20, "accuracy": INTERVAL, "baseline": {**INTERVAL, "value": 0.1}}
RULE = {"false_flags": INTERVAL, "detection": INTERVAL}


def write_show(folder: Path) -> Path:
    """Write `show.json` and the files of its rounds; return the folder."""
    scenes = [
        _scene("welcome", "title", title="Does it?", notes="Wait for the last one to sit down."),
        _scene("problem", "problem", title="Nobody checks.", text="One.\nAnd **two**."),
        _round(folder, "first", "Rock", "Classical"),
        _round(folder, "second", "Pop", ""),
        _scene("microphone", "microphone", title="Play us anything", text="20 s."),
        _scene("seed", "seed", title="Where it began"),
        _scene("lab", "lab", title="What a flag is worth"),
        _scene("score", "score", title="Room against network"),
        _scene("closing", "closing", title="Thank you"),
    ]
    steps = [
        [scene["id"], phase]
        for scene in scenes
        for phase in (PHASES if scene["round"] else ["shown"])
    ]
    show = {
        "show": "s1",
        "order": "o1",
        "title": "Try it",
        "scenes": scenes,
        "steps": steps,
        "seed": {"seed": STANDING, "ours": STANDING, "sentence": ""},
        "lab": {"verdict": RULE, "naive": RULE, "sentence": ""},
        "vote": {"url": "http://10.0.0.7:8501/v", "qr": QR},
        "ready": [{"name": "model", "ok": True, "sentence": "It hears."}],
    }
    (folder / "show.json").write_text(json.dumps(show), "utf-8")
    return folder


def _scene(name: str, kind: str, **words: str) -> dict[str, object]:
    empty = {"title": "", "text": "", "notes": "", "seconds": 60, "round": None}
    return {"id": name, "kind": kind, **empty, **words}


def _round(folder: Path, name: str, claim: str, truth: str) -> dict[str, object]:
    samples = sweep(110.0)[: int(SECONDS * SAMPLE_RATE)]
    (folder / f"{name}.wav").write_bytes(wav(samples))
    (folder / f"{name}.png").write_bytes(picture(samples))
    (folder / f"{name}.json").write_text(json.dumps(_data(claim)), "utf-8")
    files = {"sound": f"{name}.wav", "picture": f"{name}.png", "data": f"{name}.json"}
    played = {
        "question": f"Does this look like a {claim} song to you?",
        "claim": claim,
        "truth": truth,
        "holds": claim == truth if truth else None,
        "artist": "Somebody",
        "title": "Sweep",
        "licence": "CC0",
        **{kind: f"/stage-media/{file}" for kind, file in files.items()},
    }
    return _scene(name, "round", notes=f"It is {truth or 'unknown'}.") | {"round": played}


def _data(claim: str) -> dict[str, object]:
    times = np.arange(1.0, SECONDS + 0.1, 0.5)
    rising = times / (times.max() * 1.2)
    chances = np.column_stack([rising, *[(1 - rising) / 3] * 3])
    return {
        "genres": GENRES,
        "times": times.tolist(),
        "chances": chances.tolist(),
        "predicted": "Classical",
        "counted": [claim],
        "verdict": {"answer": "no", "sentence": f"No: {LONG} {claim}."},
        "cam": {"predicted": _map("Classical", 3), "claimed": _map(claim, 4)},
        "because": "I saw it as Classical because of the low notes.",
        "seconds": SECONDS,
        "maxHz": 4000.0,
    }


def _map(genre: str, seed: int) -> dict[str, object]:
    levels = np.round(hills(seed) * 255).astype(np.uint8)
    rows, columns = levels.shape
    text = base64.b64encode(levels.tobytes()).decode("ascii")
    return {"genre": genre, "rows": rows, "columns": columns, "levels": text}
