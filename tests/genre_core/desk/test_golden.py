"""Golden items are named, changed and retired by admins."""

import pytest
from sqlalchemy import select

from genre_core.desk.golden import KnownAnswer, add_golden, golden_items_of, retire_golden
from genre_core.desk.queues import Queue
from genre_core.errors import DeskError, NotAllowed
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.schema import audit, flags
from tests.genre_core.desk.floor import ADMIN, add_tracks, after
from tests.genre_core.desk.seats import ADA, NOON, SUE, flagged, set_rules, take, trail_is_whole

JAZZ = KnownAnswer(Answer.GENRE_IS, ("Jazz",), "The label's catalogue.")


def test_an_item_keeps_its_answer_and_why_it_is_known(store: Store) -> None:
    add_tracks(store, 1, title="So", claimed_genre="Rock")
    add_golden(store, ADMIN, "t0", JAZZ, after(3))
    with store.reading() as connection:
        (item,) = golden_items_of(connection, ADMIN)
        entry = connection.execute(select(audit)).one()
    assert (item.track_key, item.title, item.known) == ("t0", "So", JAZZ)
    assert (item.named_by, item.added_at, item.retired_at) == (ADMIN.name, after(3), None)
    assert (entry.who, entry.action, entry.subject) == (ADMIN.subject, "golden item", "t0")


def test_that_the_claim_holds_is_kept_as_its_genre_which_no_corrected_claim_changes(
    store: Store,
) -> None:
    add_tracks(store, 1, claimed_genre="Jazz")
    add_golden(store, ADMIN, "t0", KnownAnswer(Answer.HOLDS, why="I was there."), NOON)
    with store.reading() as connection:
        known = golden_items_of(connection, ADMIN)[0].known
    assert (known.answer, known.genres) == (Answer.GENRE_IS, ("Jazz",))


def test_an_item_that_is_retired_is_asked_no_more_and_can_come_back(store: Store) -> None:
    set_rules(store, golden_share=1.0)
    flagged(store, 2)
    add_golden(store, ADMIN, "t0", JAZZ, NOON)
    assert take(store, ADA).queue is Queue.GOLDEN
    retire_golden(store, ADMIN, "t0", after(1))
    retire_golden(store, ADMIN, "t0", after(2))
    with store.reading() as connection:
        (item,) = golden_items_of(connection, ADMIN)
        state = select(flags.c.state).where(flags.c.queue == Queue.GOLDEN)
        assert connection.execute(state).scalar_one() == "withdrawn"
    assert item.retired_at == after(1)
    assert take(store, SUE).queue is Queue.FLAGGED
    add_golden(store, ADMIN, "t0", JAZZ, after(3))
    with store.reading() as connection:
        assert golden_items_of(connection, ADMIN)[0].retired_at is None
    assert trail_is_whole(store)


def test_only_admins_name_and_retire_them(store: Store) -> None:
    add_tracks(store, 1)
    with pytest.raises(NotAllowed, match="may not name golden items; that takes a admin"):
        add_golden(store, SUE, "t0", JAZZ, NOON)
    with pytest.raises(NotAllowed, match="may not retire golden items"):
        retire_golden(store, SUE, "t0", NOON)
    with store.reading() as connection, pytest.raises(NotAllowed, match="may not see the golden"):
        golden_items_of(connection, SUE)


def test_what_is_no_item_is_not_retired(store: Store) -> None:
    add_tracks(store, 1)
    with pytest.raises(DeskError, match="'t0' is no golden item"):
        retire_golden(store, ADMIN, "t0", NOON)


def test_a_claim_that_names_no_genre_is_not_known_to_hold(store: Store) -> None:
    add_tracks(store, 1)
    with pytest.raises(DeskError, match="names no genre of the tree"):
        add_golden(store, ADMIN, "t0", KnownAnswer(Answer.HOLDS, why="I was there."), NOON)


def test_an_answer_says_something_and_why() -> None:
    with pytest.raises(DeskError, match="cannot_tell says nothing of the music"):
        KnownAnswer(Answer.CANNOT_TELL, why="x")
    with pytest.raises(DeskError, match="Why is the answer known"):
        KnownAnswer(Answer.NOT_MUSIC)
    with pytest.raises(DeskError, match="The reason has 1,001 characters"):
        KnownAnswer(Answer.NOT_MUSIC, why="x" * 1_001)
