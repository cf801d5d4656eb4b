"""The audit is a sample: every unflagged track has the same chance, whenever it came."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from genre_core.desk.audit_draw import lot
from genre_core.desk.flags import draw_audit
from genre_core.desk.pulling import pull
from genre_core.desk.queues import Queue
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Role
from genre_core.ruling import Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import audit, flags, policies, verdicts
from tests.genre_core.desk.floor import (
    ADMIN,
    NOON,
    add_tracks,
    add_verdict,
    after,
    moderator,
    open_for,
    terms,
    wish,
)


def draw(store: Store, share: float, seed: int = 0) -> int:
    return draw_audit(store, ADMIN, share, NOON, np.random.default_rng(seed))


def add_judged(store: Store, count: int) -> list[int]:
    """Add tracks that the model has no doubt of."""
    rows = add_tracks(store, count)
    with store.writing() as connection:
        policy = insert(policies).values(alpha=0.05, made_at=NOON).returning(policies.c.id)
        same = {
            "policy_id": connection.execute(policy).scalar_one(),
            "model": "tiny",
            "model_version": "1",
            "outcome": "plausible",
            "scope": "genre",
            "predicted": "Rock",
            "probabilities": {},
            "severity": 0.0,
            "uncertainty": 0.0,
            "made_at": NOON,
        }
        connection.execute(insert(verdicts), [same | {"track_id": track} for track in rows])
    return rows


def audited(store: Store) -> set[int]:
    with store.reading() as connection:
        of_audit = select(flags.c.track_id).where(flags.c.queue == Queue.AUDIT)
        return set(connection.execute(of_audit).scalars())


def test_old_and_new_tracks_have_the_same_chance(store: Store) -> None:
    old = add_judged(store, 1500)
    first = draw(store, 0.2)
    # Ten standard deviations of the binomial are 155 and 78.
    assert abs(first - 300) < 80
    assert len(audited(store)) == first
    new = add_judged(store, 500)
    assert draw(store, 0.2, seed=1) == len(audited(store) & set(new))
    assert len(audited(store) & set(old)) == first, "the old ones were not drawn from again"
    assert abs(len(audited(store) & set(new)) - 100) < 45


def test_a_second_draw_draws_nothing_and_a_larger_one_adds(store: Store) -> None:
    rows = add_judged(store, 40)
    draw(store, 0.3)
    smaller = audited(store)
    assert draw(store, 0.3, seed=7) == 0
    assert draw(store, 1) == 40 - len(smaller)
    assert audited(store) == set(rows)


def test_what_was_flagged_or_never_judged_is_not_audited(store: Store) -> None:
    plain, flagged, decided, withdrawn, uncertain = add_judged(store, 5)
    add_tracks(store, 1)
    open_for(store, [wish(track) for track in (flagged, decided, withdrawn)])
    open_for(store, [wish(uncertain, Queue.UNCERTAIN)])
    for track, state in ((decided, "decided"), (withdrawn, "withdrawn")):
        with store.writing() as connection:
            of_track = update(flags).where(flags.c.track_id == track)
            connection.execute(of_track.values(state=state))
    assert draw(store, 1) == 3
    assert audited(store) == {plain, withdrawn, uncertain}


def test_an_audited_track_comes_blind_by_chance_and_with_its_latest_verdict(
    store: Store,
) -> None:
    (track,) = add_tracks(store, 1)
    add_verdict(store, track)
    latest = add_verdict(store, track, model_version="2")
    draw(store, 1)
    lease = pull(store, moderator("mia"), Queue.AUDIT, terms())
    assert lease is not None
    assert (lease.track_id, lease.verdict_id) == (track, latest)
    assert (lease.blind, lease.chosen_by) == (True, Chosen.CHANCE)


def test_the_audit_is_worked_in_an_order_of_chance(store: Store) -> None:
    rows = add_judged(store, 20)
    draw(store, 1)
    found = [
        lease.track_id
        for n in range(20)
        if (lease := pull(store, moderator(f"m{n}"), Queue.AUDIT, terms(after(n))))
    ]
    assert sorted(found) == rows
    assert found != rows


def test_a_draw_stands_in_the_trail_and_an_empty_one_does_not(store: Store) -> None:
    add_judged(store, 3)
    draw(store, 1)
    draw(store, 1)
    with store.reading() as connection:
        (entry,) = connection.execute(select(audit)).all()
    assert (entry.who, entry.action) == (ADMIN.subject, "audit draw")


def test_the_audit_is_drawn_by_admins_and_as_a_share(store: Store) -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(NotAllowed, match="may not draw the audit"):
        draw_audit(store, moderator("sam", Role.SENIOR), 0.1, NOON, rng)
    for share in (2, -0.1, float("nan")):
        with pytest.raises(DeskError, match=rf"share is {share}; it lies between 0 and 1"):
            draw_audit(store, ADMIN, share, NOON, rng)


@given(salt=st.text("0123456789abcdef", min_size=32, max_size=32), key=st.text())
def test_a_lot_lies_in_its_range_and_stays(salt: str, key: str) -> None:
    assert 0 <= lot(salt, key) < 1
    assert lot(salt, key) == lot(salt, key)


def test_lots_are_spread_evenly() -> None:
    lots = np.array([lot("salt", f"fma-{n:06}") for n in range(20_000)])
    counts, _ = np.histogram(lots, bins=20, range=(0, 1))
    # Chi-squared with 19 degrees of freedom; its 99.99% point is 50.8.
    assert ((counts - 1000) ** 2 / 1000).sum() < 50.8
