"""The moderator's desk in a real browser: every decision belongs to the track on the screen.

`apps/desk_app.py` keeps what it stored in a file, so that the tests can read what has come down
after a reload, beside a second tab, or from a server that was killed. `spectrogramDesk.log` says
what was decided when, and which picture was on the screen since when; all waits end with a state.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
APP = Path(__file__).parent / "apps" / "desk_app.py"
PHONE = {"width": 390, "height": 844}


class Desk:
    """The page with the desk, in the words of the tests."""

    def __init__(self, page: Page, url: str, log: Path) -> None:
        self.page = page
        self.url = url
        self.log = log

    def open(self, query: str = "", *, case: bool = True) -> Desk:
        """Go to the desk and wait until a track may be decided."""
        self.page.goto(f"{self.url}/{query}")
        if case:
            self.until("window.spectrogramDesk?.painted")
            self.look()
        return self

    def part(self, name: str) -> Locator:
        """Return the element with this id."""
        return self.page.locator(f"#{name}")

    def read(self, expression: str) -> Any:
        """Evaluate `expression` in the page."""
        return self.page.evaluate(expression)

    def until(self, expression: str, seconds: float = 15) -> None:
        """Wait until `expression` holds in the page."""
        self.page.wait_for_function(f"() => {expression}", timeout=seconds * 1000)

    def look(self) -> None:
        """Look at the track on the screen for as long as the desk wants one to look."""
        self.until("window.spectrogramDesk?.painted")
        self.page.wait_for_timeout(200)

    def press(self, key: str) -> None:
        """Press a key that decides, and look at what comes."""
        shown = self.shown
        self.page.keyboard.press(key)
        self.until(f"spectrogramDesk.shown !== {json.dumps(shown)}")
        self.look()

    @property
    def shown(self) -> str | None:
        """The key of the track on the screen."""
        shown: str | None = self.read("spectrogramDesk.shown")
        return shown

    @property
    def decided(self) -> list[dict[str, Any]]:
        """What this page decided, in order."""
        log: list[dict[str, Any]] = self.read("spectrogramDesk.log")
        return log

    @property
    def kept(self) -> int:
        """How many items this browser keeps for storing."""
        names = "Object.keys(localStorage).filter((name) => name.includes('/item/'))"
        return int(self.read(f"{names}.length"))

    @property
    def stored(self) -> list[dict[str, Any]]:
        """What the server has stored, in order."""
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [json.loads(line) for line in lines]

    def settled(self) -> list[dict[str, Any]]:
        """Wait until the browser keeps nothing more, and return what the server has stored."""
        # After a server came back, Streamlit's browser side waits up to a minute to try again.
        self.until("!Object.keys(localStorage).some((name) => name.includes('/item/'))", 90)
        return self.stored


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Give the file of the made-up store."""
    return tmp_path / "stored.jsonl"


