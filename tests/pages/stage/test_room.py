"""The room's server, page by page: what a guest of the network meets, and what the presenter does.

Run in this process. The same over the network is in test_served.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from pages.parts.shell import DESK
from pages.parts.stage import room
from pages.parts.stage.key import VARIABLE
from pages.parts.stage.room import STAGE
from tests.pages.visit import APP, as_read

PAGES = Path(APP).parent / "pages"
OPEN = {"stage", "vote"}
CLOSED = sorted({page.stem for page in PAGES.glob("[a-z]*.py")} - OPEN)
AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "a-secret-of-these-tests-and-of-nothing-else",
    "client_id": "spectrogram",
    "client_secret": "secret",
    "server_metadata_url": "http://127.0.0.1:9/nobody-listens-here",
}


def visit(page: str, **secrets: object) -> AppTest:
    """Open a page as a new visitor."""
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["next"] = page
    if secrets:
        app.secrets = secrets
    app.run()
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    return "\n".join(as_read(text.value) for text in (*app.title, *app.markdown, *app.caption))


@pytest.fixture
def in_the_room(monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> Iterator[None]:
    """Let this process be the room's server, open to the whole network."""
    monkeypatch.setenv(STAGE, "1")
    monkeypatch.setenv(VARIABLE, "tonight-in-the-hall")
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    yield
    config.set_option("server.address", before)


@pytest.fixture
def presenter(in_the_room: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the visitor have the presenter's cookie."""
    monkeypatch.setattr(room, "presents", lambda: True)


def test_the_pages_that_are_tested_are_those_of_the_desk_and_those_for_everybody() -> None:
    assert {page.name for page in DESK} | {"verify", "confusion", "model"} <= set(CLOSED)


@pytest.mark.parametrize("page", CLOSED)
def test_a_guest_of_the_room_sees_nothing_of_any_other_page(in_the_room: None, page: str) -> None:
    app = visit(page)
    if page in {each.name for each in DESK}:
        assert app.title[0].value == "The desk is closed"
        assert not app.button
    else:
        assert not app.title
        assert len(app.get("bidi_component")) == 1  # the ballot
    assert not app.selectbox
    assert not app.file_uploader
    assert not app.sidebar.caption
    assert not app.dataframe


@pytest.mark.parametrize("page", ["vote", "nowhere", "../verify", ""])
def test_a_guest_of_the_room_gets_the_ballot(in_the_room: None, page: str) -> None:
    assert len(visit(page).get("bidi_component")) == 1


def test_a_guest_of_the_room_is_led_from_the_stage_to_the_ballot(in_the_room: None) -> None:
    app = visit("stage")
    assert app.title[0].value == "This is the presenter's screen"
    assert "[here is your ballot](/v)" in said(app)
    assert not app.get("bidi_component")


@pytest.mark.parametrize("page", [each.name for each in DESK])
def test_moderators_may_still_sign_in(in_the_room: None, page: str) -> None:
    app = visit(page, auth=AUTH)
    assert app.title[0].value == "You are not signed in"
    assert [button.label for button in app.button] == ["Sign in"]


@pytest.mark.parametrize("page", ["stage", "vote"])
def test_elsewhere_the_pages_of_a_show_say_how_to_give_one(data_folder: Path, page: str) -> None:
    app = visit(page)
    assert "make stage" in [code.value for code in app.code]
    assert not app.get("bidi_component")


def test_without_its_variable_no_cookie_makes_a_presenter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "tonight-in-the-hall")
    assert not room.in_the_room()
    assert not room.is_guest()
    assert not room.presents()
