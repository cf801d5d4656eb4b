"""A whole room votes at once, and the server is killed meanwhile: no vote is lost, none doubled."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from genre_core.show.ballots import Ballots, Cast, Choice, Tally, Vote, open_ballots
from genre_core.show.moments import Moment, Phase, Step
from tests.genre_core.show.orders import NOW

PHONES = 200
ANSWERS = tuple(Choice)
VOTING = Step("r1", Phase.VOTE)

# Four threads vote and change their votes until the process is killed; each vote is told to the
# parent once it was acknowledged, and not before.
VOTERS = """
import json, os, sys, threading
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from genre_core.show.ballots import Choice, Vote, open_ballots

ballots = open_ballots(Path(sys.argv[1]))
answers = tuple(Choice)

def vote(voter):
    for number in count():
        device, answer = f"voter-{voter}-device-{number // 2:06}", answers[number % 3]
        assert ballots.cast("r1", Vote(device, answer), datetime.now(UTC)).stored
        os.write(1, (json.dumps([device, answer]) + "\\n").encode())

for voter in range(4):
    threading.Thread(target=vote, args=(voter,)).start()
"""


def at_once(deeds: Sequence[Callable[[], None]]) -> None:
    """Do all deeds in threads of their own, which wait for each other before they begin."""
    ready = threading.Barrier(len(deeds))
    failed: list[BaseException] = []

    def run(deed: Callable[[], None]) -> None:
        ready.wait()
        try:
            deed()
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def cast_by(voter: str, votes: int) -> list[tuple[str, str]]:
    """What VOTERS has cast after so many votes: a device's second vote replaces its first."""
    cast = {f"{voter}device-{n // 2:06}": ANSWERS[n % 3].value for n in range(votes)}
    return sorted(cast.items())


def whole(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file."""
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def test_200_phones_vote_at_once_and_each_counts_once(ballots: Ballots) -> None:
    ballots.move(VOTING, "m1", NOW)

    def vote(phone: int) -> None:
        # Each one votes twice, the second time as it means it, and repeats that for a lost answer.
        device = f"phone-of-visitor-{phone}"
        for answer in (ANSWERS[(phone + 1) % 3], ANSWERS[phone % 3], ANSWERS[phone % 3]):
            assert ballots.cast("r1", Vote(device, answer, "Jazz" if phone % 2 else ""), NOW).stored

    at_once([partial(vote, phone) for phone in range(PHONES)])
    meant = Counter(ANSWERS[phone % 3] for phone in range(PHONES))
    yes, no, unsure = (meant[answer] for answer in ANSWERS)
    assert ballots.tally("r1") == Tally(yes, no, unsure, (("Jazz", PHONES // 2),))
    assert ballots.count("r1") == PHONES


def test_two_processes_may_write_to_one_file(ballots: Ballots, tmp_path: Path) -> None:
    ballots.move(VOTING, "m1", NOW)
    other = open_ballots(tmp_path / "stage" / "stage.sqlite")  # with a lock of its own

    def vote(box: Ballots, phone: int) -> None:
        assert box.cast("r1", Vote(f"phone-of-visitor-{phone}", Choice.YES), NOW).stored

    at_once([partial(vote, box, phone) for phone in range(40) for box in (ballots, other)])
    assert ballots.tally("r1") == other.tally("r1") == Tally(yes=40)
    other.close()


def test_every_vote_that_was_taken_was_cast_before_the_end(ballots: Ballots) -> None:
    ballots.move(VOTING, "m1", NOW)
    results: list[Cast] = []
    counts: list[int] = []

    def close() -> None:
        ballots.move(Step("r1", Phase.CLOSED), "m2", NOW)
        counts.append(ballots.count("r1"))

    def vote(phone: int) -> None:
        results.append(ballots.cast("r1", Vote(f"phone-of-visitor-{phone}", Choice.NO), NOW))

    voters = [partial(vote, phone) for phone in range(PHONES)]
    at_once([*voters[:100], close, *voters[100:]])
    stored = sum(cast.stored for cast in results)
    assert counts == [stored] == [ballots.count("r1")]
    assert {cast.why for cast in results if not cast.stored} <= {
        "Voting on this track has ended. Wait for the next question."
    }


def test_a_move_that_comes_many_times_at_once_moves_once(ballots: Ballots) -> None:
    made: list[Moment] = []

    def move() -> None:
        made.append(ballots.move(VOTING, "m1", NOW))

    at_once([move] * 20)
    assert made == [Moment("r1", Phase.VOTE, 1)] * 20
    assert ballots.moment() == Moment("r1", Phase.VOTE, 1)


def test_two_servers_that_begin_at_once_begin_one_show(tmp_path: Path) -> None:
    boxes = [open_ballots(tmp_path / "stage.sqlite") for _ in range(4)]
    begun: list[str] = []

    def begin(box: Ballots) -> None:
        begun.append(box.begin("d1", "x", NOW))

    at_once([partial(begin, box) for box in boxes])
    assert len(set(begun)) == 1
    assert len(boxes[0].shows()) == 1
    for box in boxes:
        box.close()


@pytest.mark.parametrize("votes_before", [1, 40, 300])
def test_what_was_acknowledged_outlives_a_process_that_is_killed(
    ballots: Ballots, tmp_path: Path, votes_before: int
) -> None:
    path = tmp_path / "stage" / "stage.sqlite"
    moved = ballots.move(VOTING, "m1", NOW)
    command = [sys.executable, "-c", VOTERS, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as voters:
        assert voters.stdout is not None
        told = [voters.stdout.readline() for _ in range(votes_before)]
        voters.send_signal(signal.SIGKILL)
        told += voters.stdout.readlines()
    assert voters.returncode == -signal.SIGKILL
    assert len(told) >= votes_before
    assert whole(path)

    again = open_ballots(path)
    assert again.begin("d1", "An evening", NOW) == ballots.shows()[0].id
    assert again.moment() == moved
    with again.store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT device, answer FROM votes").all()
    devices = [json.loads(line)[0] for line in told]
    for voter in (f"voter-{number}-" for number in range(4)):
        its_own = sorted((device, answer) for device, answer in kept if device.startswith(voter))
        number = sum(device.startswith(voter) for device in devices)
        # The last vote of each may be on the disk although it could not be told any more.
        assert its_own in (cast_by(voter, number), cast_by(voter, number + 1))
    assert again.cast("r1", Vote("phone-of-visitor-1", Choice.YES), NOW).stored
    again.close()
