"""A room for the ballot alone: what a stage's server says to phones, and all that they sent.

It speaks the stage's protocol from memory, so that a test can let it fall silent, lose answers or
close a round while somebody is choosing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pages.parts.vote import ballot_html
from tests.browser.telling import Answering, Teller

QUESTION: dict[str, Any] = {
    "round": "r1",
    "open": True,
    "question": "Does this look like a Rock song to you?",
    "claim": "Rock",
    "genres": ["Classical", "Electronic", "Pop", "Rock", "Soundtrack"],
}


class _Handler(Answering["Room"]):
    def do_GET(self) -> None:
        """Serve the page, the stream, or how things stand."""
        room = self.server.teller
        if self.path == "/v":
            self.answer(200, ballot_html().encode(), "text/html; charset=utf-8")
        elif self.path == "/stage-api/events" and room.streams:
            self.stream("ballot")
        elif self.path == "/stage-api/ballot":
            self.answer(200, room.text.encode())
        else:
            self.answer(404, b"{}")

    def do_POST(self) -> None:
        """Take a vote, as the room is told to."""
        room = self.server.teller
        vote = json.loads(self.body())
        status, body = room.take(vote)
        self.answer(status, json.dumps(body).encode())


@dataclass(eq=False)
class Room(Teller):
    """The room's server.

    Attributes:
        votes: {(round, device): (answer, genre)}, as they stand.
        numbers: {(round, device): number}, of those votes.
        heard: the numbers of all votes that came, repeats included.
        loses: how many of the next votes are stored without an answer coming back.
        streams: whether it has a stream at all.
    """

    ballot: dict[str, Any] = field(
        default_factory=lambda: {"show": "s1", "round": None, "open": False, "title": "Try it"}
    )
    votes: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    heard: list[int] = field(default_factory=list)
    loses: int = 0
    streams: bool = True

    def __post_init__(self) -> None:
        self.open_at(_Handler)

    @property
    def url(self) -> str:
        """Where the ballot is."""
        return f"http://127.0.0.1:{self.port}/v"

    @property
    def text(self) -> str:
        """How things stand, as JSON."""
        return json.dumps({**self.ballot, "revision": self.turn, "voted": len(self.votes)})

    def say(self, **changes: Any) -> None:
        """Tell everybody how things stand now."""
        with self.news:
            self.ballot.update(changes)
            self.tell()

    def take(self, vote: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Return the status and the body for a vote."""
        number = int(vote["number"])
        self.heard.append(number)
        if not self.ballot["open"] or vote["round"] != self.ballot["round"]:
            return 409, {"stored": False, "why": "Voting on this track is over."}
        device = (vote["round"], vote["device"])
        if number >= self.numbers.get(device, 0):
            self.votes[device], self.numbers[device] = (vote["answer"], vote["genre"]), number
        if self.loses:
            self.loses -= 1
            return 503, {"why": "Lost on the way."}
        answer, genre = self.votes[device]
        number = self.numbers[device]
        return 200, {"stored": True, "answer": answer, "genre": genre, "number": number}

    def start(self) -> Room:
        """Serve, at the same address each time."""
        self.serve()
        return self
