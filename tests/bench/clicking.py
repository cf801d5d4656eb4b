"""How long clicks on the app's pages are answered in, in a real Chromium, with made test tracks."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.servers import RealServer
from tests.conftest import ROOT, find_chromium

GOAL = 0.5
"""Seconds."""


def timed_clicks(folder: Path, path: str, click: Callable[[Page], Iterator[float]]) -> list[float]:
    """Return the seconds that each click took; nothing where no Chromium starts.

    Args:
        folder: holds the models, and takes the app's data.
        path: of the page, with what its address says.
        click: clicks, and gives the seconds of each.
    """
    chromium = find_chromium()
    if chromium is None:
        return []
    variables = {
        "SPECTROGRAM_MODELS": str(folder / "models"),
        "SPECTROGRAM_DATA": str(folder / "data"),
    }
    server = RealServer(ROOT / "streamlit_app.py", variables)
    server.start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(120_000)
            page.goto(f"{server.url}/{path}")
            return list(click(page))
    finally:
        server.kill()


def rest(page: Page) -> None:
    """Wait until no script runs and the browser has drawn what came of it."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate("() => new Promise((done) => requestIdleCallback(() => done()))")


def show_clicks(what: str, times: Sequence[float]) -> None:
    """Print them."""
    if not times:
        print("  clicks are not measured: no Chromium starts on this machine")
        return
    low, middle, high = (1000 * np.percentile(times, [0, 50, 95])).tolist()
    print(f"  {what}, in Chromium (wall clock)")
    print(f"    least {low:.0f} ms, median {middle:.0f} ms, 95 of 100 within {high:.0f} ms")
    met = float(np.mean(np.array(times) <= GOAL))
    print(f"    within {1000 * GOAL:.0f} ms: {met:.0%} of {len(times)} clicks")
