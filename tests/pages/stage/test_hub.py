"""The events: everybody hears the present state at once, each newer one, and no backlog."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from pages.parts.stage.server import hub as hub_module
from pages.parts.stage.server.hub import PRESENTER, ROOM, Channel, Hub
from tests.loops import run as run_apart


def nothing() -> None:
    """Hear of a change and do nothing."""


async def hear(line: AsyncIterator[bytes]) -> str:
    async with asyncio.timeout(5):
        return (await anext(line)).decode()


def test_the_first_event_comes_at_once_and_holds_the_present_state() -> None:
    async def scene() -> None:
        hub = Hub(nothing)
        hub.publish(Channel.BALLOT, '{"revision":7}')
        line = hub.follow(ROOM)
        assert (await hear(line)).startswith("retry: ")
        assert await hear(line) == 'event: ballot\ndata: {"revision":7}\n\n'

    run_apart(scene())


def test_a_slow_listener_hears_the_newest_state_and_none_of_those_in_between() -> None:
    async def scene() -> None:
        hub = Hub(nothing)
        line = hub.follow(ROOM)
        await hear(line)
        for revision in range(1000):
            hub.publish(Channel.BALLOT, f'{{"revision":{revision}}}')
        assert await hear(line) == 'event: ballot\ndata: {"revision":999}\n\n'

    run_apart(scene())


def test_an_event_that_comes_while_another_is_being_sent_is_not_missed() -> None:
    async def scene() -> None:
        hub = Hub(nothing)
        hub.publish(Channel.BALLOT, "1")
        line = hub.follow(ROOM)
        await hear(line)
        assert "data: 1" in await hear(line)
        hub.publish(Channel.BALLOT, "2")  # the listener is still busy with the first
        assert "data: 2" in await hear(line)

    run_apart(scene())


def test_the_room_hears_nothing_of_what_only_the_presenter_may_know() -> None:
    async def scene() -> None:
        hub = Hub(nothing)
        hub.publish(Channel.STAGE, '"secret"')
        hub.publish(Channel.BALLOT, '"public"')
        room, presenter = hub.follow(ROOM), hub.follow(PRESENTER)
        for line in (room, presenter):
            await hear(line)
        assert "secret" not in await hear(room)
        assert "secret" in await hear(presenter)

    run_apart(scene())


def test_the_same_state_is_not_told_twice() -> None:
    async def scene() -> None:
        hub = Hub(nothing)
        hub.publish(Channel.BALLOT, "1")
        line = hub.follow(ROOM)
        await hear(line)
        await hear(line)
        hub.publish(Channel.BALLOT, "1")
        hub.publish(Channel.BALLOT, "2")
        hub.publish(Channel.BALLOT, "1")
        waiting = asyncio.ensure_future(hear(line))
        await asyncio.sleep(0)
        assert not waiting.done()
        hub.publish(Channel.BALLOT, "3")
        assert "data: 3" in await waiting

    run_apart(scene())


def test_a_line_on_which_nothing_happens_is_kept_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "PING_SECONDS", 0.0)

    async def scene() -> None:
        line = Hub(nothing).follow(ROOM)
        await hear(line)
        assert await hear(line) == "event: ping\ndata: {}\n\n"

    run_apart(scene())


def test_phones_are_counted_while_they_listen_and_the_presenter_is_none() -> None:
    changes: list[int] = []

    async def scene() -> None:
        hub = Hub(lambda: changes.append(hub.phones))
        lines = [hub.follow(ROOM), hub.follow(ROOM), hub.follow(PRESENTER)]
        for line in lines:
            await hear(line)
        assert hub.phones == 2
        await lines[0].aclose()  # type: ignore[attr-defined]  # a generator is
        assert hub.phones == 1

    run_apart(scene())
    assert changes[:4] == [1, 2, 2, 1]


def test_a_room_that_takes_every_line_does_not_keep_the_presenter_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_module, "MOST_LISTENERS", 2)

    async def scene() -> None:
        hub = Hub(nothing)
        lines = [hub.follow(ROOM), hub.follow(ROOM)]
        assert hub.admits(ROOM)
        for line in lines:
            await hear(line)
        assert not hub.admits(ROOM)
        assert hub.admits(PRESENTER)

    run_apart(scene())


def test_closing_ends_every_line() -> None:
    async def scene() -> list[bytes]:
        hub = Hub(nothing)
        line = hub.follow(ROOM)
        await hear(line)
        rest = asyncio.ensure_future(_all(line))
        await asyncio.sleep(0)
        hub.close()
        async with asyncio.timeout(5):
            return await rest

    assert run_apart(scene()) == []


async def _all(line: AsyncIterator[bytes]) -> list[bytes]:
    return [event async for event in line]
