"""Who could be at the other end of a visit."""

from __future__ import annotations

import pytest

from pages.parts.entrance.reach import came_through_a_proxy, is_loopback

HERE = {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}


@pytest.mark.parametrize("name", ["127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST", "::1"])
def test_only_this_machine_answers_to_these(name: str) -> None:
    assert is_loopback(name)


@pytest.mark.parametrize(
    "name", ["", "0.0.0.0", "::", "192.168.0.7", "localhost.example.org", "unix:///run/app.sock"]
)
def test_others_may_come_by_these(name: str) -> None:
    assert not is_loopback(name)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        HERE,
        {"host": "localhost:9000", "origin": "http://localhost:9000"},
        {"host": "[::1]:8501", "origin": "http://[::1]:8501"},
    ],
)
def test_a_browser_on_this_machine_came_through_no_proxy(headers: dict[str, str]) -> None:
    assert not came_through_a_proxy(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {**HERE, "origin": "https://desk.example.org"},
        {**HERE, "host": "desk.example.org"},
        {**HERE, "origin": "null"},
        {**HERE, "origin": "http://[broken"},
        {**HERE, "host": ""},
        {**HERE, "x-forwarded-for": "127.0.0.1"},
        {**HERE, "forwarded": "for=127.0.0.1"},
        {**HERE, "via": "1.1 proxy"},
    ],
)
def test_a_proxy_on_this_machine_is_noticed(headers: dict[str, str]) -> None:
    assert came_through_a_proxy(headers)
