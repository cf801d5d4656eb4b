"""The moderator's desk as a whole: the real store, a real server, a real browser, keys alone.

What the desk does in the browser is tested in test_desk; here is that what it says arrives: every
label belongs to the track that was on the screen, whatever happens to the server in between.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Page, expect

from genre_core.ruling import Answer
from tests.browser.catalogue import Catalogue, fill
from tests.browser.servers import RealServer

pytestmark = pytest.mark.browser

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
LABELLED = 50
KEYS = ("h", "1", "2", "t", "n", "3", "e", "4", "h", "5")
"""Pressed in turn."""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Give a catalogue of one's own."""
    return fill(tmp_path / "data")


@pytest.fixture
def server(catalogue: Catalogue) -> Iterator[RealServer]:
    """Give a server of the app that may be killed."""
    running = RealServer(APP, {"SPECTROGRAM_DATA": str(catalogue.folder)})
    running.start()
    yield running
    running.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page with a storage of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def look(page: Page) -> str:
    """Wait until a track may be decided, and return its key as the desk has it on the screen."""
    page.wait_for_function("() => window.spectrogramDesk?.painted")
    page.wait_for_timeout(200)  # the desk refuses what is pressed before anybody can have looked
    return str(page.evaluate("spectrogramDesk.shown"))


def label(page: Page, presses: list[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Decide track after track by a key each; return the title one reads, and what one said."""
    done = []
    for key in presses:
        shown = look(page)
        title = page.locator("#case-title").inner_text()
        claimed = page.locator("#claim").inner_text().split("\n")[-1]
        said = page.locator("button.choice", has=page.get_by_text(key, exact=True))
        word = said.locator(".word").inner_text() if key.isdigit() else ""
        page.keyboard.press(key)
        page.wait_for_function(f"() => spectrogramDesk.shown !== {json.dumps(shown)}")
        done.append((title, *meaning(key, word, claimed)))
    return done


def meaning(key: str, word: str, claimed: str) -> tuple[str, tuple[str, ...]]:
    """Return the answer and the genres that a key stands for, as the store keeps them."""
    if key.isdigit() and word != claimed:
        return Answer.GENRE_IS.value, (word,)
    others = {"t": Answer.CANNOT_TELL, "n": Answer.NOT_MUSIC, "e": Answer.ESCALATE}
    # Who names the claimed genre says that the claim holds.
    return others.get(key, Answer.HOLDS).value, ()


def settled(page: Page) -> None:
    """Wait until the browser keeps nothing that is not stored."""
    none = "!Object.keys(localStorage).some((name) => name.includes('/item/'))"
    page.wait_for_function(f"() => {none}")


def test_fifty_tracks_by_keys_alone_and_each_label_is_its_own(
    catalogue: Catalogue, server: RealServer, page: Page
) -> None:
    presses = [KEYS[number % len(KEYS)] for number in range(LABELLED)]
    page.goto(f"{server.url}/review")
    done = label(page, presses[:30])
    server.kill()  # what was decided a moment ago may not have arrived
    server.start()
    page.reload()
    done += label(page, presses[30:])
    settled(page)
    log = page.evaluate("spectrogramDesk.log")
    found = catalogue.decisions()
    assert len(found) == LABELLED
    assert len({record.track_key for record in found}) == LABELLED
    assert [(record.title, record.answer.value, record.genres) for record in found] == done
    # The page's own log, since the reload: what was on the screen is what was labelled.
    assert [entry["trackKey"] for entry in log] == [record.track_key for record in found[30:]]


def test_an_undo_brings_the_track_back_and_the_store_keeps_both(
    catalogue: Catalogue, server: RealServer, page: Page
) -> None:
    page.goto(f"{server.url}/review?queue=Everything")
    first = look(page)
    page.keyboard.press("t")
    page.wait_for_function(f"() => spectrogramDesk.shown !== {json.dumps(first)}")
    look(page)
    settled(page)
    page.keyboard.press("z")
    page.wait_for_function(f"() => spectrogramDesk.shown === {json.dumps(first)}")
    settled(page)
    kinds = [record.answer for record in catalogue.decisions()]
    assert kinds == [Answer.CANNOT_TELL, Answer.UNDO]


def test_an_empty_queue_says_what_to_do(server: RealServer, page: Page) -> None:
    page.goto(f"{server.url}/review?queue=Appeals")
    expect(page.get_by_text("Nothing waits in Appeals")).to_be_visible(timeout=60_000)
