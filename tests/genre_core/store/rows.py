"""Rows for tests of the store: tracks, settings, decisions with their entries."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select

from genre_core.people import Person, Role
from genre_core.store.chain import Entry, record, record_decision
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import decisions, settings, tracks

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = Person("https://id.example|7", "Ada", Role.MODERATOR)


def add_track(connection: Connection, key: str) -> int:
    """Insert a track and return its id."""
    values = {"key": key, "title": "Naïve 🎧", "added_at": NOON}
    return int(
        connection.execute(insert(tracks).values(values).returning(tracks.c.id)).scalar_one()
    )


def add_decision(connection: Connection, key: str, track: int, *, recorded: bool = True) -> None:
    """Insert a decision of Ada's, and its entry unless it shall have none."""
    values = {
        "key": key,
        "track_id": track,
        "moderator_id": known(connection, ADA, NOON),
        "answer": "genre_is",
        "genres": ["Post-Punk"],
        "note": "it is “post” punk",
        "decided_at": NOON + timedelta(microseconds=track),
        "seconds": 3.7,
    }
    connection.execute(insert(decisions).values(values))
    if recorded:
        record_decision(connection, key, ADA.subject)


def add_entry(connection: Connection, subject: str) -> None:
    """Append an entry that is no decision."""
    record(connection, Entry(ADA.subject, "import", subject, {"share": 0.05}, NOON))


def fill(store: Store, entries: int) -> None:
    """Write a trail in which every second entry is a decision."""
    with store.writing() as connection:
        for number in range(1, entries + 1):
            if number % 2:
                add_entry(connection, f"setting-{number}")
            else:
                add_decision(connection, f"d{number}", add_track(connection, f"t{number}"))


def keep(store: Store, name: str, value: object = 1) -> None:
    """Write a setting, the least that can be written."""
    with store.writing() as connection:
        row = {"name": name, "value": value, "changed_at": NOON}
        connection.execute(insert(settings).values(row))


def kept(store: Store) -> set[str]:
    """Return the names of all settings."""
    with store.reading() as connection:
        return set(connection.execute(select(settings.c.name)).scalars())
