"""A visit of the desk's pages, as whom one likes, with the data folder of the test."""

from __future__ import annotations

import time
from typing import Any

from streamlit.testing.v1 import AppTest

from genre_core.desk.records import DecisionRecord, Search, latest_decisions
from genre_core.people import Role
from genre_core.store.engine import Store
from tests.pages.test_gate import AUTH
from tests.pages.visit import APP, as_read


class DeskVisit:
    """One session on one page; without ``name`` of the person at this machine, an admin."""

    def __init__(self, page: str, name: str = "", **link: str) -> None:
        self.app = AppTest.from_file(APP, default_timeout=120)
        self.app.query_params.update(link)
        self.app.query_params["next"] = page
        if name:
            self.app.secrets = {"auth": AUTH}
            self.app.user = {
                "is_logged_in": True,
                "iss": "https://id.example.org",
                "sub": name,
                "name": name,
                "iat": time.time(),
            }
        self.run()

    def run(self) -> DeskVisit:
        """Run the page again; a bug in it fails the test."""
        self.app.run()
        assert not self.app.exception, self.app.exception
        return self

    def press(self, label: str) -> DeskVisit:
        """Press the button of this label."""
        (button,) = [each for each in self.app.button if each.label == label]
        button.click()
        return self.run()

    def choose(self, key: str, value: Any) -> DeskVisit:
        """Choose in the box of this key, or type into it."""
        boxes: list[Any] = [
            each
            for kind in ("selectbox", "text_input", "text_area", "multiselect", "date_input")
            for each in self.app.get(kind)
        ]
        (box,) = [box for box in boxes if box.key == key]
        box.set_value(value)
        return self.run()

    @property
    def alerts(self) -> list[str]:
        """All coloured boxes, as they are read."""
        app = self.app
        boxes = (*app.success, *app.info, *app.warning, *app.error)
        return [as_read(box.value) for box in boxes]

    @property
    def words(self) -> str:
        """All that is to be read."""
        app = self.app
        texts = (*app.title, *app.subheader, *app.markdown, *app.caption)
        return "\n".join([as_read(text.value) for text in texts] + self.alerts)

    @property
    def labels(self) -> list[str]:
        """What all buttons say."""
        return [button.label for button in self.app.button]


def role_file(path: Any, role: Role) -> str:
    """Write a roles file in which everybody has one role; return its path."""
    path.write_text(f'default = "{role.word}"')
    return str(path)


def recent(store: Store) -> tuple[DecisionRecord, ...]:
    """Return the decisions, the newest first."""
    with store.reading() as connection:
        return latest_decisions(connection, Search(), 100)
