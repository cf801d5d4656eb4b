"""The room's server as `make stage` starts it, which may be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from pages.parts.stage.key import COOKIE, VARIABLE
from tests.browser.conftest import ROOT, SETTINGS, free_port

KEY = "tonight-in-the-hall"
ORDER = """
title: A show of these tests
scenes:
  - {id: welcome, kind: title, title: Welcome}
  - id: canon
    kind: round
    notes: Wait.
    round: {track: falling-ground, claim: Rock, truth: Classical, seconds: 8}
  - id: bus
    kind: round
    round: {track: night-bus, claim: Electronic, truth: Electronic, seconds: 8}
  - {id: end, kind: closing}
"""
_BOOT_SECONDS = 120


class RoomServer:
    """A server for a room, with its data in a folder, and what it said there in a file."""

    def __init__(self, data: Path, address: str = "127.0.0.1") -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.said = data / "said.txt"
        self._address = address
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> RoomServer:
        """Start it, and wait until it answers."""
        clean = {name: text for name, text in os.environ.items() if not name.startswith(SETTINGS)}
        command = [sys.executable, "-m", "pages.parts.stage.server", *options]
        command += ["--port", str(self.port), "--address", self._address]
        with self.said.open("wb") as said:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**clean, "SPECTROGRAM_DATA": str(self.data), VARIABLE: KEY},
                stdout=said,
                stderr=subprocess.DEVNULL,
            )
        deadline = time.monotonic() + _BOOT_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                pytest.fail(f"The room's server ended with exit code {self._process.returncode}.")
            try:
                httpx.get(f"{self.url}/stage-api/ping", timeout=2)
                return self
            except httpx.TransportError:
                time.sleep(0.05)  # between two questions: nothing tells when it is up
        pytest.fail(f"The room's server did not answer within {_BOOT_SECONDS} s.")

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """Kill it without a word."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop, as Ctrl+C does; return its exit code."""
        return self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(timeout=60)

    def client(self, key: str = "") -> httpx.Client:
        """Return a browser: the presenter's with the key, a guest's without."""
        cookies = {COOKIE: key} if key else {}
        return httpx.Client(base_url=self.url, cookies=cookies, timeout=60)
