"""The policy that a scan judges under: the newest row of this alpha, made where there is none.

A policy that was applied (genre_core.desk.policy.applying) is always a new row, also where there
was one of the same alpha: from then on verdicts cite it, and the reason that stands with it.
"""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from genre_core.errors import PolicyError
from genre_core.people import Person
from genre_core.store.chain import Entry, record
from genre_core.store.moderators import known
from genre_core.store.schema import policies


def policy_of(connection: Connection, alpha: float) -> int | None:
    """Return the newest row of a policy that flags at this alpha, None where there is none.

    It may be one by Benjamini and Hochberg, whose cut-off was this alpha when it was applied.
    """
    found = connection.execute(
        select(policies.c.id)
        .where(policies.c.alpha == alpha)
        .order_by(policies.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else int(found)


def policy_made(connection: Connection, person: Person, alpha: float, now: datetime) -> int:
    """Return the same, made in the name of the person where there is none."""
    found = policy_of(connection, alpha)
    if found is not None:
        return found
    made = insert(policies).values(
        alpha=alpha,
        reason="Chosen when the catalogue was scanned.",
        moderator_id=known(connection, person, now),
        made_at=now,
    )
    number = int(connection.execute(made.returning(policies.c.id)).scalar_one())
    record(connection, Entry(person.subject, "policy", str(number), {"alpha": alpha}, now))
    return number


def newest_policy(connection: Connection) -> int:
    """Return the row of the policy made last, 0 before there is one."""
    return connection.execute(select(func.max(policies.c.id))).scalar_one() or 0


def ensure_newest(connection: Connection, policy: int) -> None:
    """Check that no policy was made after this row.

    Raises:
        PolicyError: another one is in force by now.
    """
    if newest_policy(connection) > policy:
        raise PolicyError(
            "Another policy was put into force while tracks were being judged under an earlier "
            "one, so this was stopped. What was judged stays; scan again under the new one."
        )


def present_alpha(connection: Connection) -> float | None:
    """Return the alpha of the policy made last, None before there is one."""
    last = select(policies.c.alpha).order_by(policies.c.id.desc()).limit(1)
    return connection.execute(last).scalar_one_or_none()
