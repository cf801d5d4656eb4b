"""Plain labelling: each track comes to each person until she has decided it."""

from collections import Counter

from sqlalchemy import func, select

from genre_core.desk.everything import TRANCHE
from genre_core.desk.filters import Filters
from genre_core.desk.flags import close_flag
from genre_core.desk.pulling import pull, release
from genre_core.desk.queues import Queue
from genre_core.people import Person
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import flags, tracks
from tests.genre_core.desk.floor import (
    NOON,
    add_decision,
    add_tracks,
    add_verdict,
    after,
    moderator,
    open_for,
    terms,
    wish,
)

MIA, NOA = moderator("mia"), moderator("noa")


def label(store: Store, person: Person, seed: int = 0, filters: Filters = Filters()) -> str:
    """Pull and decide one track; return its key, empty when nothing is left."""
    lease = pull(store, person, Queue.EVERYTHING, terms(NOON, seed, filters))
    if lease is None:
        return ""
    key = f"{person.subject} {lease.track_key}"
    add_decision(store, person, lease.track_id, key, queue=Queue.EVERYTHING)
    with store.writing() as connection:
        close_flag(connection, lease.flag_id, NOON)
    return lease.track_key


def label_all(store: Store, person: Person, seed: int = 0) -> list[str]:
    found = []
    while key := label(store, person, seed):
        found.append(key)
    return found


def test_every_track_comes_once_flagged_or_not(store: Store) -> None:
    rows = add_tracks(store, 8)
    open_for(store, [wish(rows[0]), wish(rows[1], Queue.UNCERTAIN)])
    found = label_all(store, MIA)
    assert sorted(found) == [f"t{n}" for n in range(8)]
    assert label_all(store, MIA) == []


def test_a_colleague_gets_what_nobody_has_decided_first(store: Store) -> None:
    add_tracks(store, 8)
    mine = {label(store, MIA) for _ in range(5)}
    theirs = label_all(store, NOA)
    assert len(theirs) == 8
    assert not mine & set(theirs[:3]), "the three that were left"
    assert set(theirs[3:]) == mine, "then a second label for each"


def test_what_she_decided_elsewhere_does_not_come(store: Store) -> None:
    one, _ = add_tracks(store, 2)
    add_decision(store, MIA, one, "one", queue=Queue.UNCERTAIN)
    assert label_all(store, MIA) == ["t1"]


def test_what_she_skipped_comes_when_all_else_is_labelled(store: Store) -> None:
    add_tracks(store, 5)
    skipped = pull(store, MIA, Queue.EVERYTHING, terms())
    assert skipped is not None
    skip = {"answer": Answer.SKIP, "queue": Queue.EVERYTHING}
    add_decision(store, MIA, skipped.track_id, "skip", **skip)
    release(store, MIA, skipped.token)
    found = label_all(store, MIA)
    assert len(found) == 5
    assert found[-1] == skipped.track_key


def test_the_order_is_chance_and_goes_back_to_the_catalogue(store: Store) -> None:
    add_tracks(store, 30)
    assert label_all(store, MIA) != [f"t{n}" for n in range(30)]
    firsts = Counter(
        lease.track_key
        for n in range(20)
        if (lease := pull(store, moderator(f"m{n}"), Queue.EVERYTHING, terms(after(n), seed=n)))
    )
    assert set(firsts.values()) == {1}


def test_flags_are_opened_some_at_a_time(store: Store) -> None:
    add_tracks(store, TRANCHE + 1)
    assert label(store, MIA)
    with store.reading() as connection:
        count = select(func.count()).where(flags.c.queue == Queue.EVERYTHING)
        assert connection.execute(count).scalar_one() == TRANCHE
        chosen = connection.execute(select(flags.c.chosen_by).distinct()).scalars().all()
    assert chosen == [Chosen.CHANCE]


def test_a_tranche_is_spread_over_the_whole_catalogue(store: Store) -> None:
    rows = add_tracks(store, 4 * TRANCHE)
    assert label(store, MIA)
    with store.reading() as connection:
        opened = connection.execute(select(flags.c.track_id)).scalars().all()
    quarters = Counter((track - rows[0]) // TRANCHE for track in opened)
    assert all(abs(count - TRANCHE / 4) < TRANCHE / 20 for count in quarters.values())
    assert len(quarters) == 4


def test_tracks_added_later_come_too(store: Store) -> None:
    add_tracks(store, 2)
    assert len(label_all(store, MIA)) == 2
    add_tracks(store, 1)
    assert label_all(store, MIA) == ["t2"]


def test_a_filter_opens_what_it_asks_for(store: Store) -> None:
    add_tracks(store, 3)
    add_tracks(store, 1, claimed_genre="Jazz")
    assert label(store, MIA, filters=Filters(genre="Jazz")) == "t3"
    assert label(store, MIA, filters=Filters(genre="Jazz")) == ""


def test_what_the_models_opinion_picked_out_is_no_sample(store: Store) -> None:
    for track, predicted in zip(add_tracks(store, 2), ("Jazz", "Rock"), strict=True):
        add_verdict(store, track, predicted=predicted, severity=0.5)
    by_model = Filters(predicted="Jazz", least_severity=0.1)
    picked = pull(store, MIA, Queue.EVERYTHING, terms(filters=by_model))
    assert picked is not None
    assert (picked.track_key, picked.chosen_by) == ("t0", Chosen.MODEL)
    other = pull(store, NOA, Queue.EVERYTHING, terms())
    assert other is not None
    assert (other.track_key, other.chosen_by) == ("t1", Chosen.CHANCE)


def test_an_empty_catalogue_has_nothing(store: Store) -> None:
    assert pull(store, MIA, Queue.EVERYTHING, terms()) is None
    with store.reading() as connection:
        assert connection.execute(select(tracks.c.id)).first() is None
