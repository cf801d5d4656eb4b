"""One decision as one flat record: the columns of the CSV, JSONL and Parquet that go out.

The other formats carry the same record among what they call meta, so that coming back in they
are read by the same function. Names and words are those of docs/feedback.md.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum, auto

from genre_core.exchange import cells
from genre_core.exchange.headers import TRACK_CLAIMED
from genre_core.exchange.nouns import Case, Opinion
from genre_core.exchange.places import Place
from genre_core.exchange.rows import Cells, decision_of, track_of

META = "spectrogram"
"""Where other formats keep the flat record."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = auto()
    NUMBER = auto()
    WHOLE = auto()
    TRUTH = auto()
    MOMENT = auto()
    LIST = auto()
    MAPPING = auto()


_TEXTS = (
    "id", "title", "artist", "album", "claimed", "claimed_genre", "decision", "genres", "moderator",
    "moderator_name", "decided_at", "reason", "note", "seconds", "queue", "chosen_by", "blind",
    "settles", "key", "supersedes", "bundle", "taken_at", "sha256", "location", "track_sha256",
    "track_claimed", "licence", "link", "start", "duration", "plays", "uploaded_at", "tags",
    "model", "model_version", "outcome", "p_value", "predicted", "probabilities",
)  # fmt: skip
_OTHERS = {
    "genres": Kind.LIST,
    "decided_at": Kind.MOMENT,
    "taken_at": Kind.MOMENT,
    "uploaded_at": Kind.MOMENT,
    "seconds": Kind.NUMBER,
    "start": Kind.NUMBER,
    "duration": Kind.NUMBER,
    "p_value": Kind.NUMBER,
    "plays": Kind.WHOLE,
    "blind": Kind.TRUTH,
    "settles": Kind.TRUTH,
    "tags": Kind.MAPPING,
    "probabilities": Kind.MAPPING,
}
COLUMNS = {name: _OTHERS.get(name, Kind.TEXT) for name in _TEXTS}
"""Every column, in the order of the files, and what it holds."""


def cells_of(case: Case, *, mappings_as_text: bool = False) -> dict[str, object]:
    """Return every column of a decision; what is unknown is None.

    Args:
        case: the decision.
        mappings_as_text: whether tags and probabilities are JSON's text.
    """
    track, decision, opinion = case.track, case.decision, case.opinion
    values: dict[str, object] = {
        "id": track.key,
        "title": track.title,
        "artist": track.artist,
        "album": track.album,
        "claimed": decision.claimed,
        "claimed_genre": decision.claimed_genre,
        "decision": decision.answer.value,
        "genres": list(decision.genres),
        "moderator": decision.moderator,
        "moderator_name": decision.name,
        "decided_at": decision.decided_at,
        "reason": decision.reason,
        "note": decision.note,
        "seconds": decision.seconds,
        "queue": decision.queue,
        "chosen_by": decision.chosen_by.value,
        "blind": decision.blind,
        "settles": decision.settles,
        "key": decision.key,
        "supersedes": decision.supersedes,
        "bundle": decision.bundle,
        "taken_at": decision.taken_at,
        "sha256": decision.sha256,
        "location": track.location,
        "track_sha256": track.sha256,
        TRACK_CLAIMED: track.claimed,
        "licence": track.licence,
        "link": track.link,
        "start": track.start,
        "duration": track.duration,
        "plays": track.plays,
        "uploaded_at": track.uploaded_at,
        "tags": dict(track.tags) or None,
        **(_opinion_cells(opinion) if opinion else {}),
    }
    if mappings_as_text:
        values |= {n: _text(values.get(n)) for n, kind in COLUMNS.items() if kind is Kind.MAPPING}
    return values


def record_of(case: Case) -> dict[str, object]:
    """Return the columns that say something, as values that JSON knows.

    The track's own claim is always among them: where it stands, the decision's is told apart.
    """
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in cells_of(case).items()
        if name == TRACK_CLAIMED or not (value is None or value is False or value in ("", []))
    }


def case_of(record: Cells, place: Place) -> Case:
    """Return the decision of a flat record.

    Raises:
        ValueError: it is none.
    """
    return Case(
        track_of(record, place),
        decision_of(record),
        _opinion(record) if record.get("model") else None,
    )


def _opinion_cells(opinion: Opinion) -> dict[str, object]:
    return {
        "model": opinion.model,
        "model_version": opinion.version,
        "outcome": opinion.outcome,
        "p_value": opinion.p_value,
        "predicted": opinion.predicted,
        "probabilities": dict(opinion.probabilities) or None,
    }


def _opinion(record: Cells) -> Opinion:
    chances = record.get("probabilities")
    return Opinion(
        model=cells.word(record.get("model"), "model"),
        version=cells.word(record.get("model_version"), "model_version"),
        outcome=cells.word(record.get("outcome"), "outcome"),
        predicted=cells.word(record.get("predicted"), "predicted"),
        p_value=cells.number(record.get("p_value"), "p_value"),
        probabilities={
            name: cells.number(value, name) or 0.0
            for name, value in (chances if isinstance(chances, Mapping) else {}).items()
        },
    )


def _text(value: object) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None
