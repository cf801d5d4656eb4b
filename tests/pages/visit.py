"""A visitor's session of the app, in the words of the tests; run in this process by AppTest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Self

from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
JOINER = "\N{WORD JOINER}"


def as_read(markdown: str) -> str:
    """Return what a person reads where a page quotes other people's words."""
    return re.sub(r"\\(.)", r"\1", markdown.replace(JOINER, ""))


class PageVisit:
    """One session of a single page, opened by a link."""

    def __init__(self, page: str, **link: str) -> None:
        self.app = AppTest.from_file(APP.parent / "pages" / page, default_timeout=120)
        self.app.session_state["shell_ready"] = True
        self.app.query_params.update(link)
        self.run()

    def run(self) -> Self:
        """Run the page again; a bug in it fails the test."""
        self.app.run()
        assert not self.app.exception, self.app.exception
        return self

    @property
    def link(self) -> dict[str, Any]:
        """What the address says."""
        return dict(self.app.query_params)


class Visit:
    """One session, from its first run on."""

    def __init__(self, **link: str) -> None:
        self.app = AppTest.from_file(APP, default_timeout=60)
        self.app.query_params.update(link)
        self.run()

    def run(self) -> Visit:
        """Run the page again; a bug in it fails the test."""
        for box in self.app.selectbox:
            # AppTest knows no box into which one may type, the browser does.
            if isinstance(box.value, str) and box.format_func(box.value) not in box.options:
                box.options.append(box.value)
        self.app.run()
        assert not self.app.exception, self.app.exception
        return self

    def go(self, **link: str) -> Visit:
        """Go to another address within the session, as the browser's Back does."""
        self.app.query_params = dict(link)
        return self.run()

    def pick(self, track: str) -> Visit:
        """Choose a track by its key."""
        self.app.selectbox(key="track").set_value(track)
        return self.run()

    def claim(self, genre: str | None) -> Visit:
        """Choose or type a claim."""
        self.app.selectbox(key="claim").set_value(genre)
        return self.run()

    def upload(self, name: str, content: bytes) -> Visit:
        """Hand in a file."""
        self.app.file_uploader[0].upload(name, content)
        return self.run()

    def record(self, content: bytes) -> Visit:
        """Hand in a recording of the microphone."""
        self.app.audio_input[0].upload("audio.wav", content)
        return self.run()

    @property
    def link(self) -> dict[str, Any]:
        """What the address says."""
        return dict(self.app.query_params)

    @property
    def track(self) -> str:
        """The key of the chosen track."""
        return str(self.app.session_state["track"])

    @property
    def tracks(self) -> list[str]:
        """The tracks on offer, as they are called on the page."""
        return list(self.app.selectbox(key="track").options)

    @property
    def claimed(self) -> str | None:
        """What stands in the claim's box."""
        return self.app.selectbox(key="claim").value

    @property
    def question(self) -> str:
        """The headline."""
        return as_read(self.app.title[0].value)

    @property
    def alerts(self) -> dict[str, list[str]]:
        """All coloured boxes by kind: success, info, warning, error."""
        app = self.app
        boxes = (*app.success, *app.info, *app.warning, *app.error)
        return {
            kind: [as_read(box.value) for box in boxes if box.type == kind]
            for kind in ("success", "info", "warning", "error")
        }

    @property
    def quoting(self) -> list[str]:
        """The Markdown of everything that may quote other people: headline, boxes, captions."""
        app = self.app
        texts = (*app.title, *app.success, *app.info, *app.warning, *app.error, *app.caption)
        return [text.value for text in texts]

    @property
    def answer(self) -> str:
        """The sentence that answers the question; there is exactly one."""
        boxes = [text for texts in self.alerts.values() for text in texts]
        (sentence,) = [text for text in boxes if text.startswith("**")]
        return sentence.strip("*")

    @property
    def complaint(self) -> str | None:
        """What the page has to complain of, if anything."""
        said = [text for text in self.alerts["warning"] if not text.startswith("**")]
        return said[0] if said else None

    @property
    def suggestions(self) -> list[str]:
        """The genres that a claim may have meant."""
        return list(self.app.pills[0].options) if self.app.pills else []

    @property
    def words(self) -> str:
        """All running text of the page."""
        return "\n".join(as_read(text.value) for text in (*self.app.markdown, *self.app.caption))
