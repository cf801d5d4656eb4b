"""Prodigy: a line a decision, as its choice interface writes it.

``accept`` holds the genres that the decision names, or ``not_music`` or ``cannot_tell``. What was
undone, and every undo, skip, escalation and answer to a golden item, is an answer ``ignore``,
which Prodigy's trainers pass over.
"""

from collections.abc import Iterable
from typing import BinaryIO

from genre_core.exchange.flat import META, record_of
from genre_core.exchange.groups import Group, labels_of
from genre_core.exchange.lines import json_line
from genre_core.exchange.nouns import Case
from genre_core.genres import GENRES
from genre_core.ruling import OPINIONS, Answer

_IDS = (*(genre.name for genre in GENRES), Answer.NOT_MUSIC.value, Answer.CANNOT_TELL.value)
_OPTIONS = [{"id": name, "text": name} for name in _IDS]
_ANSWERED = OPINIONS | {Answer.CANNOT_TELL}


def write_prodigy(groups: Iterable[Group], out: BinaryIO) -> int:
    """Write the decisions as JSONL; return how many."""
    count = 0
    for group in groups:
        standing = {id(case) for case in group.standing}
        for case in group.cases:
            out.write(json_line(_task(case, stands=id(case) in standing)))
            count += 1
    return count


def _task(case: Case, *, stands: bool) -> dict[str, object]:
    track, decision = case.track, case.decision
    named = labels_of(case)
    accept = (Answer.CANNOT_TELL.value,) if decision.answer is Answer.CANNOT_TELL else named
    answered = stands and decision.answer in _ANSWERED and bool(accept)
    line: dict[str, object] = {
        "audio": track.location,
        "text": " - ".join(filter(None, (track.artist, track.title))),
        "options": _OPTIONS,
        "accept": list(accept),
        "answer": "accept" if answered else "ignore",
        "config": {"choice_style": "multiple"},
        "meta": {
            "id": track.key,
            "title": track.title,
            "artist": track.artist,
            "claimed_genre": track.claimed,
            META: record_of(case),
        },
        "_view_id": "choice",
        "_annotator_id": decision.moderator,
        "_session_id": decision.moderator,
    }
    if decision.decided_at:
        line["_timestamp"] = int(decision.decided_at.timestamp())
    return line
