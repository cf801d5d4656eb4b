"""Flags close, open again, are withdrawn, and rise with their artist's offences."""

from typing import Any

import pytest
from sqlalchemy import select

from genre_core.desk.flags import (
    close_flag,
    count_offence,
    reopen_flag,
    withdraw_flags,
)
from genre_core.desk.pulling import held, pull
from genre_core.desk.queues import Queue
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Role
from genre_core.store.engine import Store
from genre_core.store.schema import audit, flags
from tests.genre_core.desk.floor import (
    NOON,
    add_tracks,
    add_verdict,
    after,
    moderator,
    open_for,
    terms,
    wish,
)

MIA, SENIOR = moderator("mia"), moderator("sam", Role.SENIOR)


def rows(store: Store) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(select(flags).order_by(flags.c.id)))


def test_a_closed_flag_is_nobodys_and_opens_again_for_all(store: Store) -> None:
    open_for(store, [wish(add_tracks(store, 1)[0])])
    lease = pull(store, MIA, Queue.FLAGGED, terms())
    assert lease is not None
    with store.writing() as connection:
        assert close_flag(connection, lease.flag_id, after(5))
        assert not close_flag(connection, lease.flag_id, after(6)), "it was closed already"
    (row,) = rows(store)
    assert (row.state, row.closed_at) == ("decided", after(5))
    assert held(store, MIA, after(5)) == ()
    assert pull(store, MIA, Queue.FLAGGED, terms(after(5))) is None
    with store.writing() as connection:
        assert reopen_flag(connection, lease.flag_id) == lease.flag_id
    (row,) = rows(store)
    assert (row.state, row.closed_at) == ("open", None)
    assert pull(store, moderator("noa"), Queue.FLAGGED, terms(after(6))) is not None


def test_a_flag_opens_again_with_the_lease_that_was(store: Store) -> None:
    open_for(store, [wish(add_tracks(store, 1)[0])])
    lease = pull(store, MIA, Queue.FLAGGED, terms())
    assert lease is not None
    with store.writing() as connection:
        close_flag(connection, lease.flag_id, after(5))
        reopen_flag(connection, lease.flag_id, lease)
        reopen_flag(connection, lease.flag_id, lease)
    assert held(store, MIA, after(6)) == (lease,)
    assert pull(store, moderator("noa"), Queue.FLAGGED, terms(after(6))) is None


def test_the_old_lease_does_not_drive_out_a_newer_one(store: Store) -> None:
    open_for(store, [wish(add_tracks(store, 1)[0])])
    lease = pull(store, MIA, Queue.FLAGGED, terms())
    other = pull(store, moderator("noa"), Queue.FLAGGED, terms(after(400)))
    assert lease is not None
    assert other is not None
    with store.writing() as connection:
        reopen_flag(connection, lease.flag_id, lease)
    assert held(store, moderator("noa"), after(401)) == (other,)


def test_reopening_beside_a_newer_flag_of_the_same_question_gives_that_one(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    open_for(store, [wish(track)])
    with store.writing() as connection:
        close_flag(connection, rows(store)[0].id, NOON)
    open_for(store, [wish(track, verdict_id=add_verdict(store, track))])
    old, new = rows(store)
    with store.writing() as connection:
        assert reopen_flag(connection, old.id) == new.id
        with pytest.raises(DeskError, match="There is no flag 99 to open again"):
            reopen_flag(connection, 99)
    assert [row.state for row in rows(store)] == ["decided", "open"]


def test_withdrawing_closes_all_flags_of_the_tracks_and_ends_their_leases(store: Store) -> None:
    tracks = add_tracks(store, 3)
    open_for(store, [wish(track) for track in tracks])
    open_for(store, [wish(tracks[0], Queue.UNCERTAIN)])
    lease = pull(store, MIA, Queue.FLAGGED, terms())
    assert lease is not None
    keys = ["t0", "t1", "no such track"]
    assert withdraw_flags(store, SENIOR, keys, "taken down", after(5)) == 3
    assert withdraw_flags(store, SENIOR, keys, "taken down", after(6)) == 0
    assert held(store, MIA, after(5)) == ()
    states = {(row.track_id, row.queue): (row.state, row.closed_at) for row in rows(store)}
    assert states[tracks[0], "flagged"] == states[tracks[0], "uncertain"]
    assert states[tracks[1], "flagged"] == ("withdrawn", after(5))
    assert states[tracks[2], "flagged"] == ("open", None)
    with store.reading() as connection:
        (entry,) = connection.execute(select(audit)).all()
    assert (entry.who, entry.action) == ("sam", "withdraw")
    assert "taken down" in entry.content


def test_flags_are_withdrawn_by_seniors_and_with_a_reason(store: Store) -> None:
    with pytest.raises(NotAllowed, match="may not withdraw flags"):
        withdraw_flags(store, MIA, ["t0"], "because", NOON)
    with pytest.raises(DeskError, match=r"for a reason, and none was given"):
        withdraw_flags(store, SENIOR, ["t0"], " ", NOON)


def test_an_offence_raises_all_open_flags_of_the_artist(store: Store) -> None:
    one, two, three = add_tracks(store, 3, artist_key="ann")
    (other,) = add_tracks(store, 1, artist_key="bob")
    (nobody,) = add_tracks(store, 1)
    open_for(store, [wish(track) for track in (one, two, three, other, nobody)])
    with store.writing() as connection:
        close_flag(connection, rows(store)[0].id, NOON)
        count_offence(connection, "ann", 1)
        count_offence(connection, "ann", 1)
        count_offence(connection, "", 1)
    assert [row.offences for row in rows(store)] == [0, 2, 2, 0, 0]
    with store.writing() as connection:
        count_offence(connection, "ann", -3)
    assert [row.offences for row in rows(store)] == [0, 0, 0, 0, 0], "never below none"
