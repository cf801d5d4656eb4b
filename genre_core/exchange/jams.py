"""JAMS, the JSON Annotated Music Specification: a zip with one ``.jams`` a track.

Humphrey et al., "JAMS: A JSON annotated music specification for reproducible MIR research", ISMIR
2014. A decision that names genres is an annotation in the namespace ``tag_fma_subgenre``, which
has all twenty (``tag_fma_genre`` has the roots alone); any other is a word in ``tag_open``, and so
is the claim. Models speak in ``tag_fma_subgenre`` with their probability as confidence.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from genre_core.exchange.flat import META, record_of
from genre_core.exchange.groups import Group, labels_of
from genre_core.exchange.nouns import Case, Opinion
from genre_core.genres import find
from genre_core.ruling import Answer

_VERSION = "0.3.5"  # of the schema
_GENRES, _WORDS = "tag_fma_subgenre", "tag_open"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip made twice of the same decisions is the same


def write_jams(groups: Iterable[Group], out: BinaryIO) -> int:
    """Write the zip; return how many decisions are in it."""
    count = 0
    with ZipFile(out, "w") as archive:
        for number, group in enumerate(groups, 1):
            safe = re.sub(r"[^A-Za-z0-9._-]+", "-", group.track.key)[:80]
            member = ZipInfo(f"{number:06}-{safe}.jams", _EPOCH)
            member.compress_type = ZIP_DEFLATED
            text = json.dumps(_jams(group), ensure_ascii=False, allow_nan=False, indent=1)
            archive.writestr(member, text)
            count += len(group.cases)
    return count


def _jams(group: Group) -> dict[str, object]:
    track = group.track
    length = track.duration or 0.0
    annotations = [_decided(case, length) for case in group.cases]
    annotations += [_predicted(opinion, length) for opinion in group.opinions]
    if track.claimed:
        annotations.append(_annotation(_WORDS, [(track.claimed, None)], length, "claim"))
    return {
        "file_metadata": {
            "title": track.title,
            "artist": track.artist,
            "release": track.album,
            "duration": length,
            "identifiers": {"id": track.key},
            "jams_version": _VERSION,
        },
        "annotations": annotations,
        "sandbox": {"location": track.location},
    }


def _decided(case: Case, length: float) -> dict[str, object]:
    genres = () if case.decision.answer is Answer.NOT_MUSIC else labels_of(case)
    values = [(find(name).lineage[-1], None) for name in genres]
    space = _GENRES if values else _WORDS
    values = values or [(case.decision.answer.value, None)]
    annotation = _annotation(space, values, length, case.decision.moderator)
    return annotation | {"sandbox": {META: record_of(case)}}


def _predicted(opinion: Opinion, length: float) -> dict[str, object]:
    title = find(opinion.predicted).lineage[-1]
    return _annotation(_GENRES, [(title, opinion.score)], length, opinion.title)


def _annotation(
    space: str, values: Sequence[tuple[str, float | None]], length: float, who: str
) -> dict[str, object]:
    return {
        "namespace": space,
        "data": [
            {"time": 0.0, "duration": length, "value": value, "confidence": confidence}
            for value, confidence in values
        ],
        "annotation_metadata": {
            "annotator": {"name": who},
            "annotation_tools": "Spectrogram",
            "corpus": "",
            "version": "",
            "curator": {"name": "", "email": ""},
            "annotation_rules": "",
            "validation": "",
            "data_source": "",
        },
        "sandbox": {},
        "time": 0.0,
        "duration": length or None,
    }
