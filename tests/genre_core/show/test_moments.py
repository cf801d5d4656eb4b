"""A running order is one line of steps, and an edited one is still stood on somewhere."""

from genre_core.show.moments import PHASES, Moment, Phase, Step, revealed, standing, steps
from tests.genre_core.show.orders import order


def test_a_show_is_one_line_of_steps() -> None:
    phases = ("vote", "closed", "room", "model", "truth", "because")
    rounds = [(scene, phase) for scene in ("r1", "r2") for phase in phases]
    assert list(steps(order())) == [("hello", "shown"), *rounds, ("bye", "shown")]


def test_a_moment_is_a_step_with_a_number() -> None:
    assert Moment("r1", Phase.ROOM, 4).step == Step("r1", Phase.ROOM)


def test_where_a_show_stands_is_where_it_was_left() -> None:
    for step in steps(order()):
        assert standing(order(), step) == step


def test_a_show_that_was_edited_stands_at_what_is_nearest() -> None:
    assert standing(order(), Step("", Phase.SHOWN)) == Step("hello", Phase.SHOWN)
    assert standing(order(), Step("gone", Phase.TRUTH)) == Step("hello", Phase.SHOWN)
    # The title became a round, or a round a title: its scene is still there.
    assert standing(order(), Step("hello", Phase.TRUTH)) == Step("hello", Phase.SHOWN)
    assert standing(order(), Step("r2", Phase.SHOWN)) == Step("r2", Phase.VOTE)


def test_a_truth_counts_from_the_step_that_reveals_it() -> None:
    known = {phase: revealed(order(), Step("r2", phase)) for phase in PHASES}
    before, after = ("r1",), ("r1", "r2")
    assert list(known.values()) == [before, before, before, before, after, after]
    assert revealed(order(), Step("", Phase.SHOWN)) == ()
    assert revealed(order(), Step("bye", Phase.SHOWN)) == after
