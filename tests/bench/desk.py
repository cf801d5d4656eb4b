"""How long a moderator waits from her key to the next picture, in the app as it is served."""

import tempfile
from pathlib import Path

import numpy as np

from tests.browser.catalogue import fill
from tests.browser.conftest import FLAGS
from tests.browser.servers import RealServer
from tests.conftest import ROOT, find_chromium

DECISIONS = 40
_LOOK = 1500  # ms on a track, as fast as somebody listens; meanwhile the next one arrives
_GOAL = 300  # ms


def measure_desk() -> None:
    """Print the times, or why there are none."""
    print("\nDesk: from the key that decides to the next picture, headless Chromium")
    chromium = find_chromium()
    if chromium is None:
        print("  not measured: no Chromium starts on this machine")
        return
    with tempfile.TemporaryDirectory() as folder:
        catalogue = fill(Path(folder) / "data")
        server = RealServer(ROOT / "streamlit_app.py", {"SPECTROGRAM_DATA": str(catalogue.folder)})
        server.start()
        try:
            times = _decide(chromium, f"{server.url}/review")
        finally:
            server.kill()
    low, middle, high = np.percentile(times, [0, 50, 95])
    within = np.mean(times <= _GOAL)
    print(f"  least {low:.0f} ms, median {middle:.0f} ms, 95 of 100 within {high:.0f} ms")
    print(f"  within {_GOAL} ms: {within:.0%} of {len(times)} decisions")


def _decide(chromium: Path, url: str) -> "np.typing.NDArray[np.float64]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        for _ in range(DECISIONS):
            page.wait_for_function("() => window.spectrogramDesk?.painted", timeout=60_000)
            page.wait_for_timeout(_LOOK)
            shown = page.evaluate("spectrogramDesk.shown")
            page.keyboard.press("t")
            page.wait_for_function("(before) => spectrogramDesk.shown !== before", arg=shown)
        measured = page.evaluate("spectrogramDesk.measures")
        browser.close()
    return np.array([one["ms"] for one in measured], np.float64)
