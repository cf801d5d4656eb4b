"""Pulling, keeping and giving back: two tabs, lost answers, clocks that jump."""

import pytest

from genre_core.desk.pulling import MOST_HELD, Lease, held, pull, release, renew
from genre_core.desk.queues import Queue
from genre_core.desk.settings import DeskSettings, change_settings
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Person, Role
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import (
    ADMIN,
    NOON,
    add_tracks,
    after,
    moderator,
    open_for,
    terms,
    wish,
)

MIA, NOA, VIC = moderator("mia"), moderator("noa"), moderator("vic", Role.VIEWER)


@pytest.fixture(autouse=True)
def flags(store: Store) -> None:
    """t0 to t5 wait in FLAGGED, t0 first, and in UNCERTAIN, t5 first."""
    for rank, track in enumerate(add_tracks(store, 6)):
        severities = {Queue.FLAGGED: 6 - rank, Queue.UNCERTAIN: rank}
        open_for(store, [wish(track, queue, n / 6) for queue, n in severities.items()])


def take(
    store: Store,
    person: Person = MIA,
    seconds: float = 0,
    queue: Queue = Queue.FLAGGED,
    besides: tuple[Lease, ...] = (),
) -> Lease:
    """A pull that gets something."""
    tokens = [lease.token for lease in besides]
    lease = pull(store, person, queue, terms(after(seconds), besides=tokens))
    assert lease is not None
    return lease


def keys(leases: tuple[Lease, ...]) -> str:
    return " ".join(lease.track_key for lease in leases)


def test_colleagues_get_different_tracks_in_the_order(store: Store) -> None:
    people = [moderator(f"m{n}") for n in range(6)]
    found = tuple(
        lease for person in people if (lease := pull(store, person, Queue.FLAGGED, terms()))
    )
    assert keys(found) == "t0 t1 t2 t3 t4 t5"
    assert pull(store, MIA, Queue.FLAGGED, terms()) is None


def test_a_pull_whose_answer_was_lost_gives_the_same_track_again(store: Store) -> None:
    lost = take(store)
    again = take(store, seconds=10)
    assert again.token == lost.token
    assert again.expires_at == after(310), "it was renewed"


def test_the_next_track_is_prefetched_besides_the_one_on_screen(store: Store) -> None:
    first = take(store)
    second = take(store, besides=(first,))
    assert keys((first, second)) == "t0 t1"
    assert held(store, MIA, NOON) == (first, second)
    assert held(store, NOA, NOON) == ()


def test_another_queue_gives_its_own_track(store: Store) -> None:
    first = take(store)
    other = take(store, queue=Queue.UNCERTAIN)
    assert keys((first, other)) == "t0 t5"
    assert take(store) == first


def test_two_tabs_show_the_same(store: Store) -> None:
    of_one_tab = take(store)
    of_the_other = take(store, seconds=1)
    assert of_one_tab.token == of_the_other.token
    assert [lease.token for lease in held(store, MIA, after(2))] == [of_one_tab.token]


def test_who_holds_too_much_gives_up_the_oldest(store: Store) -> None:
    shown: tuple[Lease, ...] = ()
    for second in range(MOST_HELD + 1):
        shown = (*shown, take(store, seconds=second, besides=shown))
    assert held(store, MIA, after(9)) == shown[1:]
    assert take(store, NOA, seconds=9).track_key == shown[0].track_key


def test_what_no_page_shows_is_given_up_before_the_oldest(store: Store) -> None:
    oldest = take(store)
    unseen = take(store, seconds=1, queue=Queue.UNCERTAIN)
    shown: tuple[Lease, ...] = (oldest,)
    for second in range(2, MOST_HELD + 1):
        shown = (*shown, take(store, seconds=second, besides=shown))
    assert held(store, MIA, after(9)) == shown
    assert unseen not in shown


def test_an_expired_track_goes_to_a_colleague(store: Store) -> None:
    assert take(store).track_key == take(store, NOA, seconds=300).track_key
    assert held(store, MIA, after(300)) == ()


def test_a_lease_can_be_renewed_until_somebody_else_has_the_track(store: Store) -> None:
    lease = take(store)
    assert renew(store, MIA, lease.token, after(200)).expires_at == after(500)
    late = renew(store, MIA, lease.token, after(900))
    assert late.expires_at == after(1200), "expired, but nobody had taken it"
    assert take(store, NOA, seconds=1200).track_key == lease.track_key
    with pytest.raises(DeskError, match=r"no longer yours.*still recorded; take the next one"):
        renew(store, MIA, lease.token, after(1201))


def test_nobody_renews_or_gives_back_a_colleagues_track(store: Store) -> None:
    lease = take(store)
    with pytest.raises(DeskError, match="no longer yours"):
        renew(store, NOA, lease.token, after(1))
    release(store, NOA, lease.token)
    assert held(store, MIA, after(1)) == (lease,)


def test_a_track_given_back_is_the_next_ones(store: Store) -> None:
    lease = take(store)
    release(store, MIA, lease.token)
    release(store, MIA, lease.token)
    assert held(store, MIA, NOON) == ()
    assert take(store, NOA).track_key == lease.track_key


def test_a_clock_set_forward_ends_leases_early_and_breaks_nothing(store: Store) -> None:
    lease = take(store)
    day = 86_400
    assert take(store, NOA, seconds=day).track_key == lease.track_key
    assert take(store, seconds=day).track_key == "t1"


def test_a_clock_set_back_frees_what_was_taken_in_the_future(store: Store) -> None:
    lease = take(store, seconds=86_400)
    assert held(store, MIA, NOON) == ()
    assert take(store, NOA).track_key == lease.track_key


def test_a_lease_renewed_after_the_clock_was_set_back_ends_in_time(store: Store) -> None:
    lease = take(store, seconds=86_400)
    longer = renew(store, MIA, lease.token, NOON)
    assert longer.expires_at == after(300)
    assert held(store, MIA, after(299)) == (longer,)
    assert take(store, NOA, seconds=300).track_key == lease.track_key


def test_the_settings_say_how_long_a_lease_runs(store: Store) -> None:
    change_settings(store, ADMIN, DeskSettings(lease_seconds=60), NOON)
    assert take(store).expires_at == after(60)


def test_a_viewer_takes_keeps_holds_and_gives_back_nothing(store: Store) -> None:
    with pytest.raises(NotAllowed, match=r'may not take tracks from the queue "Flagged"'):
        pull(store, VIC, Queue.FLAGGED, terms())
    with pytest.raises(NotAllowed, match="may not keep tracks"):
        renew(store, VIC, "token", NOON)
    with pytest.raises(NotAllowed, match="may not give tracks back"):
        release(store, VIC, "token")
    with pytest.raises(NotAllowed, match="may not hold tracks"):
        held(store, VIC, NOON)
