"""An impression as JSON for the stage, which draws all of its reveals from this one small file.

::

    {"schema": 1,
     "genres": [K names], "times": [n, s], "chances": [n rows of K], "final": [K],
     "predicted": name, "claim": as written, "counted": [names that speak for the claim],
     "verdict": {"outcome", "answer", "sentence", "reason", "p", "alpha"},
     "cam": {"predicted": MAP, "claimed": MAP or null},
     "focus": {"start", "end", "low", "high"} or null, "because": sentence,
     "seconds": of the sound, "maxHz": of the picture}

``final`` are the verdict's probabilities, the last row of ``chances``. ``answer`` is yes, no or
unsure, to the question that the room was asked. ``p`` is null where nothing could be tested. A MAP
is {"genre", "rows", "columns", "levels"}: base64 of rows x columns bytes, row 0 the lowest.
"""

import json

import numpy as np

from genre_core.levels import levels_json
from genre_core.show.because import Focus
from genre_core.show.impression import GenreMap, Impression
from genre_core.show.results import answer_of

SCHEMA = 1


def round_json(impression: Impression) -> bytes:
    """Return an impression as JSON, UTF-8; equal impressions give equal bytes."""
    felt, verdict = impression.belief, impression.verdict
    p = verdict.tested_p_value
    content = {
        "schema": SCHEMA,
        "genres": felt.genres,
        # A hundredth of a second, and a hundredth of a per cent, are finer than any screen.
        "times": np.round(felt.times, 2).tolist(),
        "chances": np.round(felt.chances, 4).tolist(),
        "final": np.round(verdict.probabilities, 4).tolist(),
        "predicted": verdict.predicted,
        "claim": verdict.claim.text,
        "counted": impression.counted,
        "verdict": {
            "outcome": verdict.outcome,
            "answer": answer_of(verdict.outcome, verdict.claim.text),
            "sentence": verdict.sentence,
            "reason": verdict.reason,
            "p": None if p is None else round(p, 4),
            "alpha": verdict.alpha,
        },
        "cam": {
            "predicted": _map(impression.predicted_map),
            "claimed": impression.claimed_map and _map(impression.claimed_map),
        },
        "focus": impression.focus and _place(impression.focus),
        "because": impression.because,
        "seconds": round(impression.picture.seconds, 3),
        "maxHz": impression.picture.max_hz,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _map(drawn: GenreMap) -> dict[str, object]:
    return {"genre": drawn.genre, **levels_json(drawn.values)}


def _place(focus: Focus) -> dict[str, float]:
    return {
        "start": round(focus.start, 2),
        "end": round(focus.end, 2),
        "low": round(focus.low, 1),
        "high": round(focus.high, 1),
    }
