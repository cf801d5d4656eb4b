"""The routes of a room's server, asked over the loopback as browsers ask them."""

from __future__ import annotations

import csv
import io
import json
import secrets
import struct
import wave
from itertools import count
from typing import Any

import httpx
import numpy as np
import pytest

from genre_core.sentences import one_of
from tests.pages.stage.room_server import KEY, ORDER, RoomServer

MOVES = count(1)


def move(presenter: httpx.Client, scene: str, phase: str) -> dict[str, Any]:
    step = {"id": f"move-{next(MOVES)}", "scene": scene, "phase": phase}
    answer = presenter.post("/stage-api/move", json=step)
    assert answer.is_success, answer.text
    moment: dict[str, Any] = answer.json()
    return moment


def ballot(guest: httpx.Client) -> dict[str, Any]:
    content: dict[str, Any] = guest.get("/stage-api/ballot").json()
    return content


def vote(guest: httpx.Client, answer: str = "yes", **other: str) -> httpx.Response:
    now = ballot(guest)
    fields = {"show": now["show"], "round": now["round"] or "canon", "genre": ""}
    device = {"device": secrets.token_urlsafe(24)}
    return guest.post("/stage-api/vote", json={**fields, **device, "answer": answer, **other})


def stage_event(presenter: httpx.Client, **wanted: int) -> dict[str, Any]:
    """The first `stage` event of a new line that has these figures."""
    with presenter.stream("GET", "/stage-api/events") as line:
        assert line.headers["content-type"].startswith("text/event-stream")
        lines = line.iter_lines()
        for text in lines:
            if text == "event: stage":
                content: dict[str, Any] = json.loads(next(lines).removeprefix("data: "))
                if wanted.items() <= content.items():
                    return content
    raise AssertionError("No stage event came.")


PRESENTERS_ALONE = [
    ("GET", "/stage-api/show"),
    ("GET", "/stage-api/ready"),
    ("GET", "/stage-api/order"),
    ("PUT", "/stage-api/order"),
    ("POST", "/stage-api/move"),
    ("POST", "/stage-api/anew"),
    ("POST", "/stage-api/listen"),
    ("GET", "/stage-api/results.csv"),
    ("GET", "/stage-api/labels.csv"),
    ("GET", "/stage-media/abc.flac"),
]


@pytest.mark.parametrize(("method", "path"), PRESENTERS_ALONE)
def test_a_guest_gets_nothing_that_is_the_presenters(
    guest: httpx.Client, presenter: httpx.Client, method: str, path: str
) -> None:
    answer = guest.request(method, path, content=b"{}")
    assert answer.status_code == 403
    assert answer.json() == {"why": "Only the presenter may do this. Open the presenter's link."}


