"""Every policy that was ever made, and what tells that figures about policies are out of date."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from genre_core.desk.policy.applying import AppliedPolicy
from genre_core.store.schema import decisions, moderators, policies, tracks, verdicts


@dataclass(frozen=True, slots=True)
class Newest:
    """The highest row numbers, 0 of an empty table: the same as long as nothing came."""

    track: int
    verdict: int
    decision: int
    policy: int


def past_policies(connection: Connection, most: int = 50) -> tuple[AppliedPolicy, ...]:
    """Return the policies that were made, the one in force first, at most so many.

    Those that a scan made, since nobody had applied any of that alpha, are among them.
    """
    p = policies.c
    joined = policies.outerjoin(moderators, p.moderator_id == moderators.c.id)
    query = select(p.id, p.alpha, p.level, p.reason, moderators.c.name, p.made_at)
    rows = connection.execute(query.select_from(joined).order_by(p.id.desc()).limit(most))
    return tuple(
        AppliedPolicy(row.id, row.alpha, row.level, row.reason, row.name or "", row.made_at)
        for row in rows
    )


def newest_rows(connection: Connection) -> Newest:
    """Return the highest row numbers of all that figures about policies rest on."""
    counted = (tracks, verdicts, decisions, policies)
    found = [connection.execute(select(func.max(each.c.id))).scalar_one() for each in counted]
    return Newest(*(number or 0 for number in found))
