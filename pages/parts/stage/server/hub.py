"""Who listens to the stage, and what they are told: Server-Sent Events.

Each event is the whole present state and not a change of it. So whoever comes late, was away or is
slow needs only the newest one: nothing queues up for a phone that has left the room, and a reader
that reconnects is right again with its first event. Source: the HTML standard, 9.2.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum

PING_SECONDS = 10.0
"""After so long without news a ping is sent: it keeps the line open, or finds it dead."""
MOST_LISTENERS = 1500
"""Connections at once; each takes a file descriptor and some 30 kB."""
_EARLIEST_RETRY, _RETRY_SPREAD = 500, 2000
"""Milliseconds; a room that lost its server must not come back in one moment."""
_PING = b"event: ping\ndata: {}\n\n"
"""No comment, which browsers keep from their scripts."""


class Channel(StrEnum):
    """What events are called; the browser listens for these names."""

    BALLOT = "ballot"
    STAGE = "stage"
    PACK = "pack"


ROOM = (Channel.BALLOT,)
"""What everybody hears."""
PRESENTER = (Channel.BALLOT, Channel.STAGE, Channel.PACK)
"""What the presenter hears."""


@dataclass(slots=True, eq=False)
class _Listener:
    channels: tuple[Channel, ...]
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    heard: dict[Channel, bytes] = field(default_factory=dict)

    def news(self, latest: dict[Channel, bytes]) -> bytes:
        """Return the events that it has not heard yet, and count them as heard."""
        fresh = [
            channel
            for channel in self.channels
            if channel in latest and self.heard.get(channel) != latest[channel]
        ]
        self.heard |= {channel: latest[channel] for channel in fresh}
        return b"".join(latest[channel] for channel in fresh)


class Hub:
    """The listeners of one server; to be used in its event loop alone."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        """Tell ``on_change`` whenever a listener comes or goes."""
        self._on_change = on_change
        self._latest: dict[Channel, bytes] = {}
        self._listeners: set[_Listener] = set()
        self._closed = False

    @property
    def phones(self) -> int:
        """How many listen that are no presenter."""
        return sum(listener.channels == ROOM for listener in self._listeners)

    def admits(self, channels: tuple[Channel, ...]) -> bool:
        """Whether one more may listen; who leads the show always may, whatever the room does."""
        return channels != ROOM or len(self._listeners) < MOST_LISTENERS

    def publish(self, channel: Channel, data: str) -> None:
        """Tell everybody on a channel its new state, one line of JSON, unless it is the old."""
        event = f"event: {channel}\ndata: {data}\n\n".encode()
        if self._latest.get(channel) != event:
            self._latest[channel] = event
            self._wake()

    def close(self) -> None:
        """End every line, so that a server that is told to stop can stop."""
        self._closed = True
        self._wake()

    async def follow(self, channels: tuple[Channel, ...]) -> AsyncIterator[bytes]:
        """Yield the present state at once and every newer one from then on."""
        listener = _Listener(channels)
        self._listeners.add(listener)
        self._on_change()
        try:
            yield f"retry: {_EARLIEST_RETRY + secrets.randbelow(_RETRY_SPREAD)}\n\n".encode()
            while not self._closed:
                listener.woken.clear()
                if news := listener.news(self._latest):
                    yield news
                elif not await _woken(listener.woken):
                    yield _PING
        finally:
            self._listeners.discard(listener)
            self._on_change()

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.woken.set()


async def _woken(event: asyncio.Event) -> bool:
    """Whether the event came within the time after which a ping is due."""
    try:
        async with asyncio.timeout(PING_SECONDS):
            return await event.wait()
    except TimeoutError:
        return False
