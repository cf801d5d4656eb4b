"""A room for the ballot alone: what a stage's server says to phones, and all that they sent.

It speaks the stage's protocol from memory, so that a test can let it fall silent, lose answers or
close a round while somebody is choosing.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pages.parts.vote import ballot_html
from tests.browser.conftest import free_port

QUESTION: dict[str, Any] = {
    "round": "r1",
    "open": True,
    "question": "Does this look like a Rock song to you?",
    "claim": "Rock",
    "genres": ["Classical", "Electronic", "Pop", "Rock", "Soundtrack"],
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    room: Room


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        """Serve the page, the stream, or how things stand."""
        room = self.server.room
        if self.path == "/v":
            self._answer(200, ballot_html().encode(), "text/html; charset=utf-8")
        elif self.path == "/stage-api/events" and room.streams:
            self._stream(room)
        elif self.path == "/stage-api/ballot":
            self._answer(200, room.text.encode(), "application/json")
        else:
            self._answer(404, b"{}", "application/json")

    def do_POST(self) -> None:
        """Take a vote, as the room is told to."""
        room = self.server.room
        vote = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, body = room.take(vote)
        self._answer(status, json.dumps(body).encode(), "application/json")

    def _stream(self, room: Room) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        told = -1
        with suppress(OSError):
            while not room.closed:
                turn, text = room.news_after(told)
                event = f"event: ballot\ndata: {text}\n\n" if turn != told else ": still here\n\n"
                self.wfile.write(event.encode())
                self.wfile.flush()
                told = turn
        self.close_connection = True

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@dataclass(eq=False)
class Room:
    """The room's server.

    Attributes:
        votes: {(round, device): (answer, genre)}, as they stand.
        heard: how many votes came, repeats included.
        loses: how many of the next votes are stored without an answer coming back.
        streams: whether it has a stream at all.
    """

    ballot: dict[str, Any] = field(
        default_factory=lambda: {"show": "s1", "round": None, "open": False, "title": "Try it"}
    )
    votes: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    heard: int = 0
    loses: int = 0
    streams: bool = True
    closed: bool = False
    turn: int = 0

    def __post_init__(self) -> None:
        self.news = threading.Condition()
        self.port = free_port()
        self.server: _Server | None = None

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
            self.turn += 1
            self.news.notify_all()

    def news_after(self, turn: int) -> tuple[int, str]:
        """Return how things stand, once they changed since ``turn``, or after half a second."""
        with self.news:
            if self.turn == turn and not self.closed:
                self.news.wait(0.5)
            return self.turn, self.text

    def take(self, vote: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Return the status and the body for a vote."""
        self.heard += 1
        if not self.ballot["open"] or vote["round"] != self.ballot["round"]:
            return 409, {"stored": False, "why": "Voting on this track is over."}
        self.votes[vote["round"], vote["device"]] = (vote["answer"], vote["genre"])
        if self.loses:
            self.loses -= 1
            return 503, {"why": "Lost on the way."}
        return 200, {"stored": True, "answer": vote["answer"], "genre": vote["genre"]}

    def start(self) -> Room:
        """Serve, at the same address each time."""
        self.closed = False
        self.server = _Server(("127.0.0.1", self.port), _Handler)
        self.server.room = self
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Be gone, with all lines."""
        self.closed = True
        with self.news:
            self.news.notify_all()
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
