"""The router: what a page hands over arrives with all its parameters.

That a fresh server hands over at all is tested in tests/browser/test_verify.py.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pages.parts.shell import ICON
from tests.pages.visit import Visit


@pytest.mark.parametrize("page", ["verify", "nowhere", "", "../verify"])
def test_router_passes_a_link_on_to_its_page(visit: Callable[..., Visit], page: str) -> None:
    arrived = visit(next=page, track="night-bus", claim="Jazz")
    assert (arrived.track, arrived.claimed) == ("night-bus", "Jazz")
    assert arrived.link == {"track": "night-bus", "claim": "Jazz"}


def test_icon_is_a_file_and_comes_from_no_network() -> None:
    assert ICON.read_bytes().startswith(b"\x89PNG")
