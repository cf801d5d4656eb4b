"""The queues say what they are, and who may work them."""

import pytest

from genre_core.desk.queues import ASK_AGAIN, DISGUISES, Queue
from genre_core.people import Role
from genre_core.ruling import Chosen


@pytest.mark.parametrize("queue", Queue)
def test_each_queue_says_what_it_is(queue: Queue) -> None:
    assert queue.title
    assert queue.title[0].isupper()
    assert queue.description.endswith(".")


def test_no_two_queues_say_the_same() -> None:
    assert len({queue.title for queue in Queue}) == len(Queue)
    assert len({queue.description for queue in Queue}) == len(Queue)


def test_only_escalated_tracks_and_appeals_need_a_senior() -> None:
    seniors = {queue for queue in Queue if queue.least_role is Role.SENIOR}
    assert seniors == {Queue.ESCALATED, Queue.APPEALS}
    assert all(queue.least_role is Role.MODERATOR for queue in set(Queue) - seniors)


def test_what_came_by_chance_is_told_from_what_a_model_chose() -> None:
    assert Queue.FLAGGED.chosen_by is Queue.UNCERTAIN.chosen_by is Chosen.MODEL
    by_chance = (Queue.AUDIT, Queue.EVERYTHING, Queue.GOLDEN)
    assert {queue.chosen_by for queue in by_chance} == {Chosen.CHANCE}
    # These inherit from the flag that was answered first.
    assert {queue.chosen_by for queue in ASK_AGAIN} == {Chosen.UNKNOWN}


def test_golden_items_never_hide_among_second_opinions() -> None:
    assert not DISGUISES & ASK_AGAIN
