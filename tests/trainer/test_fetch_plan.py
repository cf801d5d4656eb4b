"""Requests hold every clip once, grow no larger than allowed, and bridge small gaps only."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trainer.fetch.archive import Member
from trainer.fetch.layout import inside, stays_inside, top_folder
from trainer.fetch.plan import LARGEST_GAP, LARGEST_REQUEST, Order, Plan, gather
from trainer.fetch.wanted import Wanted


def order(start: int, length: int) -> Order:
    name = f"fma_large/000/{start:06}.mp3"
    member = Member(name, start, start + length, length - 60, length - 60, 0, 0)
    return Order(Wanted(str(start), name), member, "")


@st.composite
def orders(draw: st.DrawFn) -> list[Order]:
    at, found = 0, []
    steps = st.tuples(st.integers(0, 2 * LARGEST_GAP), st.integers(100, LARGEST_REQUEST // 3))
    for gap, length in draw(st.lists(steps, max_size=30)):
        found.append(order(at + gap, length))
        at += gap + length
    return draw(st.permutations(found))


@given(orders())
def test_every_order_lies_in_one_request(wanted: list[Order]) -> None:
    requests = gather(wanted)
    held = [order.clip.id for request in requests for order in request.orders]
    assert sorted(held) == sorted(order.clip.id for order in wanted)
    for request in requests:
        assert all(request.start <= o.member.start for o in request.orders)
        assert all(o.member.stop <= request.stop for o in request.orders)


@given(orders())
def test_requests_are_as_few_as_their_limits_allow(wanted: list[Order]) -> None:
    requests = gather(wanted)
    for request in requests:
        assert request.stop - request.start <= LARGEST_REQUEST
        pairs = pairwise(request.orders)
        assert all(b.member.start - a.member.stop <= LARGEST_GAP for a, b in pairs)
    for a, b in pairwise(requests):
        first = b.orders[0].member
        assert first.start - a.stop > LARGEST_GAP or first.stop - a.start > LARGEST_REQUEST


def test_a_clip_larger_than_a_request_comes_alone() -> None:
    requests = gather([order(0, 100), order(100, LARGEST_REQUEST + 1), order(2**24, 100)])
    assert [len(request.orders) for request in requests] == [1, 1, 1]


def test_a_plan_adds_up() -> None:
    plan = Plan(3, gather([order(0, 1060), order(5_000_000, 2060)]), ())
    assert (plan.clips, plan.transfer, plan.room) == (2, 3120, 3000)


def test_a_clip_is_known_by_its_path_inside_the_top_folder() -> None:
    assert inside("fma_large/000/000002.mp3") == inside("./000/000002.mp3") == "000/000002.mp3"
    assert inside("checksums") == "checksums"
    assert top_folder("fma_small/000/000002.mp3") == "fma_small"
    assert top_folder("000/000002.mp3") == top_folder("fma_small") == ""


def test_only_downward_paths_stay_inside() -> None:
    assert stays_inside("fma_large/000/000002.mp3")
    for name in ("../x", "a/../../x", "/x", "", "C:\\x", "a\\..\\x", "a\0b"):
        assert not stays_inside(name)