@pytest.fixture(scope="module")
def desk_url(
    serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """Give the address of a desk, and the file it stores to."""
    log = tmp_path_factory.mktemp("desk") / "stored.jsonl"
    return serve(APP, SPECTROGRAM_DESK_LOG=str(log)), log


@pytest.fixture
def page(browser: Browser, viewport: Any) -> Iterator[Page]:
    """Give a page with a storage of its own; the desk keeps much there."""
    context = browser.new_context(viewport=viewport, has_touch=viewport["width"] < 600)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def desk(page: Page, desk_url: tuple[str, Path]) -> Desk:
    """Give the desk with an empty store."""
    url, log = desk_url
    log.unlink(missing_ok=True)
    return Desk(page, url, log)


def answers(stored: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return track, answer and genres of the decisions among `stored`."""
    kept = [item for item in stored if item["kind"] == "decide"]
    return [(item["track_key"], item["answer"], item["genres"]) for item in kept]


def test_each_key_decides_what_its_button_says(desk: Desk) -> None:
    desk.open()
    word = desk.page.locator("[data-action=top3] .word").inner_text()
    for key in ("3", "h", "t", "n", "e", "s", "Enter"):
        desk.press(key)
    assert answers(desk.settled()) == [
        ("track-0", "genre_is", [word]),
        ("track-1", "holds", []),
        ("track-2", "cannot_tell", []),
        ("track-3", "not_music", []),
        ("track-4", "escalate", []),
        ("track-5", "skip", []),
        ("track-6", "holds", []),
    ]


@pytest.mark.parametrize("pause", [20, 60, 120, 500])
def test_a_burst_of_presses_labels_each_displayed_track_once_and_no_other(
    desk: Desk, pause: int
) -> None:
    desk.open()
    for _ in range(12):
        desk.page.keyboard.press("1")
        desk.page.wait_for_timeout(pause)
    stored = desk.settled()
    tracks = [item["track_key"] for item in stored]
    assert tracks == [f"track-{number}" for number in range(len(tracks))]
    assert [item["trackKey"] for item in desk.decided] == tracks
    assert all(item["decidedAt"] - item["paintedAt"] >= 150 for item in desk.decided)
    desk.until("spectrogramDesk.shown !== null")  # a busy machine is still drawing it
    assert desk.shown == f"track-{len(tracks)}"
    assert len(tracks) >= (8 if pause == 500 else 1)


def test_tracks_on_keys_alone_each_label_on_the_track_that_was_on_the_screen(
    desk: Desk,
) -> None:
    desk.open()
    seen = []
    for number in range(18):
        genre = desk.page.locator(f"[data-action=top{number % 9 + 1}] .word").inner_text()
        seen.append((desk.shown, "genre_is", [genre]))
        desk.press(str(number % 9 + 1))
    assert answers(desk.settled()) == seen
    assert len({track for track, *_ in seen}) == 18


def test_the_time_from_each_decision_to_the_next_picture_is_measured(desk: Desk) -> None:
    desk.open()
    for _ in range(3):
        desk.press("1")
        desk.settled()
    measured = desk.read("spectrogramDesk.measures")
    assert len(measured) == 3
    assert all(one["ms"] > 0 for one in measured)


def test_without_a_prefetched_track_nothing_can_be_decided_until_one_comes(desk: Desk) -> None:
    desk.open("?prefetch=0&delay=1")
    desk.page.keyboard.press("1")
    expect(desk.part("blank-title")).to_have_text("Fetching the next track ...")
    desk.page.keyboard.press("2")
    desk.until("spectrogramDesk.shown === 'track-1'")
    assert len(desk.decided) == 1


def test_keys_are_left_to_whoever_is_typing(desk: Desk) -> None:
    desk.open("?field=1")
    elsewhere = desk.page.get_by_label("Elsewhere on the page")
    elsewhere.click()
    desk.page.keyboard.type("h1 nest")
    expect(elsewhere).to_have_value("h1 nest")
    desk.part("case-title").click()
    desk.page.keyboard.press("m")
    desk.page.keyboard.type("this is 1 note")
    expect(desk.part("note")).to_have_value("this is 1 note")
    assert desk.decided == []


def test_keys_with_ctrl_and_repeated_keys_decide_nothing(desk: Desk) -> None:
    desk.open()
    for key in ("Control+1", "Alt+h", "Meta+s"):
        desk.page.keyboard.press(key)
    repeat = "new KeyboardEvent('keydown', {key: '1', code: 'Digit1', repeat: true, bubbles: true})"
    desk.read(f"document.body.dispatchEvent({repeat})")
    assert desk.decided == []


def test_a_double_click_decides_once(desk: Desk) -> None:
    desk.open()
    desk.page.locator("[data-action=skip]").dblclick()
    desk.page.wait_for_timeout(300)
    assert [item["trackKey"] for item in desk.decided] == ["track-0"]


def test_search_finds_by_typing_and_takes_several(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("w")
    desk.page.keyboard.type("post p")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("folk")
    desk.page.wait_for_timeout(200)  # nobody types as fast as this; what is faster is a burst
    desk.page.keyboard.press("Enter")
    desk.look()
    assert answers(desk.settled()) == [("track-0", "genre_is", ["Post-Punk", "Folk"])]


def test_search_without_a_choice_decides_nothing(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("/")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type("zzz")
    desk.page.keyboard.press("Enter")
    expect(desk.part("search-list")).to_contain_text("No genre of the tree")
    desk.page.keyboard.press("Escape")
    assert desk.decided == []


def test_a_note_stays_with_its_track(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("m")
    desk.page.keyboard.type("only the intro")
    desk.page.keyboard.press("Escape")
    desk.press("2")
    expect(desk.part("note")).to_have_value("")
    desk.page.keyboard.press("m")
    desk.page.keyboard.type("half a thought")
    desk.page.keyboard.press("Escape")
    desk.settled()
    desk.open()
    expect(desk.part("note")).to_have_value("half a thought")
    assert desk.stored[0]["note"] == "only the intro"


def test_a_note_can_be_posted_without_deciding(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("m")
    desk.page.keyboard.type("ask the uploader")
    desk.page.keyboard.press("Control+Enter")
    (item,) = desk.settled()
    assert (item["kind"], item["text"], item["track_key"]) == (
        "comment",
        "ask the uploader",
        "track-0",
    )
    assert desk.shown == "track-0"
    expect(desk.part("note")).to_have_value("")


def test_undo_brings_the_track_back_with_its_note(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("m")
    desk.page.keyboard.type("sure?")
    desk.page.keyboard.press("Escape")
    desk.press("5")
    expect(desk.part("toast-text")).to_contain_text("Night Bus 0")
    desk.press("z")
    assert desk.shown == "track-0"
    expect(desk.part("note")).to_have_value("sure?")
    decision, undo = desk.settled()
    assert (undo["kind"], undo["supersedes"]) == ("undo", decision["key"])
    desk.press("h")
    assert answers(desk.settled())[-1] == ("track-0", "holds", [])


def test_bundle_goes_with_one_decision_only(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("g")
    expect(desk.part("bundle")).to_contain_text("also the other 9 tracks of this album")
    desk.press("1")
    desk.press("1")
    assert [item["bundle"] for item in desk.settled()] == ["album", ""]


def test_keys_can_be_changed_and_a_conflict_is_told(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("?")
    desk.page.get_by_role("button", name="Skip: s.").click()
    desk.page.keyboard.press("c")
    expect(desk.part("conflict")).to_contain_text("Streamlit keeps C")
    desk.page.keyboard.press("t")
    expect(desk.part("conflict")).to_contain_text("“Cannot tell” has S now")
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("[data-action=skip] kbd")).to_have_text("T")
    desk.settled()
    desk.open()
    desk.press("t")
    assert answers(desk.settled()) == [("track-0", "skip", [])]


def test_decisions_survive_a_reload_before_they_are_stored(desk: Desk) -> None:
    desk.open("?deaf=1")
    desk.press("1")
    desk.page.keyboard.press("h")
    expect(desk.part("box")).to_have_text("2 decisions are waiting to be stored.")
    assert desk.kept == 2
    desk.open()
    assert desk.shown == "track-2"
    assert [track for track, *_ in answers(desk.settled())] == ["track-0", "track-1"]


def test_two_tabs_share_the_box_and_never_decide_a_track_twice(desk: Desk) -> None:
    desk.open("?deaf=1")
    other = Desk(desk.page.context.new_page(), desk.url, desk.log).open("?deaf=1")
    desk.page.bring_to_front()
    desk.press("1")
    other.until("spectrogramDesk.shown === 'track-1'")
    other.page.bring_to_front()
    other.look()
    other.page.keyboard.press("2")
    desk.until("Object.keys(localStorage).filter((name) => name.includes('/item/')).length === 2")
    other.page.close()
    desk.page.bring_to_front()
    desk.open()
    assert [track for track, *_ in answers(desk.settled())] == ["track-0", "track-1"]


def test_a_refused_decision_is_shown_and_offered_again_or_dropped(desk: Desk) -> None:
    desk.open("?refuse=1")
    desk.press("1")
    expect(desk.part("returned")).to_contain_text("withdrawn by its uploader")
    desk.page.get_by_role("button", name="Offer again").click()
    expect(desk.part("returned")).to_be_hidden()
    assert [track for track, *_ in answers(desk.settled())] == ["track-0"]


def test_a_browser_that_keeps_nothing_says_so_and_still_decides(desk: Desk) -> None:
    desk.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    desk.open("?deaf=1")
    desk.page.keyboard.press("1")
    expect(desk.part("box")).to_contain_text("This browser keeps nothing")


def test_contrast_plays_beside_the_track_and_the_same_key_stops_it(desk: Desk) -> None:
    desk.open()
    desk.page.keyboard.press("Space")
    audio, other = desk.part("audio"), desk.part("contrast-audio")
    desk.page.wait_for_function("(audio) => !audio.paused", arg=audio.element_handle())
    desk.page.keyboard.press("a")
    desk.page.wait_for_function("(audio) => !audio.paused", arg=other.element_handle())
    assert audio.evaluate("(audio) => audio.paused")
    expect(desk.page.locator(".card[data-playing=true]")).to_contain_text("Gravel Road")
    desk.page.keyboard.press("a")
    desk.page.wait_for_function("(audio) => audio.paused", arg=other.element_handle())
    expect(desk.page.locator(".card[data-playing=true]")).to_have_count(0)


def test_loop_goes_on_past_the_end_of_the_accusing_stretch(desk: Desk) -> None:
    desk.open()
    audio = desk.part("audio").element_handle()
    for _ in range(3):
        desk.page.keyboard.press("]")
    desk.page.keyboard.press("l")
    desk.page.wait_for_function("(audio) => !audio.paused && audio.playbackRate === 2", arg=audio)
    start = desk.part("audio").evaluate("(audio) => audio.currentTime")
    desk.page.wait_for_function(f"(audio) => audio.currentTime > {start + 2.5}", arg=audio)
    desk.page.wait_for_function(f"(audio) => audio.currentTime < {start + 1.5}", arg=audio)
    assert not desk.part("audio").evaluate("(audio) => audio.paused")
    desk.page.keyboard.press("l")
    desk.page.wait_for_function("(audio) => audio.paused", arg=audio)
    expect(desk.part("loop")).to_have_attribute("data-sounding", "false")


def test_blind_desk_reveals_only_after_the_decision(desk: Desk) -> None:
    desk.open("?blind=1")
    expect(desk.part("claim")).to_contain_text("Which genre is it?")
    expect(desk.part("reveal")).to_be_hidden()
    for text in ("The model's verdict", "Probabilities", "Compare with"):
        expect(desk.part("facts")).not_to_contain_text(text)
    desk.page.keyboard.press("h")
    assert desk.decided == []
    desk.page.wait_for_timeout(200)
    desk.press("3")
    expect(desk.part("reveal")).to_contain_text("No: this does not look like Rock.")


def test_empty_queue_says_what_to_do(desk: Desk) -> None:
    desk.open("?cases=1")
    desk.page.keyboard.press("h")
    expect(desk.part("blank-title")).to_have_text("Nothing is waiting here")


def test_a_track_without_sound_shows_why_and_can_be_decided(desk: Desk) -> None:
    desk.open("?fault=1")
    expect(desk.part("fault")).to_contain_text("The file ends after 0.3 s")
    desk.press("n")
    assert answers(desk.settled()) == [("track-0", "not_music", [])]


def test_offline_store_is_said(desk: Desk) -> None:
    desk.open("?offline=1")
    expect(desk.part("banner")).to_contain_text("The store cannot be reached")


def test_one_track_fills_the_screen_without_scrolling(desk: Desk) -> None:
    desk.open()
    box = desk.part("decide").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900
    picture = desk.part("picture").bounding_box()
    assert picture is not None
    assert picture["height"] >= 240


@pytest.mark.parametrize("viewport", [PHONE])
def test_phone_needs_no_sideways_scrolling_and_decides_by_touch(desk: Desk) -> None:
    desk.open()
    assert desk.read("document.documentElement.scrollWidth") <= PHONE["width"]
    desk.page.locator("[data-action=cannot_tell]").tap()
    assert answers(desk.settled()) == [("track-0", "cannot_tell", [])]


def test_dark_theme_reaches_the_desk(desk: Desk) -> None:
    desk.open("?embed=true&embed_options=dark_theme")
    colour = desk.part("review").evaluate(
        "(review) => getComputedStyle(review).color.match(/[\\d.]+/g).slice(0, 3).map(Number)"
    )
    assert min(colour) > 150


def serving(port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start a server of the desk at this port, and return it when it answers."""
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.fileWatcherType", "none"]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SPECTROGRAM_DESK_LOG": str(log)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return server
        except (urllib.error.URLError, ConnectionError):
            continue
    pytest.fail(f"The server ended with exit code {server.returncode}.")


def test_decisions_outlive_a_killed_server(page: Page, log: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = serving(port, log)
    desk = Desk(page, f"http://127.0.0.1:{port}", log).open()
    desk.press("h")
    desk.settled()
    server.send_signal(signal.SIGKILL)
    server.wait()
    desk.page.keyboard.press("2")
    desk.until("Object.keys(localStorage).some((name) => name.includes('/item/'))")
    again = serving(port, log)
    try:
        assert [track for track, *_ in answers(desk.settled())] == ["track-0", "track-1"]
    finally:
        again.terminate()
        again.wait()