@pytest.mark.parametrize(("method", "path"), PRESENTERS_ALONE)
def test_nor_does_a_page_of_another_server_in_the_presenters_browser(
    presenter: httpx.Client, method: str, path: str
) -> None:
    answer = presenter.request(method, path, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


def test_sound_and_pictures_which_give_the_answer_away_are_the_presenters_alone(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    played = presenter.get("/stage-api/show").json()["scenes"][1]["round"]
    for file in ("sound", "picture", "data"):
        assert presenter.get(played[file]).is_success
        assert guest.get(played[file]).status_code == 403


def test_a_guest_hears_no_stage_event(guest: httpx.Client, presenter: httpx.Client) -> None:
    move(presenter, "canon", "vote")
    with guest.stream("GET", "/stage-api/events") as line:
        lines = line.iter_lines()
        heard = [next(lines) for _ in range(5)]
    assert "event: ballot" in heard
    assert not any("stage" in text or 'Classical","answer' in text for text in heard)


def test_the_ballot_is_one_small_file_that_asks_nobody_else(guest: httpx.Client) -> None:
    answer = guest.get("/v")
    assert answer.headers["content-type"].startswith("text/html")
    assert len(answer.content) < 30_000
    assert "default-src 'none'; connect-src 'self'" in answer.headers["content-security-policy"]


def test_the_ballot_knows_the_question_and_not_the_answer(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    before = ballot(guest)
    assert (before["round"], before["open"], before["question"]) == (None, False, "")
    move(presenter, "canon", "vote")
    now = ballot(guest)
    assert (now["round"], now["open"], now["claim"]) == ("canon", True, "Rock")
    assert now["question"] == f"Does this look like {one_of('Rock')} to you?"
    assert "Classical" in now["genres"]
    assert set(now) == {
        "show", "revision", "round", "open", "over", "question", "claim", "genres", "title",
        "voted", "message",
    }  # fmt: skip
    move(presenter, "canon", "closed")
    assert (ballot(guest)["round"], ballot(guest)["open"]) == ("canon", False)
    move(presenter, "end", "shown")
    assert (ballot(guest)["round"], ballot(guest)["over"]) == (None, True)


def test_a_vote_counts_once_and_may_change_until_the_round_closes(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    move(presenter, "canon", "vote")
    device = secrets.token_urlsafe(24)
    first = vote(guest, "yes", device=device)
    assert (first.status_code, first.json()) == (
        200,
        {"stored": True, "answer": "yes", "genre": "", "number": 0},
    )
    assert vote(guest, "no", device=device, genre="Classical").json()["genre"] == "Classical"
    vote(guest, "unsure")
    move(presenter, "canon", "closed")
    late = vote(guest, "yes", device=device)
    assert late.status_code == 409
    assert late.json()["stored"] is False
    assert late.json()["why"].startswith("Voting on this track has ended")
    move(presenter, "canon", "room")
    told = stage_event(presenter)
    assert told["tally"] == {"yes": 0, "no": 1, "unsure": 1, "genres": [["Classical", 1]]}
    assert told["results"] == [{"round": "canon", "yes": 0, "no": 1, "unsure": 1}]


def test_an_older_vote_that_arrives_later_is_answered_with_what_stands(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    move(presenter, "canon", "vote")
    device = secrets.token_urlsafe(24)
    stands = {"stored": True, "answer": "no", "genre": "Jazz", "number": 2}
    assert vote(guest, "no", device=device, genre="Jazz", number="2").json() == stands
    late = vote(guest, "yes", device=device, number="1")
    assert (late.status_code, late.json()) == (200, stands)
    move(presenter, "canon", "room")
    assert stage_event(presenter)["tally"] == {
        "yes": 0, "no": 1, "unsure": 0, "genres": [["Jazz", 1]],
    }  # fmt: skip


def test_once_the_cnn_has_answered_going_back_opens_no_vote(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    presenter.post("/stage-api/anew", json={})
    for phase, answered in (("vote", False), ("room", False), ("model", True), ("vote", True)):
        move(presenter, "canon", phase)
        assert stage_event(presenter)["answered"] is answered
    assert ballot(guest)["open"] is False
    assert "has been shown" in vote(guest).json()["why"]
    presenter.post("/stage-api/anew", json={})


def test_before_the_reveal_not_even_the_presenter_is_told_more_than_the_count(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    for phase in ("vote", "closed"):
        move(presenter, "canon", phase)
        vote(guest)
        told = stage_event(presenter, count=1)
        assert (told["count"], told["tally"], told["results"]) == (1, None, [])


def test_the_score_counts_a_round_once_its_truth_was_shown(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    move(presenter, "canon", "vote")
    vote(guest, "no")
    for phase in ("closed", "room", "model"):
        move(presenter, "canon", phase)
        assert stage_event(presenter)["score"]["rounds"] == 0
    move(presenter, "canon", "truth")
    score = stage_event(presenter)["score"]
    assert (score["rounds"], score["room"], score["chance"]) == (1, 1.0, 0.5)


def test_a_vote_of_an_earlier_show_or_another_round_is_refused(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    move(presenter, "canon", "vote")
    for other in ({"show": "an-earlier-one"}, {"round": "bus"}, {"round": "nowhere"}):
        refused = vote(guest, **other)
        assert refused.status_code == 409
        assert refused.json()["why"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"no json", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b"[" * 1500, 400),
        (b'{"show": 1, "round": {}, "device": [], "answer": 0}', 400),
        (b'{"answer": "maybe"}', 400),
        (b'{"answer": "yes", "device": "a-device-of-this-test", "number": "-1"}', 400),
        (b'{"answer": "yes", "device": "a-device-of-this-test", "number": "9999999999"}', 400),
        ('{"answer": "yes", "device": "a-device-of-this-test", "number": "²"}'.encode(), 400),
        (b'{"answer": "yes", "device": "../../etc/passwd"}', 400),
        (b'{"answer": "yes", "device": "short"}', 400),
        (b'{"answer": "yes", "device": "a-device-of-this-test\\u0000"}', 400),
        (b"\xff\xfe" * 10, 400),
        (b"x" * 3000, 413),
    ],
)
def test_garbage_is_refused_with_a_sentence(
    guest: httpx.Client, presenter: httpx.Client, body: bytes, status: int
) -> None:
    move(presenter, "canon", "vote")
    answer = guest.post("/stage-api/vote", content=body)
    assert answer.status_code == status
    assert answer.json()["stored"] is False
    assert answer.json()["why"].endswith(".")
    assert ballot(guest)["voted"] == 0


def test_no_other_genre_than_those_of_the_tree_is_kept(
    guest: httpx.Client, presenter: httpx.Client
) -> None:
    move(presenter, "canon", "vote")
    assert vote(guest, "no", genre="<script>").status_code == 400


def test_a_move_that_is_told_twice_counts_once(presenter: httpx.Client) -> None:
    step = {"id": f"move-{next(MOVES)}", "scene": "canon", "phase": "vote"}
    first = presenter.post("/stage-api/move", json=step).json()
    assert presenter.post("/stage-api/move", json=step).json() == first
    assert first == {"scene": "canon", "phase": "vote", "revision": first["revision"]}


def test_a_step_that_the_order_does_not_have_is_refused(presenter: httpx.Client) -> None:
    step = {"id": "x", "scene": "canon", "phase": "encore"}
    answer = presenter.post("/stage-api/move", json=step)
    assert answer.status_code == 422
    assert "has no step 'encore' of 'canon'" in answer.json()["why"]


def test_the_show_is_all_that_a_stage_needs(presenter: httpx.Client) -> None:
    show = presenter.get("/stage-api/show").json()
    assert [scene["kind"] for scene in show["scenes"]] == ["title", "round", "round", "closing"]
    assert show["steps"][:3] == [["welcome", "shown"], ["canon", "vote"], ["canon", "closed"]]
    assert show["scenes"][1]["notes"] == "Wait."
    assert show["vote"]["url"].endswith("/v")
    assert show["vote"]["qr"].startswith("<svg")
    played = show["scenes"][1]["round"]
    assert (played["claim"], played["truth"], played["fault"]) == ("Rock", "Classical", "")
    assert presenter.get(played["data"]).json()["seconds"] == pytest.approx(8, abs=0.1)


def test_media_come_by_ranges_and_stay_for_ever(presenter: httpx.Client) -> None:
    url = presenter.get("/stage-api/show").json()["scenes"][1]["round"]["sound"]
    whole = presenter.get(url)
    assert whole.headers["content-type"] == "audio/flac"
    assert "immutable" in whole.headers["cache-control"]
    part = presenter.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])


@pytest.mark.parametrize("name", ["show.json", "..%2Fkey", "key", "%2e%2e/key", "a" * 64 + ".flac"])
def test_no_other_file_than_the_packs_comes_out(presenter: httpx.Client, name: str) -> None:
    answer = presenter.get(f"/stage-media/{name}")
    assert answer.status_code in (400, 404) or "text/html" in answer.headers["content-type"]
    assert b"tonight" not in answer.content


def test_readiness_is_a_line_for_each_thing_that_a_show_needs(presenter: httpx.Client) -> None:
    lines = presenter.get("/stage-api/ready").json()
    assert [line["name"] for line in lines] == ["model", "audio", "votes", "network"]
    assert [line["ok"] for line in lines] == [True, True, True, False]
    assert lines[1]["sentence"].startswith("2 rounds are packed")
    assert "No phone reaches this machine" in lines[3]["sentence"]


def wav(seconds: float) -> bytes:
    samples = np.random.default_rng(440).normal(0, 3000, int(22_050 * seconds)).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(22_050)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


def test_what_the_microphone_heard_is_answered(presenter: httpx.Client) -> None:
    heard = presenter.post("/stage-api/listen", content=wav(10)).json()
    assert heard["seconds"] == pytest.approx(10, abs=0.1)
    assert heard["predicted"] in heard["genres"]
    assert len(heard["times"]) == len(heard["chances"])
    assert heard["sentence"].endswith(".")


@pytest.mark.parametrize("body", [b"", b"no sound", wav(0.5), struct.pack("<4s", b"RIFF")])
def test_what_is_no_music_is_a_sentence(presenter: httpx.Client, body: bytes) -> None:
    answer = presenter.post("/stage-api/listen", content=body)
    assert answer.status_code == 422
    assert answer.json()["why"].endswith(".")


def test_the_results_are_a_row_a_round(guest: httpx.Client, presenter: httpx.Client) -> None:
    move(presenter, "canon", "vote")
    for said in ("yes", "no", "no"):
        vote(guest, said)
    answer = presenter.get("/stage-api/results.csv")
    assert "results.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["round"], row["votes"], row["no"]) for row in rows] == [
        ("canon", "3", "2"),
        ("bus", "0", "0"),
    ]
    labels = presenter.get("/stage-api/labels.csv").text
    assert "audience" in labels


def test_a_new_show_begins_without_votes(guest: httpx.Client, presenter: httpx.Client) -> None:
    move(presenter, "canon", "vote")
    vote(guest)
    before = ballot(guest)["show"]
    assert presenter.post("/stage-api/anew", json={}).json()["show"] != before
    move(presenter, "canon", "vote")
    assert ballot(guest)["voted"] == 0


def test_an_order_that_is_none_is_refused_and_the_old_one_goes_on(presenter: httpx.Client) -> None:
    for wrong in (b"scenes: 3", b"title: [", b"\xff\xff", ORDER.replace("claim", "clam").encode()):
        answer = presenter.put("/stage-api/order", content=wrong)
        assert answer.status_code in (400, 422)
        assert answer.json()["why"]
    assert presenter.get("/stage-api/order").text == ORDER


def test_an_edited_order_is_saved_and_played_with_the_votes_kept(hall: RoomServer) -> None:
    edited = ORDER.replace("Welcome", "Good evening").replace("night-bus", "iron-filings")
    with hall.client(KEY) as presenter, hall.client() as guest:
        presenter.post("/stage-api/anew", json={})
        move(presenter, "canon", "vote")
        vote(guest)
        show = ballot(guest)["show"]
        with presenter.stream("GET", "/stage-api/events") as line:
            assert presenter.put("/stage-api/order", content=edited.encode()).json() == {
                "saved": True
            }
            done = next(text for text in line.iter_lines() if '"done":true' in text)
        assert '"why":""' in done
        shown = presenter.get("/stage-api/show").json()
        assert shown["scenes"][0]["title"] == "Good evening"
        assert shown["scenes"][2]["round"]["fault"] == ""
        assert stage_event(presenter, count=1)["show"] == show
    order = hall.data / "stage" / "order.yaml"
    assert order.read_text() == edited
    assert order.with_name("order.yaml.before").read_text() == ORDER
    hall.kill()
    hall.start()
    with hall.client() as guest:
        assert (ballot(guest)["show"], ballot(guest)["round"]) == (show, "canon")


def test_an_edit_that_would_put_votes_under_another_track_is_refused(hall: RoomServer) -> None:
    other_track = ORDER.replace("falling-ground", "iron-filings")
    other_claim = ORDER.replace("claim: Rock", "claim: Jazz")
    with hall.client(KEY) as presenter, hall.client() as guest:
        move(presenter, "canon", "vote")
        for _ in range(2):
            vote(guest)
        for edited in (other_track, other_claim):
            refused = presenter.put("/stage-api/order", content=edited.encode())
            assert refused.status_code == 422
            assert refused.json()["why"].startswith(
                "Round canon has 2 votes on falling-ground as Rock, which would count as votes on"
            )
        assert presenter.get("/stage-api/order").text == ORDER
        assert vote(guest).is_success  # the round goes on
        # The same track elsewhere, and other words to it, are no other track.
        moved = ORDER.replace("canon", "prelude").replace("seconds: 8", "seconds: 8, start: 1", 1)
        assert presenter.put("/stage-api/order", content=moved.encode()).is_success


def test_a_round_that_was_taken_out_comes_back_as_it_was_and_as_no_other(hall: RoomServer) -> None:
    def save(text: str) -> httpx.Response:
        with presenter.stream("GET", "/stage-api/events") as line:
            lines = line.iter_lines()
            answer = presenter.put("/stage-api/order", content=text.encode())
            if answer.is_success:
                next(text for text in lines if '"done":true' in text)
        return answer

    without = ORDER.replace("id: canon", "id: other").replace("falling-ground", "iron-filings")
    with hall.client(KEY) as presenter, hall.client() as guest:
        move(presenter, "canon", "vote")
        vote(guest)
        assert save(without).is_success
        refused = save(without.replace("id: other", "id: canon"))
        assert "has 1 vote on falling-ground as Rock" in refused.json()["why"]
        assert save(ORDER).is_success
        assert stage_event(presenter, count=1)["scene"] == "canon"


def test_a_round_that_an_edited_order_cannot_have_is_named_at_once(hall: RoomServer) -> None:
    edited = ORDER.replace("night-bus", "gone.wav")
    with hall.client(KEY) as presenter:
        presenter.get("/stage-api/ready")
        with presenter.stream("GET", "/stage-api/events") as line:
            lines = line.iter_lines()
            assert presenter.put("/stage-api/order", content=edited.encode()).is_success
            told = next(
                text for text in lines if text.startswith("data: ") and '"done":true' in text
            )
        assert "There is no track 'gone.wav'" in json.loads(told.removeprefix("data: "))["why"]
        # What was found of the old order says nothing of the new one.
        assert presenter.get("/stage-api/show").json()["ready"] == []
        audio = next(
            each for each in presenter.get("/stage-api/ready").json() if each["name"] == "audio"
        )
        assert not audio["ok"]
