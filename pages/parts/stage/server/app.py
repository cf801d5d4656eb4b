"""The room's server: Streamlit, and beside it the few plain routes that a show lives on.

Streamlit runs a script from the top for each visitor and each thing that happens. The stage does
that once; from then on everything live is a message of some hundred bytes over plain HTTP.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from pages.parts.stage.server.answers import HANDLERS
from pages.parts.stage.server.doorway import Doorway
from pages.parts.stage.server.editing import editing_route
from pages.parts.stage.server.events import event_routes
from pages.parts.stage.server.listening import listening_route
from pages.parts.stage.server.media import media_route
from pages.parts.stage.server.news import News
from pages.parts.stage.server.presenting import own_address, presenting_routes
from pages.parts.stage.server.programme import Programme
from pages.parts.stage.server.readiness import Readiness
from pages.parts.stage.server.stopping import before_stopping
from pages.parts.stage.server.voting import voting_route

SCRIPT = Path(__file__).parents[4] / "streamlit_app.py"


def stage_app(programme: Programme) -> st.App:
    """Return the app of the room's server for a show."""
    news, readiness = News(programme), Readiness(programme)

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        await news.refresh()
        telling = asyncio.create_task(news.tell())
        # Warms the model as well. Nobody waits for it: the door is open before it is done.
        port = int(st.get_option("server.port"))
        warming = asyncio.create_task(asyncio.to_thread(lambda: readiness.look(own_address(port))))
        with before_stopping(news.hub.close):
            yield
        telling.cancel()
        await warming
        await asyncio.to_thread(programme.close)

    return st.App(
        SCRIPT,
        lifespan=lifespan,
        routes=stage_routes(programme, news, readiness),
        middleware=[Middleware(Doorway, key=programme.key)],
        exception_handlers=HANDLERS,
    )


def stage_routes(programme: Programme, news: News, readiness: Readiness) -> list[BaseRoute]:
    """Return the routes beside Streamlit's own."""
    return [
        voting_route(programme, news),
        *event_routes(programme, news),
        *presenting_routes(programme, news, readiness),
        editing_route(programme, news),
        listening_route(programme),
        media_route(programme),
    ]
