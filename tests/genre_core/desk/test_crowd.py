"""Many work one queue at once, some die of it, and no track is asked twice or lost."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from sqlalchemy import URL, func, select

from genre_core.desk.pulling import MOST_HELD, Lease, held, pull
from genre_core.desk.queues import Queue
from genre_core.errors import StoreBusy
from genre_core.people import Person
from genre_core.store.engine import Store, connect
from genre_core.store.schema import decisions, flags
from tests.genre_core.desk.floor import NOON, add_tracks, moderator, open_for, terms, wish
from tests.genre_core.desk.worker import work

T = TypeVar("T")
WORKERS, FLAGS = 50, 240
MORE_THAN_TIME = 800
"""Flags that processes cannot get through before they are killed, however quick the machine."""
ROOT = Path(__file__).parents[3]


def fill(store: Store, count: int) -> None:
    """Put flags of falling severity into the queue, t0 first."""
    tracks = add_tracks(store, count)
    open_for(store, [wish(track, severity=-n) for n, track in enumerate(tracks)])


def at_once(url: URL, job: Callable[[Store, Person], list[T]]) -> list[list[T]]:
    """Let all workers begin in the same moment, each with connections of its own."""
    gate = Barrier(WORKERS)

    def run(number: int) -> list[T]:
        store = connect(url)
        try:
            gate.wait()
            return job(store, moderator(f"m{number}"))
        finally:
            store.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def grab(store: Store, person: Person) -> list[Lease]:
    """Take as much as one may hold."""
    has: list[Lease] = []
    while len(has) < MOST_HELD:
        try:
            besides = [lease.token for lease in has]
            lease = pull(store, person, Queue.FLAGGED, terms(besides=besides))
        except StoreBusy:
            continue
        assert lease is not None
        has.append(lease)
    return has


def start(url: URL, name: str) -> subprocess.Popen[str]:
    """Start a worker in a process."""
    whole = url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.genre_core.desk.worker", whole, name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def tell(process: subprocess.Popen[str]) -> str:
    """Wait for the next line that a worker prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def counts(store: Store) -> tuple[int, int]:
    """How many decisions there are, and how many flags are decided."""
    with store.reading() as connection:
        made = connection.execute(select(func.count(decisions.c.id))).scalar_one()
        closed = select(func.count(flags.c.id)).where(flags.c.state == "decided")
        return made, connection.execute(closed).scalar_one()


def test_fifty_who_pull_at_once_never_hold_the_same_track(store: Store, store_url: URL) -> None:
    fill(store, FLAGS)
    hands = at_once(store_url, grab)
    taken = Counter(lease.track_key for leases in hands for lease in leases)
    assert max(taken.values()) == 1
    assert len(taken) == WORKERS * MOST_HELD
    # Nobody was given a track while a graver one was left.
    assert set(taken) == {f"t{n}" for n in range(WORKERS * MOST_HELD)}
    for number, leases in enumerate(hands):
        assert set(held(store, moderator(f"m{number}"), NOON)) == set(leases)


def test_fifty_who_open_everything_at_once_get_fifty_tracks(store: Store, store_url: URL) -> None:
    add_tracks(store, 2 * WORKERS)

    def take_one(mine: Store, person: Person) -> list[str]:
        while True:
            try:
                seed = int(person.subject[1:])
                lease = pull(mine, person, Queue.EVERYTHING, terms(seed=seed))
            except StoreBusy:
                continue
            assert lease is not None
            return [lease.track_key]

    found = [key for keys in at_once(store_url, take_one) for key in keys]
    assert len(set(found)) == WORKERS


def test_fifty_decide_each_track_once_though_half_of_them_die(store: Store, store_url: URL) -> None:
    fill(store, FLAGS)
    half = WORKERS // 2
    all_have_some = Barrier(WORKERS)

    def live_or_die(mine: Store, person: Person) -> list[str]:
        grab(mine, person)
        all_have_some.wait()
        return [] if int(person.subject[1:]) < half else list(work(mine, person))

    done = [key for keys in at_once(store_url, live_or_die) for key in keys]
    assert max(Counter(done).values()) == 1
    assert len(done) == FLAGS - half * MOST_HELD, "what the dead hold is nobody's yet"
    assert counts(store) == (len(done), len(done))
    rest = list(work(store, moderator("m99"), seconds=300))
    assert sorted(done + rest) == sorted(f"t{n}" for n in range(FLAGS))
    assert counts(store) == (FLAGS, FLAGS)


def test_processes_killed_in_the_middle_of_their_work_lose_and_double_nothing(
    store: Store, store_url: URL
) -> None:
    fill(store, MORE_THAN_TIME)
    processes = [start(store_url, f"p{n}") for n in range(4)]
    for process in processes:
        assert tell(process) == "ready"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said: list[str] = []
    for number, process in enumerate(processes):
        # Each at another point of its work, and none at a point of rest.
        said += [tell(process) for _ in range(3 + 4 * number)]
        process.send_signal(signal.SIGKILL)
        with process:
            assert process.stdout is not None
            said += process.stdout.read().split()
        assert process.returncode == -signal.SIGKILL
    made, closed = counts(store)
    assert made == closed < MORE_THAN_TIME
    rest = list(work(store, moderator("m99"), seconds=300))
    assert counts(store) == (MORE_THAN_TIME, MORE_THAN_TIME)
    assert len(rest) == MORE_THAN_TIME - made
    assert not set(rest) & set(said)
    assert max(Counter(said).values()) == 1
