"""A policy is put into force by an admin, for a reason, as a new row, and stands in the trail."""

import json

import pytest
from sqlalchemy import select

from genre_core.desk.policy.applying import ACTION, AppliedPolicy, apply_policy, present_policy
from genre_core.desk.policy.terms import Policy
from genre_core.errors import NotAllowed, PolicyError
from genre_core.people import Role
from genre_core.scan.policies import policy_of, present_alpha
from genre_core.store.chain import verify
from genre_core.store.engine import Store
from genre_core.store.schema import audit, policies
from tests.genre_core.desk.floor import ADMIN, NOON, after, moderator


def present(store: Store) -> AppliedPolicy | None:
    with store.reading() as connection:
        return present_policy(connection)


def test_before_any_there_is_none(store: Store) -> None:
    assert present(store) is None


def test_the_one_applied_last_is_in_force(store: Store) -> None:
    apply_policy(store, ADMIN, Policy(0.05), "To begin with.", NOON)
    number = apply_policy(store, ADMIN, Policy(0.02, 0.2), " Too many flags. ", after(60))
    expected = AppliedPolicy(number, 0.02, 0.2, "Too many flags.", "Ada", after(60))
    assert present(store) == expected
    with store.reading() as connection:
        assert present_alpha(connection) == 0.02
        assert policy_of(connection, 0.02) == number


def test_the_same_again_is_a_new_row_that_verdicts_cite(store: Store) -> None:
    one, two = (apply_policy(store, ADMIN, Policy(), why, NOON) for why in ("First.", "Again."))
    assert one != two
    with store.reading() as connection:
        assert policy_of(connection, 0.05) == two
        assert len(connection.execute(select(policies.c.id)).all()) == 2


def test_the_trail_says_who_applied_what_and_why(store: Store) -> None:
    number = apply_policy(store, ADMIN, Policy(0.02, 0.2), "Too many flags.", NOON)
    with store.reading() as connection:
        (row,) = connection.execute(select(audit)).all()
        assert verify(connection).whole
    assert (row.who, row.action, row.subject) == ("admin", ACTION, str(number))
    assert json.loads(row.content) == {"alpha": 0.02, "level": 0.2, "reason": "Too many flags."}


def test_only_an_admin_applies_one(store: Store) -> None:
    with pytest.raises(NotAllowed, match="sia is a senior and may not apply a policy"):
        apply_policy(store, moderator("sia", Role.SENIOR), Policy(), "Because.", NOON)
    assert present(store) is None


def test_a_policy_without_a_reason_is_refused(store: Store) -> None:
    with pytest.raises(PolicyError, match="The policy has no reason, and verdicts will cite it"):
        apply_policy(store, ADMIN, Policy(), "  ", NOON)
    assert present(store) is None
