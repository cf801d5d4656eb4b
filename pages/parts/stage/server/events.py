"""The lines that everybody listens on, and the same question asked once where no line holds."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from pages.parts.stage.server.answers import UNAVAILABLE, Refused
from pages.parts.stage.server.doorway import leads
from pages.parts.stage.server.hub import PRESENTER, ROOM
from pages.parts.stage.server.news import News
from pages.parts.stage.server.programme import Programme
from pages.parts.vote.ballot import ballot_html

_STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_PAGE = {
    "Cache-Control": "no-cache",
    # The ballot is one file and speaks with this server alone.
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'; img-src data:; "
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'",
}


def event_routes(programme: Programme, news: News) -> list[Route]:
    """Return the routes that tell how the show stands, and the ballot that listens to them."""

    async def ballot_page(_: Request) -> Response:
        return HTMLResponse(ballot_html(), headers=_PAGE)

    async def events(request: Request) -> Response:
        channels = PRESENTER if leads(request, programme.key) else ROOM
        if not news.hub.admits(channels):
            raise Refused(UNAVAILABLE, "Too many are listening. The ballot asks again by itself.")
        return StreamingResponse(
            news.hub.follow(channels), media_type="text/event-stream", headers=_STREAM
        )

    async def ballot(_: Request) -> Response:
        return Response(
            news.ballot, media_type="application/json", headers={"Cache-Control": "no-store"}
        )

    return [
        Route("/v", ballot_page),
        Route("/stage-api/events", events),
        Route("/stage-api/ballot", ballot),
    ]
