"""A task of Label Studio, exported by it or by us, as a track with decisions.

A choice is a decision: "holds", "cannot_tell", "not_music" and the like by their words, any other
must be a genre. What a model predicted becomes a tag of the track, unless it was our own model.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from genre_core.exchange import cells
from genre_core.exchange.flat import META
from genre_core.exchange.foreign import answered, meta_of, objects_in
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Decided
from genre_core.exchange.objects import Object
from genre_core.exchange.places import Place
from genre_core.exchange.rows import decision_of, track_of
from genre_core.ruling import Answer

_TOOL = "label-studio"


def task_row(task: Object, number: int, place: Place) -> CatalogueRow:
    """Return a task's track, its annotations as decisions and its predictions as tags.

    Raises:
        ValueError: the task names no track.
    """
    annotations = objects_in(task.get("annotations") or task.get("completions"))
    track = _track(task, annotations, place)
    decisions: list[Decided] = []
    faults: list[str] = []
    for annotation in annotations:
        try:
            decisions += _decisions(annotation, track)
        except ValueError as error:
            faults.append(f"an annotation of {track.key}: {error}")
    return CatalogueRow(number, track, tuple(decisions), tuple(faults))


def _track(task: Object, annotations: Sequence[Object], place: Place) -> CatalogueTrack:
    own = next((record for each in annotations if (record := meta_of(each))), None)
    if own:
        return track_of(own, place)
    data = dict(task["data"])
    if not {"id", "track_id", "key", "audio", "path", "url"} & data.keys() and "id" in task:
        data["id"] = f"{_TOOL}-{task['id']}"
    track = track_of(data, place)
    return replace(track, tags={**track.tags, **dict(_predicted(task))})


def _predicted(task: Object) -> Iterator[tuple[str, str]]:
    for prediction in objects_in(task.get("predictions")):
        chosen = _chosen(prediction)
        results = objects_in(prediction.get("result"))
        if chosen and not any(META in (each.get("meta") or {}) for each in results):
            version = cells.word(prediction.get("model_version"), "model_version") or "a model"
            score = cells.number(prediction.get("score"), "score")
            said = "; ".join(chosen) + ("" if score is None else f" {score:g}")
            yield f"predicted by {version}", said


def _decisions(annotation: Object, track: CatalogueTrack) -> Iterator[Decided]:
    own = meta_of(annotation)
    if own:
        yield decision_of(own)
        return
    results = objects_in(annotation.get("result"))
    skipped = annotation.get("was_cancelled") or annotation.get("skipped")
    chosen = () if skipped else _chosen(annotation)
    if results and not chosen and not skipped:
        raise ValueError("it draws or writes, and chooses nothing; a choice is needed")
    answer, genres = answered(chosen, track.claimed_genre)
    yield Decided(
        key=cells.word(annotation.get("unique_id"), "unique_id"),
        moderator=_moderator(annotation.get("completed_by")),
        answer=answer if chosen else Answer.SKIP,
        genres=genres,
        decided_at=cells.in_utc(annotation.get("created_at"), "created_at"),
        seconds=cells.number(annotation.get("lead_time"), "lead_time"),
        note="\n".join(_notes(results)),
    )


def _chosen(said: Object) -> tuple[str, ...]:
    """All choices in a result; of a taxonomy the lowest name."""
    found: list[str] = []
    for result in objects_in(said.get("result")):
        value = result.get("value")
        if isinstance(value, dict):
            found += cells.listed(value.get("choices"), "choices")
            paths = value.get("taxonomy")
            found += [str(path[-1]) for path in paths or () if isinstance(path, list) and path]
    return tuple(found)


def _notes(results: Sequence[Object]) -> Iterator[str]:
    for result in results:
        value, meta = result.get("value"), result.get("meta")
        for held in (value, meta):
            if isinstance(held, Mapping) and "text" in held:
                text = held["text"]
                yield from (
                    cells.prose(each, "text")
                    for each in (text if isinstance(text, list) else [text])
                )


def _moderator(who: object) -> str:
    if isinstance(who, Mapping):
        who = who.get("email") or who.get("id")
    name = cells.word(who, "completed_by")
    return name if "@" in name else f"{_TOOL}:{name or 'unknown'}"
