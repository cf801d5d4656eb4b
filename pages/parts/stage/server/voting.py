"""The vote: taken from anybody, checked word by word, and answered once it is on the disk.

``number`` is how often the phone has voted in this round, in digits. A vote that was replaced
before it arrived is answered with the one that stands, and so with a number that is not its own.
Clients that count nothing leave it out; then the last vote to arrive counts.
"""

import asyncio
import logging
import re
import time

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genre_core.errors import ShowError, StoreError
from genre_core.show.votes import Choice, Vote
from pages.parts.stage.server.answers import (
    BAD,
    TOO_LATE,
    TOO_MANY,
    UNAVAILABLE,
    Refused,
    answer,
    read_fields,
)
from pages.parts.stage.server.floods import Buckets
from pages.parts.stage.server.news import News
from pages.parts.stage.server.programme import Programme

_LOG = logging.getLogger(__name__)
LONGEST_VOTE = 2048
"""Bytes; a vote takes some 200."""
RATE, BURST = 40.0, 1200.0
"""Votes a second that an address may send for long, and at once: a room behind a router of its own
changes its mind together, five times over."""
_FIELDS = ("show", "round", "device", "answer", "genre", "number")
_DIGITS = re.compile(r"[0-9]{0,12}")
_NOT_KEPT = "The stage cannot keep votes just now. Yours is sent again."
_AT_ONCE = 8
"""Votes that wait for the disk; the others wait before a thread is spent on them."""


def voting_route(programme: Programme, news: News) -> Route:
    """Return the route that takes votes."""
    buckets = Buckets(RATE, BURST)
    turns = asyncio.Semaphore(_AT_ONCE)

    async def vote(request: Request) -> Response:
        address = request.client.host if request.client else ""
        if not buckets.take(address, time.monotonic()):
            return _refusal("Too many votes come from your network. Yours is sent again.", TOO_MANY)
        try:
            fields = await read_fields(request, _FIELDS, LONGEST_VOTE)
            said = _vote(fields)
            async with turns:
                cast = await asyncio.to_thread(
                    programme.cast, fields["show"], fields["round"], said
                )
        except Refused as refused:
            return _refusal(refused.why, refused.status)
        except ShowError as error:
            return _refusal(str(error), BAD)
        except StoreError as error:  # names files, which are no guest's business
            _LOG.warning("A vote cannot be kept: %s", error)
            news.votes_fail(str(error))
            return _refusal(_NOT_KEPT, UNAVAILABLE)
        if cast.stands is None:
            return _refusal(cast.why, TOO_LATE)
        news.votes_are_kept()
        news.hint()
        return _stands(cast.stands)

    return Route("/stage-api/vote", vote, methods=["POST"])


def _vote(fields: dict[str, str]) -> Vote:
    """Return what the fields say.

    Raises:
        Refused, ShowError: the answer, the number or another field is none.
    """
    if fields["answer"] not in set(Choice):
        raise Refused(BAD, "answer is yes, no or unsure. Load the ballot anew.")
    if not _DIGITS.fullmatch(fields["number"]):
        raise Refused(BAD, "number is in digits. Load the ballot anew.")
    number = int(fields["number"] or 0)
    return Vote(fields["device"], Choice(fields["answer"]), fields["genre"], number)


def _stands(vote: Vote) -> Response:
    said = {"answer": vote.answer, "genre": vote.genre, "number": vote.number}
    return answer({"stored": True} | said)


def _refusal(why: str, status: int) -> Response:
    return answer({"stored": False, "why": why}, status)
