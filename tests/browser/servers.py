"""A server of one test's own, which may be killed and started again at the same address."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.browser.conftest import ROOT, SETTINGS, await_health, free_port


class RealServer:
    """A Streamlit server."""

    def __init__(self, script: Path, variables: Mapping[str, str]) -> None:
        clean = {name: text for name, text in os.environ.items() if not name.startswith(SETTINGS)}
        self._script = script
        self._environment = {**clean, "PYTHONPATH": str(ROOT), **variables}
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", str(self._script)]
        command += ["--server.headless", "true", "--server.port", str(self._port)]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        await_health(self.url, self._process)

    def kill(self) -> None:
        """Kill it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=30)
            self._process = None
