"""What counts of that which an identity provider says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.errors import NotAllowed
from genre_core.identity import LONGEST_NAME, LONGEST_SUBJECT, SIGN_IN_LASTS, read_identity

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CLAIMS: dict[str, object] = {"iss": "https://id.example.org", "sub": "8d1f", "iat": NOW.timestamp()}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_issuer_and_subject_together_name_a_person() -> None:
    assert read_identity(CLAIMS).subject == "https://id.example.org#8d1f"


def test_a_name_too_long_for_the_store_is_told_apart_by_its_hash() -> None:
    one = read_identity({**CLAIMS, "sub": "a" * LONGEST_SUBJECT}).subject
    other = read_identity({**CLAIMS, "sub": "a" * LONGEST_SUBJECT + "b"}).subject
    assert one != other
    assert one.startswith("sha256:")
    assert len(one) <= LONGEST_SUBJECT


@pytest.mark.parametrize("gone", ["iss", "sub"])
@pytest.mark.parametrize("instead", [None, "", 7, ["8d1f"]])
def test_nobody_is_described_without_issuer_and_subject(gone: str, instead: object) -> None:
    with pytest.raises(NotAllowed, match="names no person"):
        read_identity({**CLAIMS, gone: instead})


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_an_address_that_is_not_verified_does_not_count(verified: object) -> None:
    claims = {**CLAIMS, "email": "ada@example.org", "email_verified": verified}
    assert read_identity(claims).email == ""


def test_a_verified_address_counts_whatever_its_case() -> None:
    claims = {**CLAIMS, "email": "Ada@Example.org", "email_verified": True}
    assert read_identity(claims).email == "ada@example.org"


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ada", "preferred_username": "al", "email": "a@b.org"}, "Ada"),
        ({"name": " \n", "preferred_username": "al"}, "al"),
        ({"name": "\N{RIGHT-TO-LEFT OVERRIDE}", "email": "a@b.org"}, "a@b.org"),
        ({"name": "Ada\n  \N{RIGHT-TO-LEFT OVERRIDE}Lovelace"}, "Ada Lovelace"),
        ({"name": "نور"}, "نور"),
        ({"name": ["Ada"]}, "8d1f"),
    ],
)
def test_a_person_is_called_by_the_first_name_that_can_be_read(
    claims: dict[str, object], name: str
) -> None:
    assert read_identity({**CLAIMS, **claims}).name == name


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (timedelta(0), True),
        (SIGN_IN_LASTS - timedelta(seconds=1), True),
        (SIGN_IN_LASTS, False),
        (timedelta(minutes=-5), True),
        (-SIGN_IN_LASTS, False),
    ],
)
def test_a_sign_in_counts_for_half_a_day(age: timedelta, fresh: bool) -> None:
    identity = read_identity({**CLAIMS, "iat": (NOW - age).timestamp()})
    assert identity.is_fresh(NOW) is fresh


@pytest.mark.parametrize("seconds", [None, "now", 1e300, -1e300, float("nan"), float("inf"), True])
def test_a_sign_in_without_a_time_is_old(seconds: object) -> None:
    assert not read_identity({**CLAIMS, "iat": seconds}).is_fresh(NOW)


@pytest.mark.parametrize(
    ("claim", "values"),
    [
        ("team", {"desk"}),
        ("groups", {"desk", "choir"}),
        ("realm_access.roles", {"moderator"}),
        ("https://example.org/roles", {"senior"}),
        ("absent", set()),
        ("team.roles", set()),
        ("number", set()),
    ],
)
def test_the_texts_of_a_claim_are_found(claim: str, values: set[str]) -> None:
    identity = read_identity(
        {
            **CLAIMS,
            "team": "desk",
            "groups": ["desk", "choir", "", 7, None],
            "realm_access": {"roles": ["moderator"]},
            "https://example.org/roles": ["senior"],
            "number": 7,
        }
    )
    assert identity.values(claim) == values


@given(extra=st.dictionaries(st.sampled_from(["iat", "name", "email", "groups", "a"]), JSON))
def test_whatever_a_provider_says_there_is_a_name_of_one_line(extra: dict[str, object]) -> None:
    identity = read_identity({**CLAIMS, **extra})
    assert 1 <= len(identity.name) <= LONGEST_NAME
    assert identity.name.isprintable()
    assert isinstance(identity.is_fresh(NOW), bool)
    assert all(identity.values("groups"))
    assert all(identity.values("a.b"))
