"""Deciding an album by one stroke, and taking it back."""

from typing import Any

import pytest

from genre_core.desk.bundles import MOST, bundle_of
from genre_core.desk.deciding import decide
from genre_core.desk.pulling import held, pull, release
from genre_core.desk.queues import Queue
from genre_core.desk.records import stream_decisions
from genre_core.desk.rulings import Bundle, Ruling
from genre_core.desk.undoing import undo
from genre_core.errors import DeskError
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import add_golden, add_tracks, after, open_for, terms, wish
from tests.genre_core.desk.seats import (
    ADA,
    BO,
    NOON,
    flagged,
    lease_count,
    offences,
    open_queues,
    ruling,
    says,
    set_rules,
    stands,
    take,
    trail_is_whole,
)

ALBUM: dict[str, Any] = {"album": "Live", "album_key": "live", "artist": "X", "artist_key": "x"}
ROCK: dict[str, Any] = {"claimed": "rock", "claimed_genre": "Rock"}


@pytest.fixture(autouse=True)
def rules(store: Store) -> None:
    set_rules(store)


def offered(store: Store, bundle: Bundle = Bundle.ALBUM) -> tuple[str, ...]:
    with store.reading() as connection:
        return bundle_of(connection, "t0", bundle).track_keys


def test_an_album_is_its_other_tracks_with_the_same_claim(store: Store) -> None:
    flagged(store, 3, **ALBUM)
    add_tracks(store, 1, **(ALBUM | {"claimed": "jazz", "claimed_genre": "Jazz"}))
    add_tracks(store, 1, **(ALBUM | ROCK | {"album_key": "other"}))
    with store.reading() as connection:
        offer = bundle_of(connection, "t0", Bundle.ALBUM)
    assert (offer.count, offer.title, offer.track_keys) == (2, "Live", ("t1", "t2"))
    assert offered(store, Bundle.ARTIST) == ("t1", "t2", "t4")


def test_tracks_that_nobody_flagged_belong_to_it_until_they_are_decided(store: Store) -> None:
    flagged(store, **ALBUM)
    add_tracks(store, 2, **(ALBUM | ROCK))
    assert offered(store) == ("t1", "t2")
    says(store, ADA, "k", bundle=Bundle.ALBUM)
    assert offered(store) == ()


def test_claims_that_name_no_genre_are_the_same_where_their_words_are(store: Store) -> None:
    flagged(store, **(ALBUM | {"claimed": "vibes", "claimed_genre": ""}))
    add_tracks(store, 1, **(ALBUM | {"claimed": "vibes"}))
    add_tracks(store, 1, **(ALBUM | {"claimed": "noise"}))
    assert offered(store) == ("t1",)


def test_tracks_without_an_album_are_no_album(store: Store) -> None:
    flagged(store, 3)
    assert offered(store) == ()
    assert offered(store, Bundle.ARTIST) == ()


def test_a_track_that_the_desk_does_not_have_has_no_bundle(store: Store) -> None:
    with store.reading() as connection, pytest.raises(DeskError, match="no track 'nowhere'"):
        bundle_of(connection, "nowhere", Bundle.ALBUM)


def test_one_stroke_writes_a_decision_a_track(store: Store) -> None:
    flagged(store, 3, sha256="ab", **ALBUM)
    lease = take(store, ADA)
    said = ruling(
        lease,
        "k",
        Answer.GENRE_IS,
        genres=("Jazz",),
        note="live",
        seconds=3.0,
        bundle=Bundle.ALBUM,
    )
    recorded = decide(store, ADA, said, NOON)
    assert recorded.bundle_keys == ("k/1", "k/2")
    assert recorded.left_out == ()
    with store.reading() as connection:
        first, *others = stream_decisions(connection)
    assert (first.key, first.bundle, first.sha256, first.seconds) == ("k", "k", "ab", 3.0)
    for number, other in enumerate(others, 1):
        assert (other.key, other.bundle, other.track_key) == (f"k/{number}", "k", f"t{number}")
        assert (other.genres, other.note, other.queue) == (("Jazz",), "live", Queue.FLAGGED)
        # Nobody has heard it.
        assert (other.sha256, other.seconds, other.taken_at) == ("", None, None)
        assert other.flag_id is not None
    assert open_queues(store, "t1") == open_queues(store, "t2") == []
    assert decide(store, ADA, said, NOON) == recorded
    assert trail_is_whole(store)


def test_tracks_that_others_hold_are_left_out_and_named(store: Store) -> None:
    flagged(store, 3, **ALBUM)
    lease = take(store, ADA)
    take(store, BO)
    recorded = decide(store, ADA, ruling(lease, "k", bundle=Bundle.ALBUM), NOON)
    assert recorded.bundle_keys == ("k/1",)
    assert recorded.left_out == ("t1",)
    assert open_queues(store, "t1") == [Queue.FLAGGED]
    assert stands(store, "t1").decisions == ()


