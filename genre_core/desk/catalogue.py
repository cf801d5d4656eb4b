"""The catalogue as a table: tracks with their latest verdict, and how many of each kind."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from genre_core.store.schema import flags, tracks, verdicts

_OTHER = verdicts.alias("other").c


@dataclass(frozen=True, slots=True)
class CatalogueCounts:
    """How many tracks there are.

    Attributes:
        tracks: in all.
        judged: with a verdict.
        flagged: with an open flag of the model.
        faulty: that cannot be heard.
    """

    tracks: int
    judged: int
    flagged: int
    faulty: int


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A track with its latest verdict; what is unknown is empty or None."""

    key: str
    title: str
    artist: str
    album: str
    claimed: str
    outcome: str
    predicted: str
    p_value: float | None
    fault: str


def count_catalogue(connection: Connection) -> CatalogueCounts:
    """Return how many tracks there are of each kind."""
    judged = select(func.count(verdicts.c.track_id.distinct()))
    flagged = select(func.count()).where(flags.c.queue == "flagged", flags.c.state == "open")
    counted = connection.execute(
        select(
            select(func.count()).select_from(tracks).scalar_subquery(),
            judged.scalar_subquery(),
            flagged.scalar_subquery(),
            select(func.count()).where(tracks.c.fault != "").scalar_subquery(),
        )
    ).one()
    return CatalogueCounts(*counted)


def search_catalogue(connection: Connection, text: str, most: int) -> tuple[CatalogueEntry, ...]:
    """Return tracks whose id, title, artist, album or claim holds a text, at most so many."""
    t, v = tracks.c, verdicts.c
    of_track = select(func.max(_OTHER.id)).where(_OTHER.track_id == t.id)
    latest = of_track.correlate(tracks).scalar_subquery()
    query = (
        select(t.key, t.title, t.artist, t.album, t.claimed)
        .add_columns(v.outcome, v.predicted, v.p_value, t.fault)
        .select_from(tracks.outerjoin(verdicts, v.id == latest))
        .order_by(t.id)
        .limit(most)
    )
    if text:
        fields = (t.key, t.title, t.artist, t.album, t.claimed)
        query = query.where(or_(*(field.icontains(text, autoescape=True) for field in fields)))
    return tuple(
        CatalogueEntry(
            row.key,
            row.title,
            row.artist,
            row.album,
            row.claimed,
            row.outcome or "",
            row.predicted or "",
            row.p_value,
            row.fault,
        )
        for row in connection.execute(query)
    )
