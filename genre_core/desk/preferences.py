"""What a person has set for herself alone: her keys. Nobody else's business, so not audited."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.store.engine import Store
from genre_core.store.schema import settings

MOST_KEYS = 100
LONGEST = 40
"""Characters of an action or of a key at most."""


def read_keys(store: Store, person: Person) -> dict[str, str]:
    """Return a person's keys by action; empty where she has set none."""
    query = select(settings.c.value).where(settings.c.name == _name(person))
    with store.reading() as connection:
        return dict(connection.execute(query).scalar_one_or_none() or {})


def keep_keys(store: Store, person: Person, keys: Mapping[str, str], now: datetime) -> None:
    """Keep a person's keys by action, in place of those kept before.

    Raises:
        NotAllowed: the person is no moderator.
        DeskError: these are no keys; nothing is changed.
    """
    person.require(Role.MODERATOR, "set keys")
    texts = [text for pair in keys.items() for text in pair]
    if len(keys) > MOST_KEYS or any(not 0 < len(text) <= LONGEST for text in texts):
        raise DeskError(
            f"{len(keys)} keys were to be kept; at most {MOST_KEYS} can be, each with an action "
            f"and a key of 1 to {LONGEST} characters. Set them again with the ? overlay."
        )
    row = {"name": _name(person), "value": dict(keys), "changed_at": now}
    with store.writing() as connection:
        connection.execute(delete(settings).where(settings.c.name == row["name"]))
        connection.execute(insert(settings).values(row))


def _name(person: Person) -> str:
    # A subject may be as long as the column; its digest is not, and holds no one's name.
    return f"keys:{hashlib.sha256(person.subject.encode()).hexdigest()}"
