"""A line of Prodigy, from its choice or its binary interface, as a track with a decision."""

from collections.abc import Mapping
from typing import Any

from genre_core.exchange import cells
from genre_core.exchange.foreign import answered, meta_of
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Decided
from genre_core.exchange.objects import Object
from genre_core.exchange.places import Place
from genre_core.exchange.rows import decision_of, track_of
from genre_core.ruling import Answer

_TOOL = "prodigy"
_TRACK = ("id", "title", "artist", "album", "claimed_genre", "claimed", "genre", "license", "link")


def prodigy_row(line: Object, number: int, place: Place) -> CatalogueRow:
    """Return a line's track and its decision; of a line without an answer the track alone.

    Raises:
        ValueError: it names no track.
    """
    own = meta_of(line)
    if own:
        return CatalogueRow(number, track_of(own, place), (decision_of(own),))
    track = _track(line, place)
    if "answer" not in line:
        return CatalogueRow(number, track)
    try:
        return CatalogueRow(number, track, (_decision(line, track),))
    except ValueError as error:
        return CatalogueRow(number, track, (), (f"the answer on {track.key}: {error}",))


def _track(line: Object, place: Place) -> CatalogueTrack:
    meta: Mapping[str, Any] = line["meta"] if isinstance(line.get("meta"), dict) else {}
    said = {name: meta[name] for name in _TRACK if name in meta}
    # The sound itself may stand in "audio", in base64; its file's name then stands in "path".
    sound = [str(line[name]) for name in ("path", "audio") if line.get(name)]
    files = [written for written in sound if not written.startswith("data:")]
    return track_of(said | {"path": next(iter(files), meta.get("file", ""))}, place)


def _decision(line: Object, track: CatalogueTrack) -> Decided:
    chosen = cells.listed(line.get("accept") or line.get("label"), "accept")
    answer, genres = Answer.SKIP, tuple[str, ...]()
    if line["answer"] == "reject":
        raise ValueError("it is a rejection, which names no genre; say which one it is instead")
    if line["answer"] == "accept":
        if not chosen:
            raise ValueError("it accepts, and chooses nothing; a choice is needed")
        answer, genres = answered(chosen, track.claimed_genre)
    return Decided(
        key="",
        moderator=cells.word(line.get("_annotator_id") or line.get("_session_id"), "who") or _TOOL,
        answer=answer,
        genres=genres,
        decided_at=cells.in_utc(line.get("_timestamp"), "_timestamp"),
    )
