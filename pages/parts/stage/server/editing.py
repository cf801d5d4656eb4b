"""The running order as a text: saved at once, and packed while the show goes on.

Saving answers as soon as the order is on the disk. The sounds of new rounds are then cut in the
background, of which the presenter's screens hear on their line; the old order stays on the stage
until the new one can be played.
"""

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from genre_core.errors import SpectrogramError
from genre_core.show.running_order import RunningOrder
from pages.parts.stage.server.answers import BAD, Refused, answer, for_presenter, read_body
from pages.parts.stage.server.hub import Channel
from pages.parts.stage.server.news import News
from pages.parts.stage.server.place import order_text
from pages.parts.stage.server.programme import Programme
from pages.parts.stage.server.wire import pack_event

_LOG = logging.getLogger(__name__)
LONGEST_ORDER = 600_000
"""Bytes."""


def editing_route(programme: Programme, news: News) -> Route:
    """Return the route of the running order's text."""
    packing: set[asyncio.Task[None]] = set()

    async def order(request: Request) -> Response:
        if request.method != "PUT":
            return PlainTextResponse(order_text(programme.place), headers=_NEVER_KEPT)
        try:
            text = (await read_body(request, LONGEST_ORDER)).decode()
        except UnicodeDecodeError:
            raise Refused(BAD, "The running order is no UTF-8 text. Save it as such.") from None
        saved = await asyncio.to_thread(programme.save, text)
        task = asyncio.create_task(_pack(programme, news, saved))
        packing.add(task)
        task.add_done_callback(packing.discard)
        return answer({"saved": True})

    guarded = for_presenter(programme.key, order)
    return Route("/stage-api/order", guarded, methods=["GET", "PUT"])


async def _pack(programme: Programme, news: News, order: RunningOrder) -> None:
    loop = asyncio.get_running_loop()

    def tell(what: str, share: float, why: str = "") -> None:
        event = pack_event(what, share, why)
        loop.call_soon_threadsafe(news.hub.publish, Channel.PACK, event)

    # The last step is not told before the order is on the stage, whose screens then fetch it.
    def progress(what: str, share: float) -> None:
        tell(what, min(share, 0.99))

    try:
        await asyncio.to_thread(programme.play, order, progress)
        await news.refresh()
    except SpectrogramError as error:
        _LOG.warning("The running order that was saved cannot be packed: %s", error)
        tell("The order is saved, but cannot be played", 0.0, str(error))
    else:
        faults = " ".join(fault.sentence for fault in programme.playing.pack.faults)
        tell("The new order is on the stage", 1.0, faults)


_NEVER_KEPT = {"Cache-Control": "no-store"}
