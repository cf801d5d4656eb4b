"""Label Studio: tasks with the models' predictions and all decisions as annotations.

A task a track. What a decision says stands in two controls: ``answer``, one of the words of
docs/feedback.md, and ``genre``, the genres that it names, so that who asks for ``genre`` alone gets
labels. What was undone, and every undo, skip and answer to a golden item, is an annotation with
``was_cancelled``, which Label Studio's own converter passes over.
"""

import json
from collections.abc import Iterable
from typing import BinaryIO
from xml.etree import ElementTree

from genre_core.exchange.flat import META, record_of
from genre_core.exchange.groups import Group, labels_of
from genre_core.exchange.nouns import Case, CatalogueTrack, Opinion
from genre_core.genres import GENRES
from genre_core.ruling import Answer

GENRE, ANSWER, AUDIO = "genre", "answer", "audio"

_CANCELLED = frozenset({Answer.SKIP, Answer.UNDO})


def write_label_studio(groups: Iterable[Group], out: BinaryIO) -> int:
    """Write the tasks as one array of JSON; return how many decisions are in it."""
    numbers: dict[str, int] = {}
    count = 0
    out.write(b"[")
    for task, group in enumerate(groups, 1):
        for case in group.cases:
            numbers.setdefault(case.decision.moderator, len(numbers) + 1)
        text = json.dumps(_task(task, group, numbers, count), ensure_ascii=False, allow_nan=False)
        out.write(f"{',' if count else ''}\n{text}".encode())
        count += len(group.cases)
    out.write(b"\n]\n")
    return count


def config_xml() -> bytes:
    """Return the labelling interface that the tasks belong to."""
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Header", value="$title - $artist. Claimed: $claimed_genre")
    ElementTree.SubElement(
        view, "Audio", name=AUDIO, value=f"${AUDIO}", spectrogram="true", hotkey="space"
    )
    answers = _choices(view, ANSWER, "single", [answer.value for answer in Answer])
    answers.set("required", "true")
    _choices(view, GENRE, "multiple", [genre.name for genre in GENRES])
    ElementTree.indent(view)
    text: str = ElementTree.tostring(view, "unicode")
    return f"{text}\n".encode()


def _choices(
    view: ElementTree.Element, name: str, choice: str, values: list[str]
) -> ElementTree.Element:
    control = ElementTree.SubElement(
        view, "Choices", name=name, toName=AUDIO, choice=choice, showInline="true"
    )
    for value in values:
        ElementTree.SubElement(control, "Choice", value=value)
    return control


def _task(number: int, group: Group, numbers: dict[str, int], before: int) -> dict[str, object]:
    standing = {id(case) for case in group.standing}
    return {
        "id": number,
        "data": _data(group.track, group.claimed_genre),
        "predictions": [_prediction(opinion) for opinion in group.opinions],
        "annotations": [
            {
                "id": before + place,
                "completed_by": numbers[case.decision.moderator],
                **_annotation(case, stands=id(case) in standing),
            }
            for place, case in enumerate(group.cases, 1)
        ],
    }


def _data(track: CatalogueTrack, claimed_genre: str) -> dict[str, object]:
    return {
        AUDIO: track.location,
        "id": track.key,
        "title": track.title,
        "artist": track.artist,
        "album": track.album,
        "claimed": track.claimed,
        "claimed_genre": claimed_genre,
    }


def _prediction(opinion: Opinion) -> dict[str, object]:
    known = {"outcome": opinion.outcome, "p_value": opinion.p_value}
    result = _result(GENRE, (opinion.predicted,)) | {"meta": {META: known}}
    return {"model_version": opinion.title, "score": opinion.score, "result": [result]}


def _annotation(case: Case, *, stands: bool) -> dict[str, object]:
    decision = case.decision
    genres = () if decision.answer is Answer.NOT_MUSIC else labels_of(case)
    results = [_result(ANSWER, (decision.answer.value,))]
    results += [_result(GENRE, genres)] if genres else []
    if decision.note:
        results[0]["meta"] = {"text": [decision.note]}
    at = decision.decided_at.isoformat() if decision.decided_at else None
    return {
        "created_at": at,
        "updated_at": at,
        "lead_time": decision.seconds,
        "was_cancelled": decision.answer in _CANCELLED or not stands,
        "result": results,
        "meta": {META: record_of(case)},
    }


def _result(control: str, values: tuple[str, ...]) -> dict[str, object]:
    return {
        "from_name": control,
        "to_name": AUDIO,
        "type": "choices",
        "value": {"choices": list(values)},
    }
