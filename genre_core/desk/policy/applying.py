"""Putting a policy into force, for a reason that stays with it, and reading which one is.

A policy is always a new row, also where an earlier one had the same alpha: verdicts cite the one
they were made under. The catalogue is judged under it by the next scan, which needs not listen
to anything again.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from genre_core.desk.ledger import take_turn
from genre_core.desk.policy.terms import Policy
from genre_core.errors import PolicyError
from genre_core.people import Person, Role
from genre_core.store.chain import Entry, record
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import moderators, policies

ACTION = "policy applied"
"""What the audit trail calls it."""


@dataclass(frozen=True, slots=True)
class AppliedPolicy:
    """A policy that is in force.

    Attributes:
        id: its row.
        alpha: at which it flags, in (0, 0.5].
        level: of Benjamini and Hochberg, whose cut-off alpha was then; None where alpha was chosen.
        reason: why, as it was written.
        by: the name of who made it, empty where nobody is known.
        made_at: when.
    """

    id: int
    alpha: float
    level: float | None
    reason: str
    by: str
    made_at: datetime


def apply_policy(store: Store, person: Person, policy: Policy, reason: str, now: datetime) -> int:
    """Put a policy into force from the next scan on, and return its row.

    Args:
        store: the desk's database.
        person: an admin.
        policy: its alpha is the one that is in effect: with a level, the cut-off as of today.
        reason: why, in a sentence.
        now: with a zone.

    Raises:
        NotAllowed: the person is no admin.
        PolicyError: there is no reason.
    """
    person.require(Role.ADMIN, "apply a policy")
    why = reason.strip()
    if not why:
        raise PolicyError(
            "The policy has no reason, and verdicts will cite it. Write in a sentence why it "
            "becomes stricter or laxer."
        )
    with store.writing() as connection:
        take_turn(connection)
        adding = insert(policies).values(
            alpha=policy.alpha,
            level=policy.level,
            reason=why,
            moderator_id=known(connection, person, now),
            made_at=now,
        )
        number = int(connection.execute(adding.returning(policies.c.id)).scalar_one())
        content = {"alpha": policy.alpha, "level": policy.level, "reason": why}
        record(connection, Entry(person.subject, ACTION, str(number), content, now))
    return number


def present_policy(connection: Connection) -> AppliedPolicy | None:
    """Return the policy that was made last, None before there is one."""
    p = policies.c
    joined = policies.outerjoin(moderators, p.moderator_id == moderators.c.id)
    query = select(p.id, p.alpha, p.level, p.reason, moderators.c.name, p.made_at)
    row = connection.execute(query.select_from(joined).order_by(p.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return AppliedPolicy(row.id, row.alpha, row.level, row.reason, row.name or "", row.made_at)
