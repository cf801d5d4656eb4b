"""Flags open once, with what the order of the queue needs to know."""

from typing import Any

import pytest
from sqlalchemy import select, update

from genre_core.desk.queues import Queue
from genre_core.errors import DeskError
from genre_core.people import Role
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import flags
from tests.genre_core.desk.floor import (
    add_decision,
    add_tracks,
    add_verdict,
    after,
    moderator,
    open_for,
    wish,
)

MIA = moderator("mia")


def rows(store: Store) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(select(flags).order_by(flags.c.id)))


def test_an_opened_flag_has_what_was_wished_and_the_tracks_reach(store: Store) -> None:
    (track,) = add_tracks(store, 1, plays=1234)
    verdict = add_verdict(store, track)
    wanted = wish(track, verdict_id=verdict, family=True, severity=0.75, reason="not even Rock")
    assert open_for(store, [wanted], after(5)) == 1
    (row,) = rows(store)
    assert (row.track_id, row.verdict_id, row.queue) == (track, verdict, "flagged")
    assert (row.family, row.severity, row.reach, row.offences) == (True, 0.75, 1234, 0)
    assert (row.chosen_by, row.state, row.reason) == ("model", "open", "not even Rock")
    assert (row.opened_at, row.closed_at, row.for_moderator_id) == (after(5), None, None)


def test_a_thousand_wishes_open_a_thousand_flags_and_only_once(store: Store) -> None:
    wishes = [wish(track) for track in add_tracks(store, 1100)]
    assert open_for(store, [*wishes, *wishes]) == 1100
    assert open_for(store, wishes) == 0
    assert len(rows(store)) == 1100


def test_one_track_may_wait_in_two_queues_but_not_twice_in_one(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    first, second = add_verdict(store, track), add_verdict(store, track, model_version="2")
    assert open_for(store, [wish(track, verdict_id=first)]) == 1
    assert open_for(store, [wish(track, verdict_id=second)]) == 0
    assert open_for(store, [wish(track, Queue.UNCERTAIN, verdict_id=first)]) == 1


def test_what_was_decided_opens_again_for_a_new_verdict_only(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    first, second = add_verdict(store, track), add_verdict(store, track, model_version="2")
    open_for(store, [wish(track, verdict_id=first)])
    with store.writing() as connection:
        connection.execute(update(flags).values(state="decided"))
    assert open_for(store, [wish(track, verdict_id=first)]) == 0
    assert open_for(store, [wish(track, verdict_id=second)]) == 1


def test_appeals_wait_for_a_senior_whatever_was_wished(store: Store) -> None:
    one, two = add_tracks(store, 2)
    open_for(store, [wish(one, Queue.APPEALS), wish(two, Queue.SECOND, least_role=Role.ADMIN)])
    assert [row.least_role for row in rows(store)] == [Role.SENIOR, Role.ADMIN]


def test_offences_are_the_artists_tracks_whose_claim_was_overturned(store: Store) -> None:
    theirs = add_tracks(store, 6, artist_key="ann", claimed_genre="Rock")
    rocks = add_tracks(store, 1, artist_key="ann", claimed_genre="Post-Punk")
    (other,) = add_tracks(store, 1, artist_key="bob", claimed_genre="Rock")
    nobody = add_tracks(store, 2, claimed_genre="Rock")
    genre_is = {"answer": Answer.GENRE_IS}
    add_decision(store, MIA, theirs[0], "0", **genre_is, genres=["Jazz"])
    add_decision(store, MIA, theirs[0], "0 again", **genre_is, genres=["Folk"])
    add_decision(store, MIA, theirs[1], "1", answer=Answer.NOT_MUSIC)
    # None of these overturns a claim.
    add_decision(store, MIA, theirs[2], "2", answer=Answer.HOLDS)
    add_decision(store, MIA, theirs[3], "3", **genre_is, genres=["Jazz", "Rock"])
    add_decision(store, MIA, theirs[4], "4", **genre_is, genres=["Jazz"])
    add_decision(store, MIA, theirs[4], "undo 4", answer=Answer.UNDO, supersedes="4")
    add_decision(store, MIA, rocks[0], "6", **genre_is, genres=["Rock"])
    add_decision(store, MIA, theirs[5], "5", **genre_is, genres=["Jazz"], queue=Queue.GOLDEN)
    add_decision(store, MIA, nobody[0], "n", **genre_is, genres=["Jazz"])
    open_for(store, [wish(track) for track in (theirs[5], other, nobody[1])])
    assert [row.offences for row in rows(store)] == [2, 0, 0]


def test_a_golden_flag_cannot_be_wished_for_all() -> None:
    with pytest.raises(DeskError, match=r"queue golden was wished for track 7.*drawn for each"):
        wish(7, Queue.GOLDEN, chosen_by=Chosen.CHANCE)
