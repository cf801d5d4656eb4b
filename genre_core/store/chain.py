"""The audit trail: who did what and when, each entry sealing all entries before it.

Numbers count 1, 2, 3 without gaps, so that nobody can change, take out, insert or move an entry
without changing every digest after it; ``audit_head`` holds the last. A decision stands twice, in
its table and in the trail, and the two have to agree.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from genre_core.errors import StoreError
from genre_core.store.content import ACTION, decision_content, decision_rows
from genre_core.store.findings import Anchor, ChainReport, Fault
from genre_core.store.proof import verify
from genre_core.store.schema import audit, audit_head, decisions
from genre_core.store.seals import Sealed, canonical, microseconds

__all__ = [
    "Anchor",
    "ChainReport",
    "Entry",
    "Fault",
    "record",
    "record_decision",
    "verify",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done.

    Attributes:
        who: the subject of the person.
        action: what kind of deed, such as "decision" or "settings"; at most 40 characters.
        subject: what it was done to: a key, at most 200 characters.
        content: all that shall be beyond doubt later; values that JSON knows, and times.
        at: when, with a zone.
    """

    who: str
    action: str
    subject: str
    content: Mapping[str, object]
    at: datetime


def record(connection: Connection, entry: Entry) -> None:
    """Append to the trail, in the caller's transaction, which must be one that writes.

    Call it as late in the transaction as can be: from here to its end nobody else can append.

    Raises:
        StoreError: the trail has lost its head, so that nothing can be appended to it.
        ValueError: the content is not what JSON can say, or the time has no zone.
    """
    # Nothing to lock on SQLite, where a transaction that writes is alone already.
    head = connection.execute(select(audit_head).with_for_update()).one_or_none()
    if head is None:
        raise StoreError(
            "The audit trail has lost its last number, so nothing can be added to it and nothing "
            "was written. Somebody changed the database by hand: restore it from a backup."
        )
    sealed = Sealed(
        number=head.number + 1,
        previous=head.digest,
        at=microseconds(entry.at),
        who=entry.who,
        action=entry.action,
        subject=entry.subject,
        content=canonical(entry.content),
    )
    columns = {**asdict(sealed), "at": entry.at, "digest": sealed.digest}
    connection.execute(insert(audit).values(columns))
    connection.execute(update(audit_head).values(number=sealed.number, digest=sealed.digest))


def record_decision(connection: Connection, key: str, who: str) -> None:
    """Append the row of ``decisions`` with this key, just inserted, as it stands in the table.

    Args:
        connection: the transaction that inserted it.
        key: of the decision.
        who: the subject of the person.
    """
    row = connection.execute(decision_rows().where(decisions.c.key == key)).one()
    content = decision_content(row._mapping)
    record(connection, Entry(who, ACTION, key, content, row.decided_at))
