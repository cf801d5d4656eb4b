"""A room's server as a whole: who listens, who floods, who comes from elsewhere, and its end."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest

from pages.parts.stage.server.voting import BURST
from tests.loops import run as run_apart
from tests.pages.stage.phones import Phone
from tests.pages.stage.room_server import KEY, ORDER, RoomServer
from tests.pages.stage.test_routes import ballot, move, stage_event, vote


def test_the_presenter_comes_in_by_the_printed_link_and_a_guest_by_none(
    shared_hall: RoomServer,
) -> None:
    with shared_hall.client() as browser:
        assert browser.get("/stage-api/show").status_code == 403
        assert browser.get("/stage?key=a-wrong-guess").status_code == 200
        assert browser.get("/stage-api/show").status_code == 403
        assert browser.get(f"/stage?key={KEY}&notes=1").headers["location"] == "/stage?notes=1"
        assert browser.get("/stage-api/show").status_code == 200


@pytest.mark.parametrize("path", ["/_stcore/upload_file/a/b", "/_stcore/metrics"])
def test_of_streamlits_own_routes_a_guest_gets_none_that_takes_or_tells(
    guest: httpx.Client, path: str
) -> None:
    assert guest.get(path).status_code == 403
    assert guest.put(path, content=b"x").status_code == 403


def test_a_website_cannot_rebind_its_name_to_the_server(guest: httpx.Client) -> None:
    assert guest.get("/v", headers={"Host": "evil.example"}).status_code == 421


def test_phones_are_counted_while_they_listen(
    shared_hall: RoomServer, presenter: httpx.Client
) -> None:
    async def room() -> None:
        phones = [Phone(shared_hall.port, number) for number in range(20)]
        lines = [asyncio.create_task(phone.listen()) for phone in phones]
        await asyncio.gather(*(phone.hears() for phone in phones))
        await asyncio.to_thread(stage_event, presenter, phones=20)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    run_apart(room())
    stage_event(presenter, phones=0)


def flooding(hall: RoomServer) -> httpx.Client:
    """A client with another address of this machine, where it has one."""
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.2", 0))
    except OSError:
        pytest.skip("This system has no second address of its own.")
    transport = httpx.HTTPTransport(local_address="127.0.0.2")
    return httpx.Client(base_url=hall.url, transport=transport, timeout=60)


def test_a_flood_from_one_address_ends_and_stops_nobody_else(
    shared_hall: RoomServer, presenter: httpx.Client, guest: httpx.Client
) -> None:
    move(presenter, "canon", "vote")
    # Several at once, since what is used up comes back with the time.
    with flooding(shared_hall) as flood, ThreadPoolExecutor(8) as pool:
        statuses = set(
            pool.map(
                lambda _: flood.post("/stage-api/vote", content=b"{}").status_code,
                range(int(BURST * 1.5)),
            )
        )
        assert statuses == {400, 429}
        assert vote(guest).status_code == 200


def test_a_server_that_is_asked_to_stop_stops_though_phones_still_listen(hall: RoomServer) -> None:
    with hall.client() as guest, guest.stream("GET", "/stage-api/events") as line:
        assert next(line.iter_lines()).startswith("retry:")
        assert hall.stop() == 0


def test_a_killed_server_goes_on_where_it_was(hall: RoomServer) -> None:
    device = secrets.token_urlsafe(24)
    with hall.client(KEY) as presenter, hall.client() as guest:
        move(presenter, "canon", "vote")
        vote(guest, "no", device=device)
        before = ballot(guest)
    hall.kill()
    hall.start()
    with hall.client(KEY) as presenter, hall.client() as guest:
        assert ballot(guest) | {"voted": 1} == before | {"voted": 1}
        assert stage_event(presenter)["count"] == 1
        vote(guest, "yes", device=device)
        move(presenter, "canon", "room")
        assert stage_event(presenter)["tally"]["yes"] == 1


def test_a_guest_is_not_told_where_the_votes_lie_when_they_cannot_be_kept(
    hall: RoomServer,
) -> None:
    with hall.client(KEY) as presenter, hall.client() as guest:
        move(presenter, "canon", "vote")
        (file,) = hall.data.rglob("stage.sqlite")
        with closing(sqlite3.connect(file)) as votes:
            votes.execute("DROP TABLE votes")
        answer = vote(guest)
        assert answer.status_code == 503
        assert answer.json() == {
            "stored": False,
            "why": "The stage cannot keep votes just now. Yours is sent again.",
        }


def unkept(presenter: httpx.Client, wanted: bool) -> str:
    """Why votes cannot be kept, as soon as that is told, or no longer is."""
    with presenter.stream("GET", "/stage-api/events") as line:
        lines = line.iter_lines()
        for text in lines:
            if text == "event: stage":
                why = str(json.loads(next(lines).removeprefix("data: "))["unkept"])
                if bool(why) is wanted:
                    return why
    raise AssertionError("No stage event came.")


def test_the_presenter_hears_at_once_that_votes_cannot_be_kept_and_that_they_are_again(
    hall: RoomServer,
) -> None:
    (file,) = hall.data.rglob("stage.sqlite")
    away = file.with_name("elsewhere")
    with hall.client(KEY) as presenter, hall.client() as guest:
        move(presenter, "canon", "vote")
        assert unkept(presenter, False) == ""
        file.rename(away)
        assert vote(guest).status_code == 503
        assert "stage.sqlite was deleted or moved away" in unkept(presenter, True)
        assert "unkept" not in guest.get("/stage-api/ballot").text
        votes = presenter.get("/stage-api/ready").json()[2]
        assert (votes["name"], votes["ok"]) == ("votes", False)
        assert unkept(presenter, True)
        away.rename(file)
        assert vote(guest).is_success
        assert unkept(presenter, False) == ""


def test_a_look_at_a_file_that_is_whole_again_takes_it_back_too(hall: RoomServer) -> None:
    (file,) = hall.data.rglob("stage.sqlite")
    with hall.client(KEY) as presenter, hall.client() as guest:
        move(presenter, "canon", "vote")
        file.rename(file.with_name("elsewhere"))
        assert vote(guest).status_code == 503
        move(presenter, "canon", "closed")
        assert unkept(presenter, True)
        file.with_name("elsewhere").rename(file)
        votes = presenter.get("/stage-api/ready").json()[2]
        assert votes["ok"]
        assert not re.search(r"\d+ votes", votes["sentence"])  # which are told live
        assert unkept(presenter, False) == ""


def test_an_order_edited_between_two_starts_leaves_no_votes_behind_in_silence(
    hall: RoomServer,
) -> None:
    with hall.client(KEY) as presenter, hall.client() as guest:
        move(presenter, "canon", "vote")
        for _ in range(3):
            vote(guest)
        show = ballot(guest)["show"]
    assert hall.stop() == 0
    order = hall.data / "stage" / "order.yaml"
    order.write_text(ORDER.replace("falling-ground", "iron-filings"))
    hall.start()
    told = hall.said.read_text("utf-8")
    assert "“A show of these tests”, with 3 votes, has ended" in told
    assert f"/stage?results=1&show={show}" in told
    with hall.client(KEY) as presenter:
        line = presenter.get("/stage-api/ready").json()[-1]
        assert (line["name"], line["ok"]) == ("earlier", False)
        assert "“A show of these tests”, with 3 votes, has ended. Its results" in line["sentence"]
    assert hall.stop() == 0
    hall.start()
    assert "has ended" not in hall.said.read_text("utf-8")


def test_a_guest_who_mistypes_the_address_gets_the_ballot(guest: httpx.Client) -> None:
    for path in ("/vote1", "/xyz", "/v/"):
        answer = guest.get(path, follow_redirects=True)
        assert (answer.status_code, answer.url.path) == (200, "/v")
    page = guest.get("/vote").text
    files = re.findall(r'(?:src|href)="\.?(/[^"]+)"', page)
    assert len(files) > 1
    for file in (*files, "/_stcore/health", "/_stcore/host-config", "/manifest.json"):
        answer = guest.get(file)
        assert answer.status_code == 200
        assert "text/html" not in answer.headers["content-type"] or file.startswith("/_stcore")


def test_a_new_show_can_be_asked_for_at_the_start(hall: RoomServer) -> None:
    with hall.client() as guest:
        before = ballot(guest)["show"]
    assert hall.stop() == 0
    hall.start("--anew")
    with hall.client() as guest:
        assert ballot(guest)["show"] != before
