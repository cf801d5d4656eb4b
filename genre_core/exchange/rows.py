"""A row as a file has it, cells by column, read as a track and perhaps a decision on it."""

from collections.abc import Iterator, Mapping

from genre_core.errors import GenreError
from genre_core.exchange import cells
from genre_core.exchange.headers import DECISION, Plan, plan
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Decided, Refused
from genre_core.exchange.places import Place
from genre_core.genres import find, read_claim
from genre_core.ruling import Answer, Chosen

Cells = Mapping[str, object]


def read_rows(
    rows: Iterator[tuple[int, Cells] | Refused], place: Place
) -> Iterator[CatalogueRow | Refused]:
    """Yield what each row says, or why it is not taken."""
    for row in rows:
        if isinstance(row, Refused):
            yield row
            continue
        line, found = row
        try:
            yield row_of(found, line, place)
        except ValueError as error:
            yield Refused(line, str(error))


def row_of(row: Cells, line: int, place: Place) -> CatalogueRow:
    """Return what a row says.

    Raises:
        ValueError: says what of it cannot be understood.
    """
    where = plan(tuple(row))
    track = track_of(row, place, where)
    decided = where.decides and cells.word(row.get(where.places["decision.decision"]), "decision")
    return CatalogueRow(line, track, (decision_of(row, where),) if decided else ())


def track_of(row: Cells, place: Place, where: Plan | None = None) -> CatalogueTrack:
    """Return the track that a row names by its id or, where it has none, by its file.

    Raises:
        ValueError: it names neither, or says what cannot be.
    """
    where = where or plan(tuple(row))
    said = {name: row.get(column) for name, column in where.places.items()}
    written = cells.word(said.get("location"), "location")
    key = cells.word(said.get("id"), "id") or ("" if written.startswith("data:") else written)
    if not key:
        raise ValueError("it names neither an id nor a file; one of them is needed")
    return CatalogueTrack(
        key=key,
        location=place.located(written),
        sha256=cells.word(said.get("track_sha256"), "sha256").lower(),
        title=cells.word(said.get("title"), "title"),
        artist=cells.word(said.get("artist"), "artist"),
        album=cells.word(said.get("album"), "album"),
        claimed=_claim(said.get("claimed")),
        tags=_tags(row, where, said.get("tags")),
        start=cells.seconds(said.get("start"), "start"),
        duration=cells.seconds(said.get("duration"), "duration"),
        plays=cells.whole(said.get("plays"), "plays"),
        licence=cells.word(said.get("licence"), "licence"),
        link=cells.word(said.get("link"), "link"),
        uploaded_at=cells.in_utc(said.get("uploaded_at"), "uploaded_at"),
    )


def decision_of(row: Cells, where: Plan | None = None) -> Decided:
    """Return the decision in a row.

    Raises:
        ValueError: says what of it cannot be understood.
    """
    where = where or plan(tuple(row))
    said = {name: row.get(where.places.get(f"decision.{name}", "")) for name in DECISION}
    return Decided(
        key=cells.word(said["key"], "key"),
        moderator=cells.word(said["moderator"], "moderator"),
        name=cells.word(said["moderator_name"], "moderator_name"),
        answer=cells.chosen(said["decision"], Answer, "decision"),
        genres=genre_names(cells.listed(said["genres"], "genres")),
        decided_at=cells.moment(said["decided_at"], "decided_at"),
        reason=cells.prose(said["reason"], "reason"),
        note=cells.prose(said["note"], "note"),
        taken_at=cells.moment(said["taken_at"], "taken_at"),
        seconds=cells.number(said["seconds"], "seconds"),
        queue=cells.word(said["queue"], "queue").lower(),
        chosen_by=cells.chosen(said["chosen_by"], Chosen, "chosen_by"),
        blind=cells.truth(said["blind"], "blind"),
        settles=cells.truth(said["settles"], "settles"),
        supersedes=cells.word(said["supersedes"], "supersedes"),
        bundle=cells.word(said["bundle"], "bundle"),
        sha256=cells.word(said["sha256"], "sha256").lower(),
        claimed=_claim(said["claimed"]) if where.tells_claims else None,
        claimed_genre=_claimed_genre(said["claimed_genre"]) if where.tells_claims else "",
    )


def genre_names(written: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tree's names for genres; raise ValueError for one that it does not know."""
    return tuple(dict.fromkeys(map(genre_name, written)))


def genre_name(written: str) -> str:
    """Return the tree's name for a genre; raise ValueError where it names none."""
    try:
        return find(written).name
    except GenreError:
        claim = read_claim(written)
    if claim.genre is None:
        meant = " or ".join(genre.name for genre in claim.suggestions)
        raise ValueError(
            f"{written[:60]!r} is no genre of the tree" + (f"; was {meant} meant?" if meant else "")
        )
    return claim.genre.name


def _claim(value: object) -> str:
    written = cells.listed(value, "claimed") if isinstance(value, list) else ()
    return "; ".join(written) or cells.word(value, "claimed")


def _claimed_genre(value: object) -> str:
    written = cells.word(value, "claimed_genre")
    return genre_name(written) if written else ""


def _tags(row: Cells, where: Plan, said: object) -> dict[str, str]:
    own = {name: cells.word(value, name) for name, value in cells.mapped(said, "tags").items()}
    more = {name: cells.word(row[name], name) for name in where.tags}
    return {name: text for name, text in (own | more).items() if text}
