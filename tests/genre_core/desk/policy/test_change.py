"""What another policy changes, as a slow count finds it, and in words that are right."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genre_core.desk.policy.change import change
from genre_core.desk.policy.grounds import Grounds
from tests.genre_core.desk.policy.worlds import World, made_world, nothing_known

ALPHAS = st.floats(0.0, 0.5)


@pytest.fixture(scope="module")
def world() -> World:
    return made_world(1500)


@pytest.fixture(scope="module")
def grounds(world: World) -> Grounds:
    return world.grounds(world.known(0.3))


@given(ALPHAS, ALPHAS)
@settings(max_examples=40, deadline=None)
def test_it_agrees_with_a_slow_count(grounds: Grounds, present: float, alpha: float) -> None:
    found = change(grounds, present, alpha)
    before, after = ([t <= a for t in grounds.thresholds.tolist()] for a in (present, alpha))
    waits = [not decided for decided in grounds.known.decided.tolist()]
    assert (found.before, found.after) == (sum(before), sum(after))
    assert found.flags == sum(after) - sum(before)
    open_before, open_after = (
        sum(f and w for f, w in zip(flagged, waits, strict=True)) for flagged in (before, after)
    )
    assert found.waiting == open_after - open_before


def test_more_fewer_and_the_same_are_said(world: World) -> None:
    grounds = world.grounds(nothing_known(world))
    stricter, laxer = change(grounds, 0.1, 0.02), change(grounds, 0.02, 0.1)
    flags = laxer.flags
    assert stricter.flags == -flags < 0
    assert stricter.sentence == (
        f"{flags} fewer flags: {laxer.before} instead of {laxer.after}. {flags} tracks leave the "
        "queue undecided; what is decided stays so."
    )
    assert laxer.sentence.endswith(f"{flags} tracks more come into the queue.")
    same = change(grounds, 0.1, 0.1)
    assert same.sentence == f"No flag changes: {same.after} tracks are flagged, as at present."


def test_what_people_decided_on_already_is_said_to_be_decided(world: World) -> None:
    known = world.known(0.0, alphas=(0.5,))
    found = change(world.grounds(known), 0.02, 0.5)
    assert found.flags > 0
    assert found.waiting == 0
    assert found.sentence.endswith(
        "People decided on all of them already, and what is decided stays so."
    )


def test_one_flag_is_one_flag(world: World) -> None:
    thresholds = np.full(1500, 1.0)
    thresholds[0] = 0.1
    audited = replace(world.grounds(nothing_known(world)).audited, thresholds=np.sort(thresholds))
    grounds = replace(world.grounds(nothing_known(world)), audited=audited)
    assert change(grounds, 0.05, 0.2).sentence.startswith("1 more flag: 1 instead of 0.")


def test_one_track_comes_and_one_leaves(world: World) -> None:
    grounds = replace(world.grounds(nothing_known(world)), waiting=np.array([0.1]))
    assert "1 track more comes into the queue." in change(grounds, 0.02, 0.2).sentence
    assert "1 track leaves the queue undecided" in change(grounds, 0.2, 0.02).sentence
