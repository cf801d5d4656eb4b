"""A house for the stage alone: the page, a show from a folder, and a server that can be killed.

It speaks the stage's protocol from memory, so that a test can hold back votes, lose answers, go
away in mid-round and come back. The folder holds `show.json` and the files that it names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit

from pages.parts.stage.front.front import stage_data, stage_script
from tests.browser.telling import Answering, Teller

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


class _Handler(Answering["House"]):
    def do_GET(self) -> None:
        """Serve the page, its script, the show, its files, or the stream."""
        house, path = self.server.teller, self.path.partition("?")[0]
        if path == "/stage":
            self.answer(200, house.page("notes=1" in self.path, "dark" in self.path), "text/html")
        elif path == "/stage.js":
            self.answer(200, stage_script().encode(), KINDS[".js"])
        elif path == "/font.woff2":
            self.answer(200, FONT.read_bytes(), "font/woff2")
        elif path == "/stage-api/events":
            self.stream("stage")
        elif path == "/stage-api/show":
            self.answer(house.show_status, json.dumps(house.show).encode())
        elif path == "/stage-api/order":
            self.answer(200, house.order.encode(), "text/yaml; charset=utf-8")
        elif path.startswith("/stage-media/"):
            file = house.folder / Path(path).name
            self.answer(200, file.read_bytes(), KINDS[file.suffix])
        else:
            self.answer(200 if path == "/stage-api/ping" else 404, b"{}")

    def do_POST(self) -> None:
        """Take a move."""
        house = self.server.teller
        move = json.loads(self.body())
        moment = house.move(move)
        self.answer(200 if moment else 503, json.dumps(moment or {}).encode())

    def do_PUT(self) -> None:
        """Take a running order, unless the test refuses it."""
        house = self.server.teller
        text = self.body().decode()
        if house.refusal:
            self.answer(422, json.dumps({"why": house.refusal}).encode())
            return
        house.order = text
        self.answer(200, b"{}")


@dataclass(eq=False)
class House(Teller):
    """The house's server.

    Attributes:
        folder: holds the show's files.
        votes: {round: {"yes": n, "no": n, "unsure": n, "genres": [[name, n]]}}.
        moves: the steps that were told, in order, repeats of a move left out.
        loses: how many of the next moves count without an answer coming back.
        late: whether votes are told only when the test says so, though revealed.
        unkept: why votes cannot be kept; "" while they are.
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
    unkept: str = ""
    refusal: str = ""
    order: str = "title: Try it\n"
    show_status: int = 200

    def __post_init__(self) -> None:
        self.open_at(_Handler)
        self.show: dict[str, Any] = json.loads((self.folder / "show.json").read_text("utf-8"))
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
        order = [each["id"] for each in self.show["scenes"]]
        over = order[: order.index(scene)] if scene in order else []
        earlier = [
            {"round": name, **{word: tally[word] for word in ("yes", "no", "unsure")}}
            for name, tally in self.votes.items()
            if name in over
        ]
        named = {"show": self.show["show"], "order": self.show["order"]}
        live = {"phones": self.phones, "unkept": self.unkept}
        rest = {**named, **live, "results": earlier, "score": self.score}
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
            self.tell()

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
        self.serve()
        return self