def test_the_track_that_she_holds_next_is_decided_with_the_rest(store: Store) -> None:
    flagged(store, 2, **ALBUM)
    lease = take(store, ADA)
    assert pull(store, ADA, Queue.FLAGGED, terms(besides=[lease.token])) is not None
    decide(store, ADA, ruling(lease, "k", bundle=Bundle.ALBUM), NOON)
    assert lease_count(store) == 0


def test_the_random_audit_is_not_answered_by_an_album(store: Store) -> None:
    flagged(store, **ALBUM)
    rows = add_tracks(store, 1, **(ALBUM | ROCK))
    open_for(store, [wish(rows[0], Queue.AUDIT)])
    says(store, ADA, "k", bundle=Bundle.ALBUM)
    assert open_queues(store, "t1") == [Queue.AUDIT]
    assert stands(store, "t1").decisions[0].flag_id is None


def test_a_blind_queue_has_no_bundles(store: Store) -> None:
    flagged(store, 2, Queue.AUDIT, **ALBUM)
    said = ruling(take(store, ADA, Queue.AUDIT), "k", bundle=Bundle.ALBUM)
    with pytest.raises(DeskError, match="In a blind queue each track is decided by itself"):
        decide(store, ADA, said, NOON)
    assert stands(store).decisions == ()


def test_a_golden_item_takes_its_album_along_like_any_track(store: Store) -> None:
    set_rules(store, golden_share=1.0)
    rows = flagged(store, 2, **ALBUM)
    add_golden(store, rows[0])
    recorded = says(store, ADA, "k", ["Jazz"], bundle=Bundle.ALBUM)
    assert recorded.bundle_keys == ("k/1",)
    assert stands(store, "t0").decisions == ()
    assert stands(store, "t1").decisions[0].queue == Queue.FLAGGED


def test_every_track_of_a_bundle_counts_against_the_artist(store: Store) -> None:
    flagged(store, 3, **ALBUM)
    flagged(store, 1, **(ALBUM | {"album_key": "other"}))
    says(store, ADA, "k", ["Jazz"], bundle=Bundle.ALBUM)
    assert offences(store, "t3") == [3]
    undo(store, ADA, "u", "k", NOON)
    assert offences(store, "t3") == [0]


def test_a_whole_bundle_is_undone_by_its_first_key(store: Store) -> None:
    flagged(store, 3, **ALBUM)
    says(store, ADA, "k", bundle=Bundle.ALBUM)
    recorded = undo(store, ADA, "u", "k", NOON)
    assert recorded.bundle_keys == ("u/1", "u/2")
    assert undo(store, ADA, "u", "k", NOON) == recorded
    for key in ("t0", "t1", "t2"):
        assert stands(store, key).decisions == ()
        assert open_queues(store, key) == [Queue.FLAGGED]
    assert [lease.track_key for lease in held(store, ADA, NOON)] == ["t0"]
    assert trail_is_whole(store)


@pytest.mark.parametrize(("key", "track"), [("k/2", "t2"), ("k/0", "t0")])
def test_one_track_of_a_bundle_is_undone_by_its_own_key(store: Store, key: str, track: str) -> None:
    flagged(store, 3, **ALBUM)
    says(store, ADA, "k", bundle=Bundle.ALBUM)
    undo(store, ADA, "u", key, NOON)
    gone = [name for name in ("t0", "t1", "t2") if not stands(store, name).decisions]
    assert gone == [track]
    assert [lease.track_key for lease in held(store, ADA, NOON)] == [track]
    assert undo(store, ADA, "v", "k", NOON).key == "v"
    assert not any(stands(store, name).decisions for name in ("t0", "t1", "t2"))


def test_a_bundle_has_an_end(store: Store) -> None:
    flagged(store, 1, **ALBUM)
    add_tracks(store, MOST + 5, **(ALBUM | ROCK))
    recorded = says(store, ADA, "k", bundle=Bundle.ALBUM)
    assert len(recorded.bundle_keys) == MOST
    assert len(recorded.left_out) == 5


@pytest.mark.parametrize("given_back", [False, True])
def test_a_late_stroke_decides_one_track_and_names_the_rest(store: Store, given_back: bool) -> None:
    flagged(store, 3, **ALBUM)
    lease = take(store, ADA)
    if given_back:
        release(store, ADA, lease.token)
    said = ruling(lease, "k", bundle=Bundle.ALBUM)
    recorded = decide(store, ADA, said, after(300))
    assert recorded.late
    assert (recorded.bundle_keys, recorded.left_out) == ((), ("t1", "t2"))
    assert decide(store, ADA, said, after(301)) == recorded
    assert [len(stands(store, key).decisions) for key in ("t0", "t1", "t2")] == [1, 0, 0]
    assert undo(store, ADA, "u", "k", after(302)).bundle_keys == ()


def test_a_token_that_nobody_gave_decides_no_album(store: Store) -> None:
    flagged(store, 3, **ALBUM)
    with pytest.raises(DeskError, match="a lease that this desk never gave"):
        decide(store, ADA, Ruling("k", "t", "t0", Answer.HOLDS, bundle=Bundle.ALBUM), NOON)
    assert not any(stands(store, key).decisions for key in ("t0", "t1", "t2"))
