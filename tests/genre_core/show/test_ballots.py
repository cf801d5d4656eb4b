"""Votes and steps: kept once, changed while it is time, refused by a sentence afterwards."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from genre_core.errors import ShowError, StoreError
from genre_core.show import ballot_tables
from genre_core.show.ballots import Ballots, Cast, Choice, Tally, Vote, open_ballots
from genre_core.show.moments import Moment, Phase, Step
from genre_core.show.present import SAME_EVENING
from tests.genre_core.show.orders import NOW

VOTING = Step("r1", Phase.VOTE)
CLOSED = Step("r1", Phase.CLOSED)


def token(number: int) -> str:
    return f"device-of-visitor-{number:03}"


def rows(ballots: Ballots) -> list[int]:
    """How many rows each table holds."""
    with ballots.store.reading() as connection:
        tables = (ballot_tables.shows, ballot_tables.moves, ballot_tables.votes)
        return [connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables]


def test_a_vote_is_kept_while_its_round_is_open(ballots: Ballots) -> None:
    ballots.move(VOTING, "m1", NOW)
    first = Vote(token(1), Choice.YES)
    assert ballots.cast("r1", first, NOW) == Cast(True, "", first)
    assert ballots.cast("r1", Vote(token(2), Choice.NO, "Jazz"), NOW).stored
    assert ballots.cast("r1", Vote(token(3), Choice.NO, "Blues"), NOW).stored
    assert ballots.cast("r1", Vote(token(4), Choice.UNSURE, "Jazz"), NOW).stored
    assert ballots.tally("r1") == Tally(1, 2, 1, (("Jazz", 2), ("Blues", 1)))
    assert ballots.count("r1") == 4
    assert ballots.tally("r2") == Tally()


def test_a_device_has_one_vote_and_may_change_it(ballots: Ballots) -> None:
    ballots.move(VOTING, "m1", NOW)
    for answer, genre in ((Choice.YES, ""), (Choice.NO, "Jazz"), (Choice.UNSURE, "")):
        assert ballots.cast("r1", Vote(token(1), answer, genre), NOW).stored
    assert ballots.tally("r1") == Tally(unsure=1)


def test_an_older_vote_that_arrives_later_changes_nothing(ballots: Ballots) -> None:
    ballots.move(VOTING, "m1", NOW)
    older, newer = Vote(token(1), Choice.YES, "", 1), Vote(token(1), Choice.NO, "Jazz", 2)
    assert ballots.cast("r1", newer, NOW) == Cast(True, "", newer)
    assert ballots.cast("r1", older, NOW) == Cast(True, "", newer)
    assert ballots.tally("r1") == Tally(no=1, genres=(("Jazz", 1),))
    # Another phone, and another round, count for themselves.
    assert ballots.cast("r1", Vote(token(2), Choice.YES, "", 1), NOW).stored
    assert ballots.tally("r1").votes == 2
    ballots.move(Step("r2", Phase.VOTE), "m2", NOW)
    assert ballots.cast("r2", older, NOW) == Cast(True, "", older)


@pytest.mark.parametrize("numbers", [(0, 0, 0), (3, 3, 3), (0, 1, 2), (7, 8, 2_000)])
def test_of_votes_whose_numbers_do_not_fall_the_last_one_counts(
    ballots: Ballots, numbers: tuple[int, ...]
) -> None:
    ballots.move(VOTING, "m1", NOW)
    for number, answer in zip(numbers, (Choice.YES, Choice.NO, Choice.UNSURE), strict=True):
        said = Vote(token(1), answer, "", number)
        assert ballots.cast("r1", said, NOW) == Cast(True, "", said)
    assert ballots.tally("r1") == Tally(unsure=1)


def test_a_vote_that_was_kept_is_not_called_late_when_it_is_sent_again(ballots: Ballots) -> None:
    kept = Vote(token(1), Choice.YES, "", 2)
    ballots.move(VOTING, "m1", NOW)
    ballots.cast("r1", kept, NOW)
    ballots.move(CLOSED, "m2", NOW)
    assert ballots.cast("r1", kept, NOW) == Cast(True, "", kept)
    assert ballots.cast("r1", Vote(token(1), Choice.NO, "", 1), NOW) == Cast(True, "", kept)
    assert not ballots.cast("r1", Vote(token(1), Choice.NO, "", 3), NOW).stored
    assert ballots.tally("r1") == Tally(yes=1)


@pytest.mark.parametrize("number", [-1, 10**9 + 1])
def test_a_number_that_no_phone_counts_to_is_refused(number: int) -> None:
    with pytest.raises(ShowError, match="0 to 1,000,000,000 was needed"):
        Vote(token(1), Choice.YES, "", number)


def test_a_vote_that_comes_late_or_early_is_refused_by_a_sentence(ballots: Ballots) -> None:
    early = ballots.cast("r1", Vote(token(1), Choice.YES), NOW)
    assert early == Cast(False, "This track is not the present one. Wait for the next question.")
    ballots.move(VOTING, "m1", NOW)
    assert ballots.cast("r1", Vote(token(1), Choice.YES), NOW).stored
    assert "not the present one" in ballots.cast("r2", Vote(token(1), Choice.NO), NOW).why
    ballots.move(CLOSED, "m2", NOW)
    late = ballots.cast("r1", Vote(token(1), Choice.NO), NOW)
    assert late == Cast(False, "Voting on this track has ended. Wait for the next question.")
    ballots.finish(NOW)
    assert "No show is running" in ballots.cast("r1", Vote(token(1), Choice.NO), NOW).why
    assert [ballots.tally("r1", show.id) for show in ballots.shows()] == [Tally(yes=1)]


@pytest.mark.parametrize(
    "device", ["", "short", "x" * 65, "a b c d e f g h i j", "naïve-token-00000"]
)
def test_what_is_no_token_is_no_device(ballots: Ballots, device: str) -> None:
    with pytest.raises(ShowError, match="needs the token of a device"):
        ballots.cast("r1", Vote(device, Choice.YES), NOW)


def test_a_genre_that_no_tree_has_is_refused(ballots: Ballots) -> None:
    with pytest.raises(ShowError, match="no genre named 'Wobblecore'"):
        ballots.cast("r1", Vote(token(1), Choice.NO, "Wobblecore"), NOW)


def test_a_show_stands_before_its_first_step_until_it_moves(ballots: Ballots) -> None:
    assert ballots.moment() == Moment("", Phase.SHOWN, 0)
    assert ballots.move(VOTING, "m1", NOW) == Moment("r1", Phase.VOTE, 1) == ballots.moment()


def test_a_move_whose_answer_was_lost_moves_once(ballots: Ballots) -> None:
    first = ballots.move(VOTING, "m1", NOW)
    assert ballots.move(VOTING, "m1", NOW) == first
    second = ballots.move(CLOSED, "m2", NOW)
    # The first one comes again, late: the show has gone on and does not go back.
    assert ballots.move(VOTING, "m1", NOW) == second == Moment("r1", Phase.CLOSED, 2)
    assert rows(ballots) == [1, 2, 0]


def test_going_back_is_a_move_of_its_own(ballots: Ballots) -> None:
    for number, step in enumerate((VOTING, CLOSED, VOTING), 1):
        assert ballots.move(step, f"m{number}", NOW) == Moment(*step, number)
    assert ballots.cast("r1", Vote(token(1), Choice.YES), NOW).stored


def test_a_round_takes_no_vote_any_more_once_its_answer_was_seen(ballots: Ballots) -> None:
    ballots.move(VOTING, "m1", NOW)
    ballots.cast("r1", Vote(token(1), Choice.YES), NOW)
    ballots.move(Step("r1", Phase.ROOM), "m2", NOW)
    assert not ballots.answered("r1")
    ballots.move(Step("r1", Phase.MODEL), "m3", NOW)
    ballots.move(VOTING, "m4", NOW)
    assert ballots.answered("r1")
    assert not ballots.answered("r2")
    assert "has been shown" in ballots.cast("r1", Vote(token(1), Choice.NO), NOW).why
    assert ballots.tally("r1") == Tally(yes=1)


@pytest.mark.parametrize("move_id", ["", "x" * 65, "a b", "ä"])
def test_a_move_needs_an_id(ballots: Ballots, move_id: str) -> None:
    with pytest.raises(ShowError, match="A move needs an id of its own"):
        ballots.move(VOTING, move_id, NOW)


def test_the_same_order_goes_on_where_it_was(ballots: Ballots) -> None:
    show = ballots.shows()[0].id
    moved = ballots.move(VOTING, "m1", NOW + SAME_EVENING)
    ballots.cast("r1", Vote(token(1), Choice.YES), NOW)
    assert ballots.begin("d1", "An evening", NOW + 2 * SAME_EVENING) == show
    assert ballots.moment() == moved
    assert ballots.tally("r1") == Tally(yes=1)


def test_yesterdays_rehearsal_is_not_gone_on_with(ballots: Ballots) -> None:
    ballots.move(VOTING, "m1", NOW)
    ballots.cast("r1", Vote(token(1), Choice.YES), NOW)
    later = NOW + SAME_EVENING + timedelta(seconds=1)
    show = ballots.begin("d1", "An evening", later)
    new, old = ballots.shows()
    assert (new.id, new.ended_at, new.moment.revision) == (show, None, 0)
    assert (old.ended_at, old.moment) == (later, Moment("r1", Phase.VOTE, 1))
    assert ballots.tally("r1") == Tally()
    assert ballots.tally("r1", old.id) == Tally(yes=1)


def test_a_clock_set_back_keeps_a_show_of_this_evening_and_none_of_days_to_come(
    ballots: Ballots,
) -> None:
    show = ballots.shows()[0].id
    ballots.move(VOTING, "m1", NOW)
    assert ballots.begin("d1", "An evening", NOW - timedelta(minutes=50)) == show
    assert ballots.begin("d1", "An evening", NOW - 2 * SAME_EVENING) != show


def test_another_order_or_a_finished_show_begins_anew(ballots: Ballots) -> None:
    first = ballots.shows()[0].id
    second = ballots.begin("d2", "Another", NOW)
    ballots.finish(NOW)
    third = ballots.begin("d2", "Another", NOW)
    assert len({first, second, third}) == 3
    assert [show.ended_at for show in ballots.shows()] == [None, NOW, NOW]


def test_an_edited_order_keeps_its_votes(ballots: Ballots) -> None:
    show = ballots.shows()[0].id
    ballots.move(VOTING, "m1", NOW)
    ballots.amend("d2", "A better evening")
    assert ballots.begin("d2", "A better evening", NOW) == show
    assert (ballots.shows()[0].title, ballots.moment().scene) == ("A better evening", "r1")


def test_a_show_that_is_wiped_leaves_nothing(ballots: Ballots) -> None:
    ballots.move(VOTING, "m1", NOW)
    ballots.cast("r1", Vote(token(1), Choice.YES), NOW)
    show = ballots.shows()[0].id
    ballots.wipe(show)
    ballots.wipe(show)
    assert rows(ballots) == [0, 0, 0]
    with pytest.raises(ShowError, match="No show is running"):
        ballots.moment()


def test_without_a_show_nothing_can_be_asked(ballots: Ballots) -> None:
    ballots.finish(NOW)
    for asked in (
        ballots.moment,
        lambda: ballots.count("r1"),
        lambda: ballots.tally("r1"),
        lambda: ballots.move(VOTING, "m1", NOW),
        lambda: ballots.amend("d2", "x"),
    ):
        with pytest.raises(ShowError, match="No show is running"):
            asked()


def test_nothing_of_a_visitor_is_kept_but_a_token_an_answer_and_a_time(ballots: Ballots) -> None:
    columns = {column.name for column in ballot_tables.votes.columns}
    assert columns == {"show", "round", "device", "answer", "genre", "number", "cast_at"}


def test_a_file_is_opened_again_with_all_that_was_in_it(ballots: Ballots, tmp_path: Path) -> None:
    ballots.move(VOTING, "m1", NOW)
    ballots.cast("r1", Vote(token(1), Choice.YES), NOW)
    again = open_ballots(tmp_path / "stage" / "stage.sqlite")
    assert again.moment() == Moment("r1", Phase.VOTE, 1)
    assert again.tally("r1") == Tally(yes=1)
    again.close()


def test_a_vote_is_not_acknowledged_into_a_file_that_was_taken_away(
    ballots: Ballots, tmp_path: Path
) -> None:
    path = tmp_path / "stage" / "stage.sqlite"
    ballots.move(VOTING, "m1", NOW)
    ballots.cast("r1", Vote(token(2), Choice.NO), NOW)
    path.rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="was deleted or moved away while it is open"):
        ballots.cast("r1", Vote(token(1), Choice.YES, "", 1), NOW)
    # Nor is a new file made by who reads, since the log of the old one lies there.
    ballots.store.close()
    with pytest.raises(StoreError, match="cannot be opened"):
        ballots.count("r1")
    assert not path.exists()
    (tmp_path / "elsewhere").rename(path)
    assert ballots.tally("r1") == Tally(no=1)
    assert ballots.cast("r1", Vote(token(1), Choice.YES, "", 1), NOW).stored


@pytest.mark.parametrize("made", ["CREATE TABLE a (b)", "PRAGMA user_version = 3"])
def test_another_programs_file_is_left_alone(tmp_path: Path, made: str) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(made)
    before = path.read_bytes()
    with pytest.raises(ShowError, match="the votes' own file, of version 2, was needed"):
        open_ballots(path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "stage.sqlite"
    path.write_bytes(b"votes, votes, votes. " * 500)
    with pytest.raises(StoreError, match="is no SQLite database, or a damaged one"):
        open_ballots(path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ShowError, match="for the votes cannot be made"):
        open_ballots(tmp_path / "file" / "stage.sqlite")
