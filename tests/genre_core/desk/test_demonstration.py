"""The demo makes room for a catalogue of one's own, and takes nothing along that people did."""

from sqlalchemy import insert, select

from genre_core.desk.demonstration import clear_demo
from genre_core.store.engine import Store
from genre_core.store.schema import comments, flags, tracks, verdicts
from tests.genre_core.desk.floor import (
    ADMIN,
    NOON,
    add_decision,
    add_golden,
    add_tracks,
    add_verdict,
    open_for,
    wish,
)
from tests.genre_core.desk.seats import ADA, set_rules, take, trail_is_whole


def keys(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(connection.execute(select(tracks.c.key)).scalars())


def clear(store: Store) -> int:
    with store.writing() as connection:
        return clear_demo(connection, ADMIN, NOON)


def add_demo(store: Store, *names: str) -> list[int]:
    return [add_tracks(store, 1, key=f"demo/{name}")[0] for name in names]


def test_a_demo_that_is_all_there_is_stays(store: Store) -> None:
    add_demo(store, "a", "b")
    assert clear(store) == 0
    assert keys(store) == {"demo/a", "demo/b"}


def test_tracks_of_the_demo_leave_with_their_verdicts_and_flags(store: Store) -> None:
    rows = add_demo(store, "a", "b")
    open_for(store, [wish(row, verdict_id=add_verdict(store, row)) for row in rows])
    own = add_tracks(store, 1, key="mine")
    open_for(store, [wish(own[0], verdict_id=add_verdict(store, own[0]))])
    assert clear(store) == 2
    assert keys(store) == {"mine"}
    with store.reading() as connection:
        for table in (flags, verdicts):
            assert list(connection.execute(select(table.c.track_id)).scalars()) == own
    assert clear(store) == 0
    assert trail_is_whole(store)


def test_what_people_did_or_do_keeps_a_track(store: Store) -> None:
    set_rules(store, golden_share=0.0)
    decided, spoken, known, held, _ = add_demo(store, "decided", "spoken", "known", "held", "other")
    add_tracks(store, 1, key="mine")
    open_for(store, [wish(held)])
    take(store, ADA)
    add_decision(store, ADA, decided, "d0")
    add_golden(store, known)
    with store.writing() as connection:
        comment = {"key": "c", "track_id": spoken, "moderator_id": 1, "text": "x", "made_at": NOON}
        connection.execute(insert(comments).values(comment))
    assert clear(store) == 1
    assert keys(store) == {"mine", "demo/decided", "demo/spoken", "demo/known", "demo/held"}
