"""When the hub is told how the show stands: at once after a move, now and then as votes come.

Two hundred votes in a second would be forty thousand messages if each were told to everybody. The
presenter's screen counts four times a second, the phones once. That votes cannot be kept is told
to the presenter at once, over what was known last: the file that fails is not asked for it.
"""

import asyncio
import json
import logging
import time
from contextlib import suppress

from genre_core.errors import SpectrogramError
from pages.parts.stage.server.hub import Channel, Hub
from pages.parts.stage.server.programme import Programme
from pages.parts.stage.server.state import State
from pages.parts.stage.server.wire import Live, ballot_event, stage_event

_LOG = logging.getLogger(__name__)
QUIET, ROOM_QUIET = 0.25, 1.0
"""Seconds between two counts for the presenter, and for the phones."""
_AFTER_A_FAULT = 1.0


class News:
    """What the listeners of one server are told; to be used in its event loop alone."""

    def __init__(self, programme: Programme) -> None:
        """Tell of this show."""
        self._programme = programme
        self.hub = Hub(self.hint)
        self.ballot = "{}"
        self._hint = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._told_room = 0.0
        self._state: State | None = None
        self._unkept = ""

    def hint(self) -> None:
        """Say that something may have changed."""
        self._hint.set()

    def votes_fail(self, why: str) -> None:
        """Say that votes cannot be kept, until they are again."""
        self._unkept = why
        self._tell_presenter()

    def votes_are_kept(self) -> None:
        """Say that a vote was kept."""
        if self._unkept:
            self._unkept = ""
            self._tell_presenter()

    async def tell(self) -> None:
        """Tell what changes, until cancelled."""
        while True:
            await self._hint.wait()
            self._hint.clear()
            try:
                await self.refresh()
            except SpectrogramError as error:
                # The file may be locked by a backup just now; the show must not end for it.
                _LOG.warning("The state of the show cannot be told: %s", error)
                self.hint()
                await asyncio.sleep(_AFTER_A_FAULT)
            await asyncio.sleep(QUIET)

    async def refresh(self) -> None:
        """Tell now how the show stands.

        Raises:
            StoreError: the votes' file cannot be read.
        """
        async with self._one_at_a_time:
            self._state = await asyncio.to_thread(self._programme.state)
            self._tell_presenter()
            self._tell_room(ballot_event(self._state))

    def _tell_presenter(self) -> None:
        if self._state is not None:
            live = Live(self.hub.phones, self._unkept)
            self.hub.publish(Channel.STAGE, stage_event(self._state, self._programme.playing, live))

    def _tell_room(self, ballot: str) -> None:
        """Tell the phones, but of another count alone only once a second."""
        now = time.monotonic()
        counted = _but_for_the_count(ballot) == _but_for_the_count(self.ballot)
        if ballot == self.ballot:
            return
        if counted and now - self._told_room < ROOM_QUIET:
            self.hint()
            return
        self.ballot, self._told_room = ballot, now
        self.hub.publish(Channel.BALLOT, ballot)


def _but_for_the_count(ballot: str) -> dict[str, object]:
    content: dict[str, object] = json.loads(ballot)
    with suppress(KeyError):
        del content["voted"]
    return content
