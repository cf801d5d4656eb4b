"""The names by which the room's server may be called."""

from __future__ import annotations

import socket

import pytest

from pages.parts.stage.server.hosts import is_own_name, is_same_site


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8501", "192.168.1.7:8501", "10.0.0.2", "[::1]:8501", "[fe80::1]", "localhost:1",
     "LOCALHOST", socket.gethostname(), f"{socket.gethostname()}:8501"],
)  # fmt: skip
def test_it_answers_to_every_address_and_to_its_own_name(host: str) -> None:
    assert is_own_name(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8501", "127.0.0.1.evil.example", "[::1", "1.2.3", "a b",
     "localhost.evil.example", "evil.example@", "127.0.0.1:port@evil.example"],
)  # fmt: skip
def test_a_website_cannot_rebind_its_own_name_to_it(host: str) -> None:
    assert not is_own_name(host)


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        (None, True),
        ("http://192.168.1.7:8501", True),
        ("http://192.168.1.7:8502", False),
        ("http://192.168.1.7", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
        ("http://[", False),
        ("http://[::1", False),
    ],
)
def test_a_page_of_another_server_is_told_apart(origin: str | None, same: bool) -> None:
    assert is_same_site(origin, "192.168.1.7:8501") is same
