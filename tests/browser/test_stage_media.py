"""The stage fetches what it shows in advance, and one file that is missing holds up no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Page, expect

from tests.browser.apps.tiny_show import write_show
from tests.browser.house import House

pytestmark = pytest.mark.browser
STOCK = "#stock"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Give a house with a show of two rounds."""
    opened = House(write_show(tmp_path)).start()
    yield opened
    opened.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a window in which a file may be missing."""
    opened = browser.new_page()
    yield opened
    opened.close()


def test_a_file_that_is_missing_holds_up_none_of_the_others(house: House, page: Page) -> None:
    rounds = [scene["round"] for scene in house.show["scenes"] if scene["round"]]
    files = {each[kind] for each in rounds for kind in ("data", "picture", "sound")}
    missing = rounds[0]["data"]
    page.route(f"**{missing}", lambda route: route.fulfill(status=404, body="{}"))
    page.goto(house.url)
    expect(page.locator(STOCK)).to_have_text(
        f"Fetching sounds and pictures: {len(files) - 1} of {len(files)}", timeout=20_000
    )
    page.unroute(f"**{missing}")
    expect(page.locator(STOCK)).to_have_text("", timeout=20_000)
