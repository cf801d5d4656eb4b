"""Who has been at the desk: each person has a row from the first visit on."""

from datetime import datetime

from sqlalchemy import Connection, case
from sqlalchemy.dialects import postgresql, sqlite

from genre_core.people import Person
from genre_core.store.schema import moderators


def known(connection: Connection, person: Person, now: datetime) -> int:
    """Return the id of a person's row, which from now on says name and role of today.

    Args:
        connection: a transaction that writes.
        person: found again by the subject, whatever the name has become.
        now: with a zone; a clock that was set back does not set ``last_seen_at`` back.
    """
    values = {
        "subject": person.subject,
        "name": person.name,
        "role": person.role.word,
        "first_seen_at": now,
        "last_seen_at": now,
    }
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(moderators).values(values)
    new, old = statement.excluded, moderators.c
    latest = case((new.last_seen_at > old.last_seen_at, new.last_seen_at), else_=old.last_seen_at)
    statement = statement.on_conflict_do_update(
        index_elements=[old.subject],
        set_={"name": new.name, "role": new.role, "last_seen_at": latest},
    )
    return int(connection.execute(statement.returning(old.id)).scalar_one())
