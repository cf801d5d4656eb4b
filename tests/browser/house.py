"""A house for the stage alone: the page, a show from a folder, and a server that can be killed.

It speaks the stage's protocol from memory, so that a test can hold back votes, lose answers, go
away in mid-round and come back. The folder holds `show.json` and the files that it names.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import streamlit

from pages.parts.stage.front.front import stage_data, stage_script
from tests.browser.conftest import free_port

PAGE = """<!doctype html><meta charset="utf-8"><title>House</title><link rel="icon" href="data:,">
<style>
@font-face { font-family: "Source Sans"; font-weight: 200 900; src: url(/font.woff2); }
</style>
<body style="--st-background-color: PAPER; --st-font: 'Source Sans', sans-serif">
<div id="place">The page behind the stage</div>
<script type="module">
import mount from "/stage.js";
const data = DATA;
const place = document.getElementById("place");
window.unmount = mount({ data, parentElement: place });
window.remount = () => { window.unmount = mount({ data, parentElement: place }); };
</script>"""
FONT = next(Path(streamlit.__file__).parent.rglob("SourceSansVF-Upright*.woff2"))
KINDS = {
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    house: House


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        """Serve the page, its script, the show, its files, or the stream."""
        house, path = self.server.house, self.path.partition("?")[0]
        if path == "/stage":
            self._answer(200, house.page("notes=1" in self.path, "dark" in self.path), "text/html")
        elif path == "/stage.js":
            self._answer(200, stage_script().encode(), KINDS[".js"])
        elif path == "/font.woff2":
            self._answer(200, FONT.read_bytes(), "font/woff2")
        elif path == "/stage-api/events":
            self._stream(house)
        elif path == "/stage-api/show":
            self._answer(house.show_status, json.dumps(house.show).encode(), KINDS[".json"])
        elif path == "/stage-api/order":
            self._answer(200, house.order.encode(), "text/yaml; charset=utf-8")
        elif path.startswith("/stage-media/"):
            file = house.folder / Path(path).name
            self._answer(200, file.read_bytes(), KINDS[file.suffix])
        else:
            self._answer(200 if path == "/stage-api/ping" else 404, b"{}", KINDS[".json"])

    def do_POST(self) -> None:
        """Take a move."""
        house = self.server.house
        move = json.loads(self._body())
        moment = house.move(move)
        self._answer(200 if moment else 503, json.dumps(moment or {}).encode(), KINDS[".json"])

    def do_PUT(self) -> None:
        """Take a running order, unless the test refuses it."""
        house = self.server.house
        text = self._body().decode()
        if house.refusal:
            self._answer(422, json.dumps({"why": house.refusal}).encode(), KINDS[".json"])
            return
        house.order = text
        self._answer(200, b"{}", KINDS[".json"])

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _stream(self, house: House) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        told = -1
        try:
            self.wfile.write(b"retry: 300\n\n")
            while not house.closed:
                with house.news:
                    if house.turn == told and not house.closed:
                        house.news.wait(0.5)
                    text, turn = house.text, house.turn
                event = f"event: stage\ndata: {text}\n\n".encode()
                self.wfile.write(b": still here\n\n" if turn == told else event)
                self.wfile.flush()
                told = turn
        except OSError:
            pass
        self.close_connection = True

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@dataclass(eq=False)
class House:
    """The house's server.

    Attributes:
        folder: holds the show's files.
        votes: {round: {"yes": n, "no": n, "unsure": n, "genres": [[name, n]]}}.
        moves: the steps that were told, in order, repeats of a move left out.
        loses: how many of the next moves count without an answer coming back.
        late: whether votes are told only when the test says so, though revealed.
        refusal: why the next running order is refused; "" takes it.
    """

    folder: Path
    votes: dict[str, dict[str, Any]] = field(default_factory=dict)
    score: dict[str, float] = field(
        default_factory=lambda: {"room": 0, "cnn": 0, "chance": 0, "rounds": 0}
    )
    phones: int = 0
    moment: dict[str, Any] = field(
        default_factory=lambda: {"revision": 0, "scene": "", "phase": "shown"}
    )
    moves: list[tuple[str, str]] = field(default_factory=list)
    loses: int = 0
    late: bool = False
    refusal: str = ""
    order: str = "title: Try it\n"
    show_status: int = 200
    closed: bool = False
    turn: int = 0

    def __post_init__(self) -> None:
        self.news = threading.Condition()
        self.port = free_port()
        self.show: dict[str, Any] = json.loads((self.folder / "show.json").read_text("utf-8"))
        self.server: _Server | None = None
        self._known: set[str] = set()

    @property
    def url(self) -> str:
        """Where the stage is."""
        return f"http://127.0.0.1:{self.port}/stage"

    @property
    def text(self) -> str:
        """How things stand, as JSON."""
        scene, phase = self.moment["scene"], self.moment["phase"]
        votes = self.votes.get(scene, {"yes": 0, "no": 0, "unsure": 0, "genres": []})
        told = phase not in ("shown", "vote", "closed") and not self.late
        count = votes["yes"] + votes["no"] + votes["unsure"]
        earlier = [
            {"round": name, **{word: tally[word] for word in ("yes", "no", "unsure")}}
            for name, tally in self.votes.items()
            if name != scene
        ]
        named = {"show": self.show["show"], "order": self.show["order"]}
        rest = {**named, "phones": self.phones, "results": earlier, "score": self.score}
        state = {**self.moment, "count": count, "tally": votes if told else None, **rest}
        return json.dumps(state)

    def page(self, notes: bool, dark: bool) -> bytes:
        """Return the page with the stage, or with the notes."""
        paper = "#13171A" if dark else "#FCFBF8"
        data = json.dumps(stage_data(notes))
        return PAGE.replace("PAPER", paper).replace("DATA", data).encode()

    def say(self, **changes: Any) -> None:
        """Change any attribute, and tell everybody."""
        with self.news:
            for name, value in changes.items():
                setattr(self, name, value)
            self.turn += 1
            self.news.notify_all()

    def lead(self, scene: str, phase: str) -> None:
        """Move the show from elsewhere, as another browser's notes do."""
        self.say(moment={"revision": self.moment["revision"] + 1, "scene": scene, "phase": phase})

    def move(self, move: dict[str, str]) -> dict[str, Any] | None:
        """Return the moment after a move; None where its answer gets lost."""
        if move["id"] not in self._known:
            self._known.add(move["id"])
            self.moves.append((move["scene"], move["phase"]))
            self.lead(move["scene"], move["phase"])
        if self.loses:
            self.loses -= 1
            return None
        return self.moment

    def start(self) -> House:
        """Serve, at the same address each time."""
        self.closed = False
        self.server = _Server(("127.0.0.1", self.port), _Handler)
        self.server.house = self
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
