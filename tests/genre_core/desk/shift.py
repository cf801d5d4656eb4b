"""A moderator's shift in a process of its own, which may be killed at any moment.

What she says goes into an outbox first, a file, as in a browser, and from there to the desk, again
and again until the desk has acknowledged it.
"""

import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import event, make_url, select

from genre_core.desk.deciding import decide
from genre_core.desk.pulling import Lease, PullTerms, pull
from genre_core.desk.queues import Queue
from genre_core.desk.rulings import Ruling
from genre_core.errors import StoreBusy
from genre_core.ruling import Answer
from genre_core.store.engine import Store, connect
from genre_core.store.schema import flags
from tests.genre_core.desk.floor import NOON, moderator

HASTE = 10
"""The desk's clock runs so much faster than ours: a lease of 30 s expires after 3 s."""
PATIENCE = 60
"""Milliseconds that a writer waits for SQLite's lock, where the desk waits for 10 s."""
_SKIPS = 0.03

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shift:
    """Who works, where, and since when by ``time.monotonic``."""

    name: str
    url: str
    outbox: Path
    began: float

    def now(self) -> datetime:
        """The time by the desk's clock."""
        return NOON + timedelta(seconds=HASTE * (time.monotonic() - self.began))


def work(shift: Shift, parent: Pipe) -> None:
    """Decide until no flag is open; tell the parent of every decision and of every fault."""
    store = connect(make_url(shift.url))
    if store.dialect == "sqlite":
        event.listen(store.engine, "connect", _hasten)
    # A killed process may have left what the desk has not acknowledged.
    for said in _left(shift.outbox):
        _hand_in(store, shift, said, parent)
    while True:
        lease = _until_done(lambda: _pull(store, shift), parent)
        if lease is None and not _until_done(lambda: _open_flags(store), parent):
            break
        if lease is not None:
            said = _say(shift, lease)
            _write(shift.outbox, said)
            parent.send("deciding")
            _hand_in(store, shift, said, parent)
    store.close()
    parent.send("done")


def handed_in(outbox: Path) -> list[dict[str, Any]]:
    """Return all that was ever said, whole lines only: a killed process may leave a part of one."""
    lines = outbox.read_text().splitlines(keepends=True) if outbox.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def answer_to(track_key: str) -> tuple[Answer, tuple[str, ...]]:
    """What everybody says of a track."""
    wrong = int(track_key.removeprefix("t")) % 3 == 0
    return (Answer.GENRE_IS, ("Jazz",)) if wrong else (Answer.HOLDS, ())


def _hasten(connection: Any, _: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
    # Processes die here, but no machine does.
    connection.execute("PRAGMA synchronous=NORMAL")


def _say(shift: Shift, lease: Lease) -> Ruling:
    answer, genres = answer_to(lease.track_key)
    if random.random() < _SKIPS:
        answer, genres = Answer.SKIP, ()
    return Ruling(str(uuid.uuid4()), lease.token, lease.track_key, answer, genres)


def _hand_in(store: Store, shift: Shift, said: Ruling, parent: Pipe) -> None:
    person = moderator(shift.name)
    recorded = _until_done(lambda: decide(store, person, said, shift.now()), parent)
    _write(shift.outbox.with_suffix(".acked"), said)
    parent.send("late" if recorded.late else "decided")


def _pull(store: Store, shift: Shift) -> Lease | None:
    terms = PullTerms(shift.now(), np.random.default_rng())
    return pull(store, moderator(shift.name), Queue.FLAGGED, terms)


def _open_flags(store: Store) -> bool:
    with store.reading() as connection:
        query = select(flags.c.id).where(flags.c.state == "open").limit(1)
        return connection.execute(query).first() is not None


def _until_done(deed: Callable[[], T], parent: Pipe) -> T:
    told = False
    while True:
        try:
            return deed()
        except StoreBusy:
            if not told:
                parent.send("busy")
            told = True


def _write(path: Path, said: Ruling) -> None:
    item = {
        "key": said.key,
        "token": said.token,
        "track": said.track_key,
        "answer": said.answer,
        "genres": said.genres,
    }
    with path.open("a") as file:
        file.write(json.dumps(item) + "\n")


def _left(outbox: Path) -> list[Ruling]:
    acked = {item["key"] for item in handed_in(outbox.with_suffix(".acked"))}
    # The line that a kill cut short was never said.
    whole = handed_in(outbox)
    outbox.write_text("".join(json.dumps(item) + "\n" for item in whole))
    return [
        Ruling(
            item["key"],
            item["token"],
            item["track"],
            Answer(item["answer"]),
            tuple(item["genres"]),
        )
        for item in whole
        if item["key"] not in acked
    ]
