"""A real Streamlit server and a real Chromium for the browser tests.

A page fails its test when the console reports an error, when a script throws, or when anything
but this machine is asked for something: the app promises that nothing leaves the machine.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        ViewportSize,
    )

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",  # a microphone that hears a beep every second
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
LOCAL = {"127.0.0.1", "localhost"}
SETTINGS = ("SPECTROGRAM_", "STREAMLIT_", "LIBROSA_DATA_DIR")
# On a link to a page, Streamlit's browser side looks for its server below that page first.
PROBES = ("/_stcore/health", "/_stcore/host-config")
BOOT_SECONDS = 60


def free_port() -> int:
    """Return a TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_health(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return as soon as the server answers; fail the tests if it ended or never does."""
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"The Streamlit server ended with exit code {server.returncode}.")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)  # between two questions: nothing tells when it is up
    pytest.fail(f"The Streamlit server did not answer within {BOOT_SECONDS} s.")


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Give a function from an app's script to its address.

    Keywords are environment variables of the server; a script is served once for each set of
    them, in an environment without any other settings of ours. STREAMLIT_SERVER_ADDRESS takes
    the place of this machine's own address.
    """
    servers: dict[object, tuple[str, subprocess.Popen[bytes]]] = {}
    clean = {name: text for name, text in os.environ.items() if not name.startswith(SETTINGS)}

    def start(script: Path, **variables: str) -> str:
        served = (script, *sorted(variables.items()))
        if served not in servers:
            port = free_port()
            command = [sys.executable, "-m", "streamlit", "run", str(script)]
            options = {
                "server.headless": "true",
                "server.address": variables.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1"),
                "server.port": str(port),
                "server.fileWatcherType": "none",
                "browser.gatherUsageStats": "false",
            }
            command += [word for name, value in options.items() for word in (f"--{name}", value)]
            server = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**clean, "PYTHONPATH": str(ROOT), **variables},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            servers[served] = (f"http://127.0.0.1:{port}", server)
            await_health(*servers[served])
        return servers[served][0]

    yield start
    for _, server in servers.values():
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Give one headless Chromium for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def viewport() -> ViewportSize:
    """Give the size of the window; a test overrides it by parametrising `viewport`."""
    return DESKTOP


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> dict[bool, BrowserContext]:
    """Give two browser contexts, by whether they are touched; their cache makes pages quick."""
    return {
        touched: browser.new_context(has_touch=touched, device_scale_factor=2 if touched else 1)
        for touched in (False, True)
    }


@contextmanager
def _watched_page(context: BrowserContext, viewport: ViewportSize) -> Iterator[Page]:
    """Open a page; when it is done with, fail for errors in it or calls to other machines."""
    opened = context.new_page()
    opened.set_viewport_size(viewport)
    opened.set_default_timeout(15_000)
    complaints: list[str] = []

    def note_request(request: Request) -> None:
        url = urlsplit(request.url)
        if url.hostname not in LOCAL and url.scheme not in {"blob", "data"}:
            complaints.append(f"asked another machine: {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(PROBES):
            complaints.append(f"console: {message.text}")

    opened.on("request", note_request)
    opened.on("console", note_message)
    opened.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture
def page(contexts: dict[bool, BrowserContext], viewport: ViewportSize) -> Iterator[Page]:
    """Give a fresh page of the size `viewport`; below 600 px it is one to be touched."""
    with _watched_page(contexts[viewport["width"] < 600], viewport) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_page(contexts: dict[bool, BrowserContext]) -> Iterator[Page]:
    """Give one desktop page to all tests of a module that leave it as they found it."""
    with _watched_page(contexts[False], DESKTOP) as opened:
        yield opened


@pytest.fixture
def own_page(browser: Browser, viewport: ViewportSize) -> Iterator[Page]:
    """Give a page whose cookies no other test sees."""
    context = browser.new_context(device_scale_factor=2, has_touch=viewport["width"] < 600)
    with _watched_page(context, viewport) as opened:
        yield opened
    context.close()
