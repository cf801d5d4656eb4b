"""A show whose order was exchanged between two starts, and the order that it was given in."""

from datetime import timedelta
from pathlib import Path

import pytest

from genre_core.errors import ShowError
from genre_core.show.ballots import Ballots, Choice, Vote
from genre_core.show.exchanged import check_exchange, exchanged, rounds_by_id
from genre_core.show.kept_orders import keep_order, kept_order
from genre_core.show.left_behind import LeftBehind, count_all, left_behind
from genre_core.show.moments import Phase, Step
from genre_core.show.present import SAME_EVENING
from genre_core.show.running_order import digest
from genre_core.show.scenes import Round
from tests.genre_core.show.orders import NOW, order

ROCK, JAZZ = Round("a.flac", "Rock"), Round("b.flac", "Jazz")


def vote(ballots: Ballots, many: int = 2) -> str:
    """Let devices vote in the first round, and return the show's id."""
    ballots.move(Step("r1", Phase.VOTE), "m1", NOW)
    for number in range(many):
        ballots.cast("r1", Vote(f"device-of-visitor-{number}", Choice.YES), NOW)
    return ballots.shows()[0].id


def test_a_show_with_votes_is_left_behind_by_another_order(ballots: Ballots) -> None:
    show = vote(ballots)
    assert left_behind(ballots.store, "d1", NOW) is None
    assert left_behind(ballots.store, "d2", NOW) == LeftBehind(show, "An evening", 2)
    ballots.begin("d2", "Another", NOW)
    assert left_behind(ballots.store, "d2", NOW) is None
    assert count_all(ballots.store, show) == 2


def test_yesterdays_rehearsal_one_without_votes_and_a_finished_one_are_not(
    ballots: Ballots,
) -> None:
    vote(ballots, 0)
    assert left_behind(ballots.store, "d2", NOW) is None
    vote(ballots)
    assert left_behind(ballots.store, "d2", NOW + SAME_EVENING) is not None
    later = NOW + SAME_EVENING + timedelta(seconds=1)
    assert left_behind(ballots.store, "d2", later) is None
    ballots.finish(NOW)
    assert left_behind(ballots.store, "d2", NOW) is None


def test_an_order_is_kept_under_its_digest(tmp_path: Path) -> None:
    one, other = order(ROCK), order(JAZZ)
    assert kept_order(tmp_path / "orders", digest(one)) is None
    for each in (one, other, one):
        keep_order(tmp_path / "orders", each)
    assert kept_order(tmp_path / "orders", digest(one)) == one
    assert kept_order(tmp_path / "orders", digest(other)) == other
    assert len(list((tmp_path / "orders").iterdir())) == 2


@pytest.mark.parametrize("content", [b"scenes: 3", b"\xff\xff", b"title: x\nscenes: []\n"])
def test_a_kept_order_that_is_damaged_is_none(tmp_path: Path, content: bytes) -> None:
    keep_order(tmp_path, order(ROCK))
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert kept_order(tmp_path, digest(order(ROCK))) is None


def test_another_track_another_claim_and_a_new_id_are_exchanges() -> None:
    known = rounds_by_id(order(ROCK, JAZZ))
    assert exchanged(known, order(ROCK, JAZZ)) == frozenset()
    assert exchanged(known, order(Round("a.flac", "Rock", "Folk", start=3, question="?"))) == set()
    assert exchanged(known, order(Round("a.flac", "Folk"), JAZZ)) == {"r1"}
    assert exchanged(known, order(ROCK, Round("c.flac", "Jazz"))) == {"r2"}
    assert exchanged(known, order(ROCK, JAZZ, ROCK)) == {"r3"}


def test_an_exchange_is_refused_where_the_round_has_votes() -> None:
    known, edited = rounds_by_id(order(ROCK)), order(JAZZ, ROCK)
    check_exchange(known, edited, {"r1": 0, "r2": 0}.__getitem__)
    check_exchange(known, order(ROCK), {"r1": 12}.__getitem__)
    with pytest.raises(ShowError, match=r"^Round r1 has 12 votes on a\.flac as Rock, which would"):
        check_exchange(known, edited, {"r1": 12, "r2": 0}.__getitem__)
    with pytest.raises(ShowError, match=r"^Round r2 has 1 vote on a track that was taken out"):
        check_exchange(known, edited, {"r1": 0, "r2": 1}.__getitem__)
