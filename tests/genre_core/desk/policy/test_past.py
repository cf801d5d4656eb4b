"""Every policy that was made is told, and what came into the store is noticed."""

from genre_core.desk.policy.applying import apply_policy, present_policy
from genre_core.desk.policy.past import Newest, newest_rows, past_policies
from genre_core.desk.policy.terms import Policy
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import ADMIN, NOON, add_decision, add_tracks, add_verdict, after


def newest(store: Store) -> Newest:
    with store.reading() as connection:
        return newest_rows(connection)


def test_the_policy_in_force_comes_first(store: Store) -> None:
    apply_policy(store, ADMIN, Policy(0.05), "To begin with.", NOON)
    apply_policy(store, ADMIN, Policy(0.02, 0.2), "Too many flags.", after(60))
    with store.reading() as connection:
        found = past_policies(connection)
        assert found[0] == present_policy(connection)
        assert past_policies(connection, most=1) == found[:1]
    assert [each.reason for each in found] == ["Too many flags.", "To begin with."]


def test_a_policy_that_nobody_is_known_to_have_made_is_told_too(store: Store) -> None:
    add_verdict(store, add_tracks(store, 1)[0])
    with store.reading() as connection:
        (found,) = past_policies(connection)
    assert (found.by, found.reason, found.alpha) == ("", "", 0.05)


def test_whatever_comes_is_noticed(store: Store) -> None:
    assert newest(store) == Newest(0, 0, 0, 0)
    (track,) = add_tracks(store, 1)
    assert newest(store) == Newest(track, 0, 0, 0)
    verdict = add_verdict(store, track)
    assert newest(store) == Newest(track, verdict, 0, 1)
    add_decision(store, ADMIN, track, "first")
    assert newest(store) == Newest(track, verdict, 1, 1)
    apply_policy(store, ADMIN, Policy(0.1), "More hands.", NOON)
    assert newest(store) == Newest(track, verdict, 1, 2)
