"""Two hundred phones, each with a line of its own, vote and change their minds while servers die.

The phones are clients at the level of the protocol; real browsers are in tests/browser.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select

from genre_core.show.ballot_tables import votes
from genre_core.show.ballots import open_ballots
from tests.loops import run as run_apart
from tests.pages.stage.phones import Phone
from tests.pages.stage.room_server import KEY, RoomServer

PHONES = 200
KILLED_AFTER = 80
FIRST, SECOND = ("yes", "no", "unsure"), ("no", "unsure", "yes")


@asynccontextmanager
async def listening(phones: list[Phone]) -> AsyncIterator[None]:
    """Let all phones listen for as long as the block runs."""
    lines = [asyncio.create_task(phone.listen()) for phone in phones]
    try:
        yield
    finally:
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


async def a_round(hall: RoomServer, phones: list[Phone]) -> None:
    """Vote, lose the server in the middle, get it back, and vote otherwise."""
    stored = asyncio.Event()
    answered = 0

    async def first_vote(number: int, phone: Phone) -> None:
        nonlocal answered
        await phone.vote(FIRST[number % 3])
        answered += 1
        if answered == KILLED_AFTER:
            stored.set()

    async def the_server_dies() -> None:
        await stored.wait()
        hall.kill()
        await asyncio.to_thread(hall.start)

    async with listening(phones):
        await asyncio.gather(*(phone.hears() for phone in phones))
        before = {json.dumps(phone.ballot | {"voted": 0}) for phone in phones}
        assert len(before) == 1
        voting = (first_vote(number, phone) for number, phone in enumerate(phones))
        await asyncio.gather(the_server_dies(), *voting)
        await asyncio.gather(*(phone.hears() for phone in phones))
        assert {json.dumps(phone.ballot | {"voted": 0}) for phone in phones} == before
        assert all(phone.lines >= 2 for phone in phones)
        await asyncio.gather(*(p.vote(SECOND[number % 3]) for number, p in enumerate(phones)))


def test_none_of_two_hundred_votes_is_lost_or_doubled_though_the_server_is_killed(
    hall: RoomServer,
) -> None:
    with hall.client(KEY) as presenter:
        moved = presenter.post(
            "/stage-api/move", json={"id": "m1", "scene": "canon", "phase": "vote"}
        ).json()
        run_apart(a_round(hall, [Phone(hall.port, number) for number in range(PHONES)]))
        assert presenter.get("/stage-api/ballot").json()["revision"] == moved["revision"]
        presenter.post("/stage-api/move", json={"id": "m2", "scene": "canon", "phase": "room"})
        table = presenter.get("/stage-api/results.csv").text.splitlines()[1]
    hall.kill()
    assert dict(kept(hall)) == {
        f"phone-of-these-tests-{number:04d}": SECOND[number % 3] for number in range(PHONES)
    }
    assert len(kept(hall)) == PHONES
    assert f",{PHONES},66,67,67," in table


def kept(hall: RoomServer) -> list[tuple[str, str]]:
    """Every vote that the file holds."""
    ballots = open_ballots(hall.data / "stage" / "stage.sqlite")
    with ballots.store.reading() as connection:
        rows = connection.execute(select(votes.c.device, votes.c.answer)).all()
    ballots.close()
    return [(row.device, row.answer) for row in rows]
