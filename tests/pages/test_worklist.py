"""What lies in front of a moderator: what she holds before what is new, two tracks at most."""

import pytest

from genre_core.desk.deciding import decide
from genre_core.desk.pulling import Filters, held, pull
from genre_core.desk.queues import Queue
from genre_core.desk.undoing import undo
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Role
from genre_core.store.engine import Store, utc_now
from pages.parts.worklist import SHOWN, Worklist
from tests.genre_core.desk.floor import add_golden, moderator, terms
from tests.genre_core.desk.seats import ADA, BO, flagged, ruling, set_rules


def keys(desk: Store, worklist: Worklist, queue: Queue = Queue.FLAGGED) -> list[str]:
    """Fill the list for Ada, and return the keys of the tracks."""
    return [lease.track_key for lease in worklist.fill(desk, ADA, queue, Filters())]


def decided(desk: Store, worklist: Worklist, key: str, queue: Queue = Queue.FLAGGED) -> str:
    """Let Ada decide on the track on the screen, and return its key."""
    lease = worklist.fill(desk, ADA, queue, Filters())[0]
    decide(desk, ADA, ruling(lease, key), utc_now())
    return lease.track_key


@pytest.fixture
def desk(store: Store) -> Store:
    """A store with five flagged tracks, and no chance in it."""
    set_rules(store)
    flagged(store, 5)
    return store


def test_the_track_on_the_screen_and_the_next_are_taken(desk: Store) -> None:
    worklist = Worklist()
    assert keys(desk, worklist) == ["t0", "t1"]
    assert keys(desk, worklist) == ["t0", "t1"]
    assert len(held(desk, ADA, utc_now())) == SHOWN


def test_the_next_one_moves_up_when_one_is_decided(desk: Store) -> None:
    worklist = Worklist()
    assert decided(desk, worklist, "d0") == "t0"
    assert keys(desk, worklist) == ["t1", "t2"]


def test_after_a_refresh_she_goes_on_where_she_was(desk: Store) -> None:
    before = keys(desk, Worklist())
    assert keys(desk, Worklist()) == before


def test_nobody_gets_what_is_hers(desk: Store) -> None:
    keys(desk, Worklist())
    theirs = Worklist().fill(desk, BO, Queue.FLAGGED, Filters())
    assert [lease.track_key for lease in theirs] == ["t2", "t3"]


def test_an_undo_brings_its_track_to_the_front(desk: Store) -> None:
    worklist = Worklist()
    first = decided(desk, worklist, "d0")
    keys(desk, worklist)
    undo(desk, ADA, "u0", "d0", utc_now())
    worklist.put_first(held(desk, ADA, utc_now()), first)
    assert keys(desk, worklist) == ["t0", "t1"]


def test_a_golden_item_comes_back_in_the_queue_in_which_it_was_asked(store: Store) -> None:
    set_rules(store, golden_share=1.0)
    (golden, *_) = flagged(store, 3, Queue.UNCERTAIN)
    add_golden(store, golden)
    worklist = Worklist()
    shown = worklist.fill(store, ADA, Queue.UNCERTAIN, Filters())
    item = next(lease for lease in shown if lease.queue is Queue.GOLDEN)
    decide(store, ADA, ruling(item, "d0"), utc_now())
    keys(store, worklist, Queue.UNCERTAIN)
    undo(store, ADA, "u0", "d0", utc_now())
    worklist.put_first(held(store, ADA, utc_now()), item.track_key)
    assert keys(store, worklist, Queue.UNCERTAIN)[0] == item.track_key


def test_other_filters_give_back_what_was_taken_under_the_old_ones(store: Store) -> None:
    set_rules(store)
    flagged(store, 2)
    flagged(store, 2, claimed_genre="Jazz")
    worklist = Worklist()
    keys(store, worklist)
    found = worklist.fill(store, ADA, Queue.FLAGGED, Filters(genre="Jazz"))
    assert [lease.track_key for lease in found] == ["t2", "t3"]
    assert sorted(each.track_key for each in held(store, ADA, utc_now())) == ["t2", "t3"]


def test_another_queue_shows_its_own_tracks_only(desk: Store) -> None:
    flagged(desk, 1, Queue.UNCERTAIN)
    worklist = Worklist()
    keys(desk, worklist)
    assert keys(desk, worklist, Queue.UNCERTAIN) == ["t5"]
    assert keys(desk, worklist) == ["t0", "t1"]


def test_a_lease_that_went_to_a_colleague_is_shown_no_more(desk: Store) -> None:
    worklist = Worklist()
    worklist.tokens = ["gone"]
    assert keys(desk, worklist) == ["t0", "t1"]


def test_an_empty_queue_gives_nothing(store: Store) -> None:
    assert keys(store, Worklist()) == []


def test_who_may_not_is_refused(desk: Store) -> None:
    with pytest.raises(NotAllowed, match="takes a senior"):
        Worklist().fill(desk, ADA, Queue.APPEALS, Filters())
    viewer = moderator("vi", Role.VIEWER)
    with pytest.raises(NotAllowed, match="vi is a viewer"):
        Worklist().fill(desk, viewer, Queue.FLAGGED, Filters())


def test_a_filter_that_would_tell_is_refused(desk: Store) -> None:
    with pytest.raises(DeskError, match="Clear it"):
        Worklist().fill(desk, ADA, Queue.SECOND, Filters(genre="Rock"))


def test_both_of_her_tabs_show_what_she_holds(desk: Store) -> None:
    first, second = Worklist(), Worklist()
    assert keys(desk, first) == keys(desk, second) == ["t0", "t1"]
    assert pull(desk, ADA, Queue.FLAGGED, terms(utc_now())) is not None
