"""Decisions of the store as they go out, each with its track, in the memory of a few hundred."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from genre_core.desk.records import DecisionRecord, Search, stream_decisions
from genre_core.exchange.nouns import Case, CatalogueTrack, Decided, Opinion
from genre_core.store.schema import tracks

_AT_ONCE = 500  # decisions whose tracks are looked up together


def cases_of(connection: Connection, search: Search) -> Iterator[Case]:
    """Yield decisions with their tracks, in the order of their rows."""
    records = stream_decisions(connection, search)
    while some := list(islice(records, _AT_ONCE)):
        ids = {record.track_id for record in some}
        rows = connection.execute(select(tracks).where(tracks.c.id.in_(ids)))
        found = {row.id: row for row in rows}
        yield from (_case(record, found[record.track_id]) for record in some)


def _case(record: DecisionRecord, row: Any) -> Case:
    return Case(_track(row), _decided(record), _opinion(record))


def _track(row: Any) -> CatalogueTrack:
    return CatalogueTrack(
        key=row.key,
        location=row.location,
        sha256=row.sha256,
        title=row.title,
        artist=row.artist,
        album=row.album,
        claimed=row.claimed,
        tags={str(name): str(value) for name, value in row.tags.items()},
        start=row.start,
        duration=row.duration,
        plays=row.plays,
        licence=row.licence,
        link=row.link,
        uploaded_at=row.uploaded_at,
    )


def _decided(record: DecisionRecord) -> Decided:
    return Decided(
        key=record.key,
        moderator=record.moderator,
        name=record.moderator_name,
        answer=record.answer,
        genres=record.genres,
        decided_at=record.decided_at,
        reason=record.reason,
        note=record.note,
        taken_at=record.taken_at,
        seconds=record.seconds,
        queue=record.queue,
        chosen_by=record.chosen_by,
        blind=record.blind,
        settles=record.settles,
        supersedes=record.supersedes,
        bundle=record.bundle,
        sha256=record.sha256,
        claimed=record.claimed,
        claimed_genre=record.claimed_genre,
    )


def _opinion(record: DecisionRecord) -> Opinion | None:
    if not record.model:
        return None
    return Opinion(
        record.model,
        record.model_version,
        record.outcome,
        record.predicted,
        record.p_value,
        record.probabilities,
    )
