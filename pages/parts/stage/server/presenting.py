"""What the presenter's screens ask for: the show, its steps, how ready it is, what came of it."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genre_core.show.qr import qr_svg
from pages.parts.stage.server.answers import answer, for_presenter, read_fields
from pages.parts.stage.server.audience_address import (
    EVERYWHERE,
    AudienceAddress,
    audience_address,
)
from pages.parts.stage.server.news import News
from pages.parts.stage.server.programme import Programme
from pages.parts.stage.server.readiness import Readiness
from pages.parts.stage.server.wire import show_content

_LONGEST_MOVE = 2048
"""Bytes."""
_HTTP = 80
_TABLES: dict[str, Callable[[Programme], str]] = {
    "results.csv": Programme.table,
    "labels.csv": Programme.labels,
}


def presenting_routes(programme: Programme, news: News, readiness: Readiness) -> list[Route]:
    """Return the routes that lead the show."""

    async def show(request: Request) -> Response:
        port = request.url.port or _HTTP
        return answer(await asyncio.to_thread(_show, programme, readiness, port))

    async def ready(request: Request) -> Response:
        await asyncio.to_thread(lambda: readiness.look(own_address(request.url.port or _HTTP)))
        if readiness.keeps_votes:
            news.votes_are_kept()
        return answer(_lines(readiness))

    async def move(request: Request) -> Response:
        fields = await read_fields(request, ("id", "scene", "phase"), _LONGEST_MOVE)
        moment = await asyncio.to_thread(
            programme.move, fields["scene"], fields["phase"], fields["id"]
        )
        await news.refresh()
        return answer(asdict(moment))

    async def anew(_: Request) -> Response:
        await asyncio.to_thread(programme.begin_anew)
        await news.refresh()
        return answer({"show": programme.playing.show})

    async def table(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        text = await asyncio.to_thread(_TABLES[name], programme)
        named = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text, media_type="text/csv", headers=named)

    async def ping(_: Request) -> Response:
        return answer({})

    guarded = {
        "show": (show, "GET"),
        "ready": (ready, "GET"),
        "move": (move, "POST"),
        "anew": (anew, "POST"),
        **dict.fromkeys(_TABLES, (table, "GET")),
    }
    return [
        Route("/stage-api/ping", ping),
        *(
            Route(f"/stage-api/{name}", for_presenter(programme.key, endpoint), methods=[method])
            for name, (endpoint, method) in guarded.items()
        ),
    ]


def own_address(port: int) -> AudienceAddress:
    """Return the ballot's address; may wait for the system's resolver."""
    return audience_address(str(st.get_option("server.address") or EVERYWHERE), port)


def _show(programme: Programme, readiness: Readiness, port: int) -> dict[str, object]:
    url = own_address(port).url
    live = {"vote": {"url": url, "qr": qr_svg(url)}, "ready": _lines(readiness)}
    return show_content(programme.playing) | live


def _lines(readiness: Readiness) -> list[dict[str, object]]:
    return [asdict(line) for line in readiness.lines]
