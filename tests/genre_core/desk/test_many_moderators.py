"""Ten moderators decide flags at once while processes die and the database is cut off.

600 flags, so that the suite stays short; SPECTROGRAM_FLAGS=2000 asks for the whole proof.
"""

import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import URL, select, text

from genre_core.desk.asked import stands
from genre_core.desk.queues import Queue
from genre_core.desk.records import stream_decisions
from genre_core.errors import StoreBusy
from genre_core.ruling import Answer
from genre_core.store.chain import verify
from genre_core.store.engine import Store, connect
from genre_core.store.schema import decisions, flags
from tests.genre_core.desk.seats import flagged, set_rules
from tests.genre_core.desk.shift import Shift, answer_to, handed_in, work

FLAGS = int(os.environ.get("SPECTROGRAM_FLAGS", "600"))
MODERATORS = 10
KILLED_EVERY, CUT_EVERY = 91, 301
"""Messages of workers between two kills, and between two cuts of the network."""


@dataclass
class Room:
    """The workers, and what became of them."""

    url: URL
    folder: Path
    began: float = field(default_factory=time.monotonic)
    workers: dict[Pipe, tuple[str, BaseProcess]] = field(default_factory=dict)
    heard: Counter[str] = field(default_factory=Counter)

    def seat(self, name: str) -> None:
        """Start a worker, who first hands in what an earlier one of that name left."""
        context = multiprocessing.get_context("forkserver")
        ours, theirs = context.Pipe(duplex=False)
        url = self.url.render_as_string(hide_password=False)
        shift = Shift(name, url, self.folder / name, self.began)
        process = context.Process(target=work, args=(shift, theirs))
        process.start()
        theirs.close()
        self.workers[ours] = (name, process)

    def kill(self, pipe: Pipe) -> None:
        """Kill a worker in the middle of whatever it does, and start it anew."""
        name, process = self.workers.pop(pipe)
        process.kill()
        process.join()
        pipe.close()
        self.heard["killed"] += 1
        self.seat(name)

    def listen(self) -> Iterator[Pipe]:
        """Yield the pipe of every message, until all workers are done."""
        while self.workers:
            for pipe in wait(list(self.workers)):
                assert isinstance(pipe, Pipe)
                # Whoever listened in between may have heard it, or ended the worker.
                if pipe not in self.workers or not pipe.poll():
                    continue
                word = pipe.recv()
                self.heard[word] += 1
                if word == "done":
                    self.workers.pop(pipe)[1].join()
                else:
                    yield pipe

    def close(self) -> None:
        """Kill who is left."""
        for _, process in self.workers.values():
            process.kill()
            process.join()


@contextmanager
def opened_room(url: URL, folder: Path) -> Iterator[Room]:
    room = Room(url, folder)
    try:
        yield room
    finally:
        room.close()


class Cutter:
    """Cuts the database off, each time for a moment."""

    def __init__(self, url: URL) -> None:
        self._store = connect(url)
        self._locking = self._store.engine.connect()

    def cut(self, room: Room) -> None:
        if self._store.dialect == "postgresql":
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
            ours = "datname = current_database() AND pid <> pg_backend_pid()"
            self._locking.execute(text(others + ours))
            self._locking.rollback()
            return
        try:
            with self._store.writing():
                # Until somebody has complained that the database is locked.
                complaints = room.heard["busy"]
                for _ in room.listen():
                    if room.heard["busy"] > complaints:
                        break
        except StoreBusy:
            room.heard["uncut"] += 1

    def close(self) -> None:
        self._locking.close()
        self._store.close()


@pytest.mark.timeout(600)
def test_no_decision_is_lost_or_doubled(
    store: Store, store_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A test of a page may have left its script as the main module, which workers would run again.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    set_rules(store, lease_seconds=30)
    rows = flagged(store, FLAGS)
    store.engine.dispose()
    multiprocessing.get_context("forkserver").set_forkserver_preload(
        ["tests.genre_core.desk.shift"]
    )
    cutter = Cutter(store_url)
    with opened_room(store_url, tmp_path) as room:
        for number in range(MODERATORS):
            room.seat(f"m{number}")
        for count, pipe in enumerate(room.listen(), 1):
            if count % KILLED_EVERY == 0 and pipe in room.workers:
                room.kill(pipe)
            elif count % CUT_EVERY == 0:
                cutter.cut(room)
    cutter.close()
    assert room.heard["killed"] >= FLAGS // 100
    assert room.heard["busy"] >= FLAGS // 300
    with store.reading() as connection:
        kept = list(stream_decisions(connection))
        closing = select(decisions.c.flag_id).where(decisions.c.answer != Answer.SKIP, stands())
        closed = connection.execute(closing.where(decisions.c.flag_id.is_not(None))).scalars().all()
        states = connection.execute(select(flags.c.state).where(flags.c.queue == Queue.FLAGGED))
        assert Counter(states.scalars()) == {"decided": FLAGS}
        report = verify(connection)
    said = [item for n in range(MODERATORS) for item in handed_in(tmp_path / f"m{n}")]
    # None lost, none doubled, none changed on the way.
    assert Counter(each.key for each in kept) == Counter(item["key"] for item in said)
    for item, each in zip(
        sorted(said, key=lambda item: str(item["key"])),
        sorted(kept, key=lambda each: each.key),
        strict=True,
    ):
        assert (item["track"], item["answer"]) == (each.track_key, each.answer)
    # One decision a flag; one that came too late is an opinion of its own, and says the same.
    assert len(closed) == len(set(closed)) == FLAGS == len(rows)
    assert all(
        each.answer is Answer.SKIP or (each.answer, each.genres) == answer_to(each.track_key)
        for each in kept
    )
    assert report.whole, report.faults
    assert report.decisions == len(kept)
