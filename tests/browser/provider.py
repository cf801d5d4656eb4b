"""An OpenID Connect provider on this machine, and the files that make the app trust it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parent / "apps" / "provider_app.py"
COOKIE_SECRET = "a-secret-of-these-tests-and-of-nothing-else"
PEOPLE = {
    "victor": {"name": "Victor Viewer", "email": "victor@example.org", "email_verified": True},
    "mona": {"name": "Mona Moderator", "email": "Mona@Example.org", "email_verified": True},
    "senta": {"name": "Senta Senior", "groups": ["choir", "seniors"]},
    "ada": {"name": "Ada Admin", "email": "ada@example.org", "email_verified": True},
    "mallory": {"name": "Mallory", "email": "ada@example.org", "email_verified": False},
    "نور <b>&": {"name": "نور **bold** :smile: <b>b</b>", "groups": "seniors"},
}
ROLES = """
claim = "groups"
[roles]
viewer = ["victor@example.org"]
moderator = ["mona@example.org"]
admin = ["ada@example.org"]
[values]
senior = ["seniors"]
"""
BOOT_SECONDS = 30


@dataclass(eq=False)
class Provider:
    """A provider that may be stopped and started again at the same address."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it with everybody it knows, and wait until it answers."""
        command = [sys.executable, str(SCRIPT), str(self.port), json.dumps(PEOPLE)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.home}/.well-known/openid-configuration", timeout=2)
                return
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, "The provider did not start."
                time.sleep(0.1)  # between two questions: nothing tells when it is up
        raise AssertionError(f"The provider did not answer within {BOOT_SECONDS} s.")

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None

    def write_settings(self, folder: Path) -> dict[str, str]:
        """Write secrets.toml and a roles file and return the variables that name them."""
        (folder / "secrets.toml").write_text(
            "[auth]\n"
            'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{COOKIE_SECRET}"\n'
            'client_id = "spectrogram"\nclient_secret = "secret"\n'
            f'server_metadata_url = "{self.home}/.well-known/openid-configuration"\n'
        )
        (folder / "roles.toml").write_text(ROLES)
        return {
            "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
            "SPECTROGRAM_ROLES": str(folder / "roles.toml"),
        }


def new_provider() -> Provider:
    """Return a provider at a free port, not started yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Provider(int(probe.getsockname()[1]))
