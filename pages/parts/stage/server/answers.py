"""What the routes have in common: bodies of a limited size, refusals as sentences, the presenter.

A route raises; the app turns what was raised into a status and a sentence (:data:`HANDLERS`).
"""

import asyncio
import functools
import json
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from genre_core.errors import SpectrogramError, StoreError
from pages.parts.stage.server.doorway import leads

Handler = Callable[..., Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]

BAD, FORBIDDEN, NOT_FOUND, TOO_LATE, TOO_LARGE = 400, 403, 404, 409, 413
UNSUITABLE, TOO_MANY, UNAVAILABLE = 422, 429, 503
_PATIENCE_SECONDS = 20.0
_NEVER_KEPT = {"Cache-Control": "no-store"}


class Refused(Exception):
    """A request that is not granted: its status, and why as a sentence."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def answer(content: object, status: int = 200) -> JSONResponse:
    """Return JSON that no cache keeps."""
    return JSONResponse(content, status, _NEVER_KEPT)


async def read_body(request: Request, most: int) -> bytes:
    """Return the body of a request, of at most so many bytes.

    Raises:
        Refused: it is longer, or does not arrive.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise Refused(TOO_LARGE, f"That is longer than the {most:,} bytes allowed.")
    except (TimeoutError, ClientDisconnect):
        raise Refused(BAD, "The message did not arrive whole. Send it again.") from None
    return bytes(body)


async def read_fields(request: Request, names: tuple[str, ...], most: int) -> dict[str, str]:
    """Return the fields of a JSON object, each a text, "" where it is missing or null.

    Raises:
        Refused: the body is too long, or is no such object.
    """
    body = await read_body(request, most)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(BAD, "That is no JSON. An object with texts was needed.") from None
    if not isinstance(content, dict):
        raise Refused(BAD, "That is no JSON object. An object with texts was needed.")
    fields = {name: "" if content.get(name) is None else content[name] for name in names}
    for name, value in fields.items():
        if not isinstance(value, str) or not value.isprintable():
            raise Refused(BAD, f"{name} is no plain text. Load the page anew.")
    return fields


def for_presenter(key: str, endpoint: Endpoint) -> Endpoint:
    """Return the endpoint, open to the presenter alone."""

    @functools.wraps(endpoint)
    async def guarded(request: Request) -> Response:
        if not leads(request, key):
            raise Refused(FORBIDDEN, "Only the presenter may do this. Open the presenter's link.")
        return await endpoint(request)

    return guarded


async def _refused(_: Request, refused: Refused) -> Response:
    return answer({"why": refused.why}, refused.status)


async def _unavailable(_: Request, error: StoreError) -> Response:
    # Not the asker's fault, and over as a rule before it is asked again.
    return answer({"why": str(error)}, UNAVAILABLE)


async def _unsuitable(_: Request, error: SpectrogramError) -> Response:
    return answer({"why": str(error)}, UNSUITABLE)


HANDLERS: dict[type, Handler] = {
    Refused: _refused,
    StoreError: _unavailable,
    SpectrogramError: _unsuitable,
}
"""What is answered when a route raises one of these."""
