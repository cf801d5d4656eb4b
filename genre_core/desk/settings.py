"""What an admin can set: how long a lease runs, how much is asked twice, which queues are blind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from genre_core.desk.ledger import take_turn
from genre_core.desk.queues import Queue
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.store import chain, schema
from genre_core.store.engine import Store

_NAME = "desk"
_SHARES = ("golden_share", "second_share", "audit_share")
SHORTEST_LEASE, LONGEST_LEASE = 30, 3600
"""Seconds. A track must be heard within one lease, and must not be kept from others for long."""


@dataclass(frozen=True, slots=True)
class QueueRule:
    """How one queue is worked.

    Attributes:
        blind: whether a moderator answers before model and claim are shown.
    """

    blind: bool = False


def _default_rules() -> Mapping[Queue, QueueRule]:
    return {queue: QueueRule(queue in (Queue.AUDIT, Queue.SECOND)) for queue in Queue}


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """The rules of the desk.

    Attributes:
        lease_seconds: how long a track is one person's unless renewed, 30 to 3,600.
        golden_share: the chance that a pull gives a golden item, in [0, 1].
        second_share: the share of decisions that another moderator repeats, in [0, 1].
        audit_share: the share of unflagged tracks that the audit asks for, in [0, 1].
        prolific_tracks: an artist with this many tracks is prolific: a claim of theirs is not
            overturned by one person. At least 1.
        rules: of each queue; those left out are as by default.
    """

    lease_seconds: int = 300
    golden_share: float = 0.05
    second_share: float = 0.1
    audit_share: float = 0.02
    prolific_tracks: int = 20
    rules: Mapping[Queue, QueueRule] = field(default_factory=_default_rules)

    def __post_init__(self) -> None:
        """Raise DeskError for what is out of its range, and fill in the rules left out."""
        if not SHORTEST_LEASE <= self.lease_seconds <= LONGEST_LEASE:
            raise DeskError(
                f"A lease of {self.lease_seconds} s was asked for; choose {SHORTEST_LEASE} to "
                f"{LONGEST_LEASE} s."
            )
        for name in _SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise DeskError(
                    f"{name} is {getattr(self, name)}; a share lies between 0 and 1. "
                    "Write 0.05 for 5%."
                )
        if self.prolific_tracks < 1:
            raise DeskError(
                f"prolific_tracks is {self.prolific_tracks}; at least 1 track was needed."
            )
        whole = MappingProxyType({**_default_rules(), **self.rules})
        object.__setattr__(self, "rules", whole)

    def blind(self, queue: Queue) -> bool:
        """Return whether a queue is answered before model and claim are shown."""
        return self.rules[queue].blind


def read_settings(connection: Connection) -> DeskSettings:
    """Return the settings in force; the defaults where nobody has changed any."""
    query = select(schema.settings.c.value).where(schema.settings.c.name == _NAME)
    kept = connection.execute(query).scalar_one_or_none()
    return DeskSettings() if kept is None else _parse(kept)


def change_settings(store: Store, person: Person, settings: DeskSettings, now: datetime) -> None:
    """Put settings into force, from the next pull on; leases that run are cut to the new length.

    Raises:
        NotAllowed: the person is no admin.
    """
    person.require(Role.ADMIN, "change the settings of the desk")
    with store.writing() as connection:
        take_turn(connection)
        before = read_settings(connection)
        if before == settings:
            return
        connection.execute(delete(schema.settings).where(schema.settings.c.name == _NAME))
        row = {"name": _NAME, "value": _content(settings), "changed_at": now}
        connection.execute(insert(schema.settings).values(row))
        _cut_leases(connection, before.lease_seconds, settings.lease_seconds, now)
        content = {"before": _content(before), "after": _content(settings)}
        chain.record(connection, chain.Entry(person.subject, "settings", _NAME, content, now))


def _cut_leases(connection: Connection, before: int, after: int, now: datetime) -> None:
    """Cut leases that run to the new length, in s, so that none ends at once or revives later."""
    leases = schema.leases.c
    # A clock that was set back has ended these (genre_core.desk.in_hand); longer leases must not
    # bring them back to life.
    ended = or_(leases.taken_at > now, leases.expires_at > now + timedelta(seconds=before))
    connection.execute(delete(schema.leases).where(ended))
    ends = now + timedelta(seconds=after)
    running = update(schema.leases).where(leases.expires_at > ends)
    connection.execute(running.values(expires_at=ends))


def _content(settings: DeskSettings) -> dict[str, object]:
    return {
        "lease_seconds": settings.lease_seconds,
        **{name: getattr(settings, name) for name in _SHARES},
        "prolific_tracks": settings.prolific_tracks,
        "blind": [queue.value for queue in Queue if settings.blind(queue)],
    }


def _parse(kept: Mapping[str, object]) -> DeskSettings:
    try:
        content: dict[str, Any] = {**_content(DeskSettings()), **kept}
        blind = content.pop("blind")
        if not isinstance(blind, list):
            raise TypeError(f"blind is {blind!r}")
        rules = {queue: QueueRule(queue.value in blind) for queue in Queue}
        return DeskSettings(rules=rules, **content)
    except TypeError as error:
        raise DeskError(
            f"The settings of the desk cannot be read: {error}. Set them anew as an admin."
        ) from error
