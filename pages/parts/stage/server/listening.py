"""The microphone's round: what the model makes of the sound so far, asked every few seconds."""

import asyncio
from base64 import b64encode

import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genre_core.show.overheard import Overheard, overhear
from pages.parts.stage.server.answers import answer, for_presenter, read_body
from pages.parts.stage.server.programme import Programme

LARGEST = 30 * 2**20
"""Bytes of a recording, as for an upload."""


def listening_route(programme: Programme) -> Route:
    """Return the route that hears a recording."""
    # One at a time: votes need the other core.
    turn = asyncio.Semaphore(1)

    async def listen(request: Request) -> Response:
        sound = await read_body(request, LARGEST)
        async with turn:
            heard = await asyncio.to_thread(_hear, sound, programme)
        return answer(heard)

    return Route("/stage-api/listen", for_presenter(programme.key, listen), methods=["POST"])


def _hear(sound: bytes, programme: Programme) -> dict[str, object]:
    heard: Overheard = overhear(sound, programme.classifier())
    return {
        "seconds": round(heard.seconds, 3),
        "times": np.round(heard.belief.times, 2).tolist(),
        "chances": np.round(heard.belief.chances, 4).tolist(),
        "genres": heard.belief.genres,
        "predicted": heard.belief.predicted,
        "picture": b64encode(heard.png).decode("ascii"),
        "sentence": heard.sentence,
    }
