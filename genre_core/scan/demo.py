"""The first start: the demo crate becomes the catalogue, so that there is something to work on.

Nine synthesised pieces, three with a claim that is false on purpose. Only a desk that has no other
track gets them, and only in the SQLite file of the data folder: a database that somebody named is
for their own catalogue.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlalchemy.dialects import sqlite

from genre_core.classifier import Classifier
from genre_core.crate import CrateTrack, open_crate
from genre_core.desk.demonstration import PREFIX, is_demo
from genre_core.genres import read_claim
from genre_core.people import Person, Role
from genre_core.scan.running import ScanReport, scan
from genre_core.scan.terms import ScanTerms
from genre_core.store.chain import Entry, record
from genre_core.store.engine import Store, utc_now
from genre_core.store.schema import tracks

_UNCERTAIN_SHARE, _AUDIT_SHARE = 0.3, 0.5
"""Of nine tracks the usual 2% would be none."""


def fill_desk(
    store: Store,
    person: Person,
    classifier: Classifier,
    folder: Path,
    clock: Callable[[], datetime] = utc_now,
) -> ScanReport | None:
    """Take the demo crate as catalogue, scan it, and open its flags; a second or two.

    Doing it again does what was left undone, and otherwise nothing.

    Args:
        store: an open store.
        person: an admin, in whose name it is done.
        classifier: the model that answers.
        folder: the data folder, in which the crate was filled.
        clock: gives the time.

    Returns:
        What the scan did; None where the desk is not for the demo, or has no crate at hand.

    Raises:
        NotAllowed: the person is no admin.
        StoreError: the store cannot be written.
    """
    person.require(Role.ADMIN, "fill the desk")
    crate = [track for track in open_crate(folder) if track.synthesised]
    if not crate or not _is_default(store, folder):
        return None
    with store.writing() as connection:
        if connection.execute(_other_tracks()).scalar_one():
            return None
        _take_in(connection, person, crate, clock())
    terms = ScanTerms(
        classifier, uncertain_share=_UNCERTAIN_SHARE, audit_share=_AUDIT_SHARE, threads=1
    )
    return scan(store, person, terms, clock)


def _is_default(store: Store, folder: Path) -> bool:
    return store.dialect == "sqlite" and Path(str(store.engine.url.database)).parent == folder


def _other_tracks() -> Any:
    return select(exists().where(~is_demo()))


def _take_in(
    connection: Connection, person: Person, crate: Iterable[CrateTrack], now: datetime
) -> None:
    rows = [_row(track, now) for track in crate]
    insert = sqlite.insert(tracks).on_conflict_do_nothing().returning(tracks.c.id)
    taken = len(connection.execute(insert, rows).all())
    if taken:
        content = {"source": "the demo crate", "tracks": taken}
        record(connection, Entry(person.subject, "import", "", content, now))


def _row(track: CrateTrack, now: datetime) -> dict[str, Any]:
    genre = read_claim(track.claim).genre
    return {
        "key": f"{PREFIX}{track.slug}",
        "location": str(track.path),
        "title": track.title,
        "artist": track.artist,
        # One synthesiser made all of them, and yet each is an artist of its own: it has no voice
        # by which two pieces would be alike, and no habit of naming its genres wrong.
        "artist_key": f"{PREFIX}{track.slug}",
        "album": "Spectrogram demo crate",
        "claimed": track.claim,
        "claimed_genre": genre.name if genre else "",
        "tags": {"comment": track.description, "credit": track.credit},
        "licence": track.licence,
        "added_at": now,
    }
