"""What the fake servers of stage and ballot share: they tell listeners how things stand.

The server can be stopped, lines and all, and started again at the same address.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Generic, TypeVar

from tests.browser.conftest import free_port


class Teller:
    """Who has news, and serves them; a subclass says how things stand."""

    closed = False
    turn = 0

    def open_at(self, handler: type[Answering[T]]) -> None:
        """Take a port; nothing is served there yet."""
        self.news = threading.Condition()
        self.port = free_port()
        self._handler = handler
        self._server: _Server[Teller] | None = None

    @property
    def text(self) -> str:
        """How things stand, as JSON."""
        raise NotImplementedError

    def tell(self) -> None:
        """Let everybody know that things changed; to be called with the news held."""
        self.turn += 1
        self.news.notify_all()

    def news_after(self, turn: int) -> tuple[int, str]:
        """Return how things stand, once they changed since ``turn``, or after half a second."""
        with self.news:
            if self.turn == turn and not self.closed:
                self.news.wait(0.5)
            return self.turn, self.text

    def serve(self) -> None:
        """Serve, at the same address each time."""
        self.closed = False
        self._server = _Server(("127.0.0.1", self.port), self._handler)
        self._server.teller = self
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Be gone, with all lines."""
        self.closed = True
        with self.news:
            self.news.notify_all()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


T = TypeVar("T", bound=Teller)


class _Server(ThreadingHTTPServer, Generic[T]):
    daemon_threads = True
    teller: T


class Answering(BaseHTTPRequestHandler, Generic[T]):
    """Answers for a teller."""

    protocol_version = "HTTP/1.1"
    server: _Server[T]

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def body(self) -> bytes:
        """Return what was sent."""
        return self.rfile.read(int(self.headers["Content-Length"]))

    def answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        """Answer, and keep the line."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, event: str) -> None:
        """Tell all news as events of this name, until the server is stopped or the line cut."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        teller, told = self.server.teller, -1
        with suppress(OSError):
            self.wfile.write(b"retry: 300\n\n")
            while not teller.closed:
                turn, text = teller.news_after(told)
                news = f"event: {event}\ndata: {text}\n\n" if turn != told else ": still here\n\n"
                self.wfile.write(news.encode())
                self.wfile.flush()
                told = turn
        self.close_connection = True
