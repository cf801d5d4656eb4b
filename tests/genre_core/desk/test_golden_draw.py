"""Golden items come at random, look like the rest, and are asked of each person once."""

import pytest
from sqlalchemy import select

from genre_core.desk.filters import Filters
from genre_core.desk.pulling import pull
from genre_core.desk.queues import ASK_AGAIN, DISGUISES, Queue
from genre_core.desk.settings import DeskSettings, change_settings
from genre_core.people import Role
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import flags
from tests.genre_core.desk.floor import (
    ADMIN,
    NOON,
    add_decision,
    add_golden,
    add_tracks,
    add_verdict,
    after,
    moderator,
    open_for,
    terms,
    wish,
)

MIA, NOA = moderator("mia"), moderator("noa")
SENIOR = moderator("sam", Role.SENIOR)


def mix(store: Store, share: float) -> None:
    change_settings(store, ADMIN, DeskSettings(golden_share=share), NOON)


@pytest.mark.parametrize("queue", sorted(DISGUISES))
def test_a_golden_item_wears_the_clothes_of_the_queue_that_was_asked(
    store: Store, queue: Queue
) -> None:
    mix(store, 1)
    golden, other = add_tracks(store, 2)
    verdict = add_verdict(store, golden)
    add_golden(store, golden)
    open_for(store, [wish(other, queue)])
    lease = pull(store, MIA, queue, terms())
    assert lease is not None
    assert (lease.track_id, lease.verdict_id) == (golden, verdict)
    assert (lease.queue, lease.asked) == (Queue.GOLDEN, queue)
    assert lease.chosen_by is Chosen.CHANCE
    assert lease.blind == (queue is Queue.AUDIT)


def test_where_golden_items_run_out_the_queue_goes_on(store: Store) -> None:
    mix(store, 1)
    golden, other = add_tracks(store, 2)
    add_golden(store, golden)
    open_for(store, [wish(other)])
    first = pull(store, MIA, Queue.FLAGGED, terms())
    assert first is not None
    second = pull(store, MIA, Queue.FLAGGED, terms(besides=[first.token]))
    assert second is not None
    assert (first.track_id, second.track_id) == (golden, other)
    assert pull(store, MIA, Queue.GOLDEN, terms(besides=[first.token])) is None, "she has it"


@pytest.mark.parametrize("queue", sorted(ASK_AGAIN))
def test_what_is_asked_again_has_no_golden_items(store: Store, queue: Queue) -> None:
    mix(store, 1)
    add_golden(store, add_tracks(store, 1)[0])
    assert pull(store, SENIOR, queue, terms()) is None


def test_golden_items_come_as_often_as_the_share_says(store: Store) -> None:
    mix(store, 0.25)
    golden, other = add_tracks(store, 2)
    add_golden(store, golden)
    open_for(store, [wish(other)])
    pulls = 80
    found = []
    for seed in range(pulls):
        # Each pull long after the last one's lease, by somebody who has seen neither.
        lease = pull(store, moderator(f"m{seed}"), Queue.FLAGGED, terms(after(400 * seed), seed))
        assert lease is not None
        found.append(lease.queue)
    # 20 were expected; that the binomial of 80 and 1/4 is outside 8 to 34 has a chance of 1e-3.
    assert 8 <= found.count(Queue.GOLDEN) <= 34


def test_several_people_answer_the_same_item_at_once_each_on_a_flag_of_her_own(
    store: Store,
) -> None:
    add_golden(store, add_tracks(store, 1)[0])
    of_mia = pull(store, MIA, Queue.GOLDEN, terms())
    of_noa = pull(store, NOA, Queue.GOLDEN, terms())
    assert of_mia is not None
    assert of_noa is not None
    assert of_mia.track_id == of_noa.track_id
    assert of_mia.flag_id != of_noa.flag_id


def test_an_item_left_unanswered_comes_again_by_the_same_flag(store: Store) -> None:
    for track in add_tracks(store, 5):
        add_golden(store, track)
    first = pull(store, MIA, Queue.GOLDEN, terms())
    again = pull(store, MIA, Queue.GOLDEN, terms(after(400), seed=1))
    assert first is not None
    assert again is not None
    assert again.flag_id == first.flag_id
    with store.reading() as connection:
        assert len(connection.execute(select(flags.c.id)).all()) == 1


def test_nobody_is_asked_what_she_has_answered_in_any_queue(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    add_golden(store, track)
    add_decision(store, MIA, track, "one", queue=Queue.AUDIT)
    assert pull(store, MIA, Queue.GOLDEN, terms()) is None
    add_decision(store, MIA, track, "undo", answer=Answer.UNDO, supersedes="one")
    assert pull(store, MIA, Queue.GOLDEN, terms()) is not None


def test_who_answered_a_golden_item_does_not_meet_it_again_in_the_queue(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    open_for(store, [wish(track)])
    add_decision(store, MIA, track, "one", queue=Queue.GOLDEN)
    assert pull(store, MIA, Queue.FLAGGED, terms()) is None
    assert pull(store, NOA, Queue.FLAGGED, terms()) is not None


def test_a_retired_item_is_asked_no_more_even_if_it_was_begun(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    add_golden(store, track, retired_at=NOON)
    assert pull(store, MIA, Queue.GOLDEN, terms()) is None


def test_a_golden_item_that_a_filter_leaves_out_does_not_stand_out(store: Store) -> None:
    jazz, rock = add_tracks(store, 1, claimed_genre="Jazz") + add_tracks(store, 1)
    add_verdict(store, jazz, predicted="Folk", severity=0.5)
    for track in (jazz, rock):
        add_golden(store, track)
    for seed in range(5):
        for filters in (Filters(genre="Jazz"), Filters(predicted="Folk", least_severity=0.4)):
            who = moderator(f"m{seed} {filters}")
            lease = pull(store, who, Queue.GOLDEN, terms(seed=seed, filters=filters))
            assert lease is not None
            assert lease.track_id == jazz


def test_which_item_comes_is_chance(store: Store) -> None:
    for track in add_tracks(store, 3):
        add_golden(store, track)
    found = {
        lease.track_key
        for seed in range(20)
        if (lease := pull(store, moderator(f"m{seed}"), Queue.GOLDEN, terms(seed=seed)))
    }
    assert found == {"t0", "t1", "t2"}
