"""The door of the room's server, before an app that lets everybody in."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.parts.shell import DESK
from pages.parts.stage.key import COOKIE
from pages.parts.stage.server.doorway import Doorway, leads
from tests.loops import run as run_apart

KEY = "tonight-in-the-hall"
HALL = "http://192.168.1.7:8501"


async def anything(request: Request) -> PlainTextResponse:
    return PlainTextResponse("presenter" if leads(request, KEY) else "guest")


def ask(path: str, *, base: str = HALL, cookie: str = "", **headers: str) -> httpx.Response:
    app = Starlette(
        routes=[Route("/{rest:path}", anything)], middleware=[Middleware(Doorway, key=KEY)]
    )

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        cookies = {COOKIE: cookie} if cookie else {}
        async with httpx.AsyncClient(transport=transport, base_url=base, cookies=cookies) as client:
            return await client.get(path, headers=headers)

    return run_apart(once())


def test_the_presenters_link_becomes_a_cookie_and_the_key_leaves_the_address() -> None:
    answer = ask(f"/stage?key={KEY}&notes=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/stage?notes=1")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={KEY};")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize("path", ["/stage", "/stage?key=", "/stage?key=guess", "/vote", "/review"])
def test_everybody_else_is_a_guest(path: str) -> None:
    answer = ask(path, cookie="guess")
    assert (answer.status_code, answer.text) == (200, "guest")
    assert "set-cookie" not in answer.headers


def test_the_cookie_makes_the_presenter() -> None:
    assert ask("/stage", cookie=KEY).text == "presenter"


def test_the_presenters_cookie_is_worth_nothing_on_another_servers_page() -> None:
    assert ask("/stage", cookie=KEY, origin="http://192.168.1.7:9999").text == "guest"
    assert ask("/stage", cookie=KEY, origin=HALL).text == "presenter"


def test_who_types_the_bare_address_gets_the_ballot_unless_it_is_the_presenter() -> None:
    answer = ask("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/v")
    assert ask("/", cookie=KEY).text == "presenter"


@pytest.mark.parametrize(
    "path", ["/vote1", "/xyz", "/v/", "/v/x", "/V", "/verify", "/Vote", "/xyz/", "/stage1?key=x"]
)
def test_who_mistypes_an_address_gets_the_ballot_unless_it_is_the_presenter(path: str) -> None:
    answer = ask(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/v")
    assert ask(path, cookie=KEY).text == "presenter"


def test_so_does_who_types_an_address_below_none() -> None:
    typed = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert ask("/xyz/abc", **typed).headers["location"] == "/v"
    assert ask("/xyz/abc").text == "guest"


@pytest.mark.parametrize(
    "path",
    [
        "/v",
        "/v?again",
        "/stage-api/ballot",
        "/stage-media/a.png",
        "/_stcore/health",
        "/vote/_stcore/health",
        "/_stcore/bidi-components/a/b.js",
        "/static/js/index.js",
        "/component/a/index.html",
        "/media/a.png",
        "/app/static/a.png",
        "/auth/login",
        "/oauth2callback?code=1",
        "/index.html",
        "/favicon.png",
        "/manifest.json",
        "/apple-touch-icon.png",
        *(f"/{page.name}" for page in DESK),
        "/stage/",
    ],
)
def test_what_is_known_goes_on_working(path: str) -> None:
    typed = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert (ask(path).text, ask(path, **typed).text) == ("guest", "guest")


def test_a_strange_name_is_no_way_in() -> None:
    answer = ask(f"/stage?key={KEY}", base="http://evil.example:8501")
    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers


def test_keys_cannot_be_tried_for_long() -> None:
    app = Starlette(
        routes=[Route("/{rest:path}", anything)], middleware=[Middleware(Doorway, key=KEY)]
    )

    async def tries() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=HALL) as client:
            return [(await client.get(f"/stage?key={n}")).status_code for n in range(30)]

    statuses = run_apart(tries())
    assert statuses[:10] == [200] * 10
    assert statuses[-1] == 429


def test_no_page_may_be_framed_by_another_site() -> None:
    assert ask("/stage").headers["x-frame-options"] == "SAMEORIGIN"
