"""The door of the room's server: asked before anything else that it serves, pages included.

It answers to this machine's names alone, turns the presenter's link into a cookie (and takes the
key out of the address, which stands on the wall), and sends guests from a bare address, or one
that there is not, to the ballot.
"""

import time
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from pages.parts.stage.key import COOKIE, matches
from pages.parts.stage.server.floods import Buckets
from pages.parts.stage.server.hosts import is_own_name, is_same_site
from pages.parts.stage.server.paths import is_mistyped

ENTRANCE = "/stage"
_SEE_OTHER, _FORBIDDEN, _MISDIRECTED, _TOO_MANY = 303, 403, 421, 429
_NOT_FOR_GUESTS = ("/_stcore/upload_file", "/_stcore/metrics")
"""What Streamlit itself would take from, or tell, anybody who has opened a page."""
_SECONDS = 7 * 24 * 3600


def leads(connection: HTTPConnection, key: str) -> bool:
    """Whether a request comes from the presenter, and from a page of this server."""
    headers = connection.headers
    return is_same_site(headers.get("origin"), headers.get("host", "")) and matches(
        key, connection.cookies.get(COOKIE, "")
    )


class Doorway:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        """Guard ``app``; who has ``key`` is the presenter."""
        self._app = app
        self._key = key
        self._guesses = Buckets(rate=0.5, burst=10)
        self._sessions = Buckets(rate=1.0, burst=100)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] == "http":
            await (self._answer(Request(scope)) or self._app)(scope, receive, _guarded(send))
        elif scope["type"] == "websocket" and not self._admits(HTTPConnection(scope)):
            await WebSocketClose()(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _admits(self, connection: HTTPConnection) -> bool:
        """Whether a session of Streamlit may begin: each takes a megabyte and runs a script."""
        host = connection.headers.get("host", "")
        same = is_own_name(host) and is_same_site(connection.headers.get("origin"), host)
        return same and self._sessions.take(_address(connection), time.monotonic())

    def _answer(self, request: Request) -> ASGIApp | None:
        """Return what is answered at the door; None where the request may go on."""
        if not is_own_name(request.headers.get("host", "")):
            return PlainTextResponse("This server has another address.\n", _MISDIRECTED)
        path = request.url.path.rstrip("/")
        if path.startswith(_NOT_FOR_GUESTS) and not leads(request, self._key):
            return PlainTextResponse("This is the presenter's alone.\n", _FORBIDDEN)
        if request.method != "GET":
            return None
        if path == ENTRANCE and (offered := request.query_params.get("key")):
            return self._enter(request, offered)
        if (path == "" or is_mistyped(request)) and not leads(request, self._key):
            return RedirectResponse("/v", _SEE_OTHER)
        return None

    def _enter(self, request: Request, offered: str) -> ASGIApp | None:
        if not self._guesses.take(_address(request), time.monotonic()):
            return PlainTextResponse("Too many keys were tried. Wait a minute.\n", _TOO_MANY)
        rest = [pair for pair in request.query_params.multi_items() if pair[0] != "key"]
        if not matches(self._key, offered):
            return None  # the page says what was needed
        response = RedirectResponse(ENTRANCE + (f"?{urlencode(rest)}" if rest else ""), _SEE_OTHER)
        # Lax, so that the address also opens from the presenter's notes in another program.
        response.set_cookie(COOKIE, self._key, _SECONDS, httponly=True, samesite="lax")
        return response


def _address(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""


def _guarded(send: Send) -> Send:
    """Let no other site show a page of this server in a frame, nor any address name its caller."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            headers.setdefault("Referrer-Policy", "same-origin")
            headers.setdefault("X-Content-Type-Options", "nosniff")
        await send(message)

    return guarded
