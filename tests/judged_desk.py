"""A desk whose catalogue a model has heard already: its answers are drawn from its own test tracks.

Rows are put into the store directly; nothing is listened to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Table, insert

from genre_core.calibration import load_calibration
from genre_core.card import models_folder, read_card
from genre_core.classifier import CALIBRATION
from genre_core.desk.queues import Queue
from genre_core.evaluation.claim_findings import ClaimFindings, hold_claims
from genre_core.evaluation.contestant import read_contestant
from genre_core.outcomes import Outcome
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import decisions, flags, moderators, policies, tracks, verdicts

MODEL = "open-music"
UNKNOWN = ("Jazz", "Punk")
"""Claims that the model does not know; of Punk it knows the family."""
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_EACH = 7
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Past:
    """What happened before.

    Attributes:
        tracks: in the catalogue; the last few of a hundred were never heard.
        lying: share of artists who lie about every second track.
        audit: share of the unflagged tracks that were decided.
        decided: share of the flagged ones that were.
        alpha: of the policy.
        measured: whether anybody measured the seconds of a decision.
        now: what is called now.
    """

    tracks: int = 2000
    lying: float = 0.12
    audit: float = 0.08
    decided: float = 0.6
    alpha: float = 0.05
    measured: bool = True
    now: datetime = NOW


def fill(store: Store, past: Past, seed: int = 440) -> ClaimFindings:
    """Put it into an empty store; return what the model finds of the tracks that it heard."""
    chance = np.random.default_rng(seed)
    genres, chances, true = _answers(past.tracks, chance)
    claims = _claims(past, genres, true, chance)
    known = load_calibration(models_folder() / MODEL / CALIBRATION)
    version = read_card(models_folder() / MODEL).version
    heard = past.tracks - past.tracks // 50
    found = hold_claims(chances[:heard], claims[:heard], known)
    numbers = _add(store, tracks, [_track(past, n, each) for n, each in enumerate(claims)])
    (policy,) = _add(store, policies, [{"alpha": past.alpha, "made_at": _ago(past, 40)}])
    outcomes = found.outcomes(past.alpha)
    judged = [
        _verdict(past, claims[n], found.p_values[n], outcomes[n])
        | {
            "track_id": numbers[n],
            "policy_id": policy,
            "model_version": version,
            "predicted": genres[int(chances[n].argmax())],
            "probabilities": dict(zip(genres, chances[n].round(6).tolist(), strict=True)),
        }
        for n in range(heard)
    ]
    rows = _add(store, verdicts, judged)
    flagged = outcomes == Outcome.MISMATCH.value
    lots = chance.random(heard)
    done = lots < np.where(flagged, past.decided, past.audit)
    _add(
        store,
        flags,
        [
            {
                "track_id": numbers[n],
                "verdict_id": rows[n],
                "queue": Queue.FLAGGED if flagged[n] else Queue.AUDIT,
                "state": "decided" if done[n] else "open",
                "chosen_by": Chosen.MODEL if flagged[n] else Chosen.CHANCE,
                "severity": float(1 - found.p_values[n]),
                "opened_at": _ago(past, 20),
                "closed_at": _ago(past, 3) if done[n] else None,
            }
            for n in np.flatnonzero(flagged | done)
        ],
    )
    person = {"subject": "ada", "name": "Ada", "role": "moderator"}
    (ada,) = _add(store, moderators, [person | {"first_seen_at": NOW, "last_seen_at": NOW}])
    _add(
        store,
        decisions,
        [
            _decision(past, int(n), genres[true[n]], claims[n], bool(flagged[n]))
            | {"track_id": numbers[n], "verdict_id": rows[n], "moderator_id": ada}
            for n in np.flatnonzero(done)
        ],
    )
    return found


def _answers(
    count: int, chance: np.random.Generator
) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.int64]]:
    """Genres, probabilities (n, K) and true genres (n,): of test tracks, drawn with a tremor."""
    model = read_contestant(models_folder() / MODEL)
    rows = chance.integers(0, len(model.rows), count)
    tremor = np.exp(0.3 * chance.normal(size=(count, len(model.genres))))
    chances = model.chances(model.genres)[rows] * tremor
    return (
        model.genres,
        chances / chances.sum(axis=1, keepdims=True),
        model.labels(model.genres)[rows],
    )


def _claims(
    past: Past, genres: tuple[str, ...], true: NDArray[np.int64], chance: np.random.Generator
) -> list[str]:
    artists = -(-past.tracks // _EACH)
    liars = chance.random(artists) < past.lying
    lies = liars[np.arange(past.tracks) // _EACH] & (chance.random(past.tracks) < 0.5)
    other = (true + chance.integers(1, len(genres), past.tracks)) % len(genres)
    claims = [genres[code] for code in np.where(lies, other, true)]
    for number in np.flatnonzero(chance.random(past.tracks) < 0.06):
        claims[number] = UNKNOWN[int(number) % 2]
    return claims


def _track(past: Past, number: int, claim: str) -> dict[str, Any]:
    artist = f"Artist {number // _EACH:03}"
    return {
        "key": f"made-{number:05}",
        "title": f"Piece {number:05}",
        "artist": artist,
        "artist_key": artist.casefold(),
        "claimed": claim,
        "claimed_genre": claim,
        "tags": {"label": f"Label {number // (9 * _EACH):02}"},
        "added_at": _ago(past, 180 * (1 - number / past.tracks) + 0.01),
    }


def _verdict(past: Past, claim: str, p_value: float, outcome: str) -> dict[str, Any]:
    return {
        "model": MODEL,
        "claimed_genre": claim,
        "outcome": str(outcome),
        "scope": "genre",
        "p_value": float(p_value),
        "severity": float(1 - p_value),
        "uncertainty": 1.0,
        "made_at": _ago(past, 30),
    }


def _decision(past: Past, number: int, genre: str, claim: str, flagged: bool) -> dict[str, Any]:
    holds = genre == claim or claim in UNKNOWN
    return {
        "key": f"decision-{number}",
        "claimed": claim,
        "claimed_genre": claim,
        "answer": Answer.HOLDS if holds else Answer.GENRE_IS,
        "genres": [] if holds else [genre],
        "decided_at": _ago(past, 3),
        "seconds": 6.0 + number % 9 if past.measured else None,
        "queue": Queue.FLAGGED if flagged else Queue.AUDIT,
        "chosen_by": Chosen.MODEL if flagged else Chosen.CHANCE,
    }


def _ago(past: Past, days: float) -> datetime:
    return past.now - timedelta(days=days)


def _add(store: Store, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    found: list[int] = []
    adding = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    for start in range(0, len(rows), _AT_ONCE):
        with store.writing() as connection:
            part = list(rows[start : start + _AT_ONCE])
            found += connection.execute(adding, part).scalars()
    return found
