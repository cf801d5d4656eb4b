"""Who has which role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.errors import NotAllowed
from genre_core.identity import Identity, read_identity
from genre_core.people import Person, Role
from genre_core.roles import Listing, Roster, known_as

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NAMES = ("https://id.example.org#ada", "ada@example.org", "eve@example.org")
GROUPS = ("desk", "choir", "board")
SETS = st.frozensets(st.sampled_from(NAMES))
LISTS = st.dictionaries(st.sampled_from(list(Role)), SETS)
GROUP_LISTS = st.dictionaries(st.sampled_from(list(Role)), st.frozensets(st.sampled_from(GROUPS)))


def ada(**claims: object) -> Identity:
    """Return Ada, as the provider describes her."""
    said = {"iss": "https://id.example.org", "sub": "ada", "name": "Ada", "iat": NOW.timestamp()}
    return read_identity({**said, "email": "ada@example.org", "email_verified": True, **claims})


@given(
    people=LISTS,
    values=GROUP_LISTS,
    groups=st.lists(st.sampled_from(GROUPS)),
    default=st.none() | st.sampled_from(list(Role)),
)
def test_the_highest_role_that_fits_holds_and_else_the_default(
    people: dict[Role, frozenset[str]],
    values: dict[Role, frozenset[str]],
    groups: list[str],
    default: Role | None,
) -> None:
    roster = Roster(Listing(people), "groups", Listing(values), default)
    fitting = [role for role in Role if people.get(role, frozenset()) & set(NAMES[:2])]
    fitting += [role for role in Role if values.get(role, frozenset()) & set(groups)]
    expected = sorted(fitting)[-1] if fitting else default
    assert roster.role_of(ada(groups=groups)) is expected


def test_an_empty_roster_lets_nobody_in() -> None:
    with pytest.raises(NotAllowed, match=r"Ada is signed in and has no role here.*ada@example.org"):
        Roster().admit(ada(), NOW)


def test_nobody_is_found_by_an_address_that_is_not_verified() -> None:
    roster = Roster(Listing({Role.ADMIN: frozenset({"ada@example.org", ""})}))
    assert roster.role_of(ada(email_verified=False)) is None
    assert roster.role_of(ada(email="")) is None


def test_a_person_is_found_by_what_she_is_known_as() -> None:
    for identity in (ada(), ada(email_verified=False)):
        roster = Roster(Listing({Role.SENIOR: frozenset({known_as(identity)})}))
        person = roster.admit(identity, NOW)
        assert person == Person("https://id.example.org#ada", "Ada", Role.SENIOR)


def test_an_old_sign_in_is_refused_whatever_the_role() -> None:
    roster = Roster(default=Role.ADMIN)
    with pytest.raises(NotAllowed, match=r"no longer counts.*Sign in again"):
        roster.admit(ada(), NOW + timedelta(hours=12))
