"""How long a visitor waits for the app, and how much memory its server takes.

The browser stands ready before the server starts. A cold visit is timed from the start of the
server's process, a warm one, by a visitor who was never there, from the call of the address.
"""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

from genre_core.crate import crate_folder, fill_crate
from tests.browser.conftest import FLAGS
from tests.conftest import ROOT, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CONTENT = "h1"
"""The question, which stands on the page before anything is computed."""
VERDICT = '[data-testid="stAlert"] p > strong'
"""The answer, in its box."""
WARM_VISITS = 5
_PATIENCE = 120.0  # seconds


def measure_app() -> None:
    """Print the table, or why there is none."""
    print("\nApp: headless Chromium, a window of 1280 x 900")
    chromium = find_chromium()
    if chromium is None:
        print("  not measured: no Chromium starts on this machine")
        return
    from playwright.sync_api import sync_playwright

    fill_crate(crate_folder(), lambda _what, _share: None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        _visit(browser, "about:blank", time.perf_counter(), wanted=())
        _measure(browser)
        browser.close()


def _measure(browser: "Browser") -> None:
    begin = time.perf_counter()
    with _serving() as (address, server):
        up = time.perf_counter() - begin
        content, verdict = _visit(browser, address, begin)
        warm = sorted(_visit(browser, address, time.perf_counter()) for _ in range(WARM_VISITS))[
            WARM_VISITS // 2
        ]
        print("                          server up    first content    first verdict")
        print(f"  cold, from its start    {up:7.2f} s  {content:13.2f} s  {verdict:13.2f} s")
        print(
            f"  warm, median of {WARM_VISITS}                  {warm[0]:13.2f} s  {warm[1]:13.2f} s"
        )
        print(f"  memory of the server    {_memory(server, 'VmRSS'):.0f} MB, ", end="")
        print(f"at most {_memory(server, 'VmHWM'):.0f} MB")


def _visit(
    browser: "Browser", address: str, begin: float, wanted: tuple[str, ...] = (CONTENT, VERDICT)
) -> tuple[float, ...]:
    """Open the address with an empty cache; return when each of ``wanted`` was to be seen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    seen = []
    for selector in wanted:
        page.locator(selector).first.wait_for(state="visible", timeout=_PATIENCE * 1000)
        seen.append(time.perf_counter() - begin)
    context.close()
    return tuple(seen)


@contextmanager
def _serving() -> Iterator[tuple[str, int]]:
    """Run the app; give its address and the id of its process once it answers."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await(f"{address}/_stcore/health", server)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise RuntimeError(f"The app's server did not answer at {url}. Run: make app")


def _memory(process: int, field: str) -> float:
    """Return a field of /proc/PID/status in MB."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1000 if found else float("nan")
