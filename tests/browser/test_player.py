"""The player in a real browser: hearing, seeing, seeking, and never restarting.

The state asked for is the audio element's own (paused, currentTime); every wait ends with it.
Each test opens its own page of `apps/player_app.py`: a 24 s sweep with a picture and evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import FloatRect, Locator, Page, expect

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "apps" / "player_app.py"
SECONDS = 24.0
PHONE = {"width": 390, "height": 844}
COUNT_URLS = """
globalThis.openUrls = new Set();
const { createObjectURL, revokeObjectURL } = URL;
URL.createObjectURL = (blob) => {
  const url = createObjectURL.call(URL, blob);
  if (!blob.type.includes("javascript")) openUrls.add(url);
  return url;
};
URL.revokeObjectURL = (url) => { openUrls.delete(url); revokeObjectURL.call(URL, url); };
globalThis.sounds = [];
const { play } = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () { sounds.push(this); return play.call(this); };
"""


class Player:
    """The page with the player, in the words of the tests."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.received = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, frame: str | bytes) -> None:
        self.received += len(frame)

    def open(self, url: str) -> Player:
        """Go to the app and wait until the recording can be played."""
        self.page.add_init_script(COUNT_URLS)
        self.page.goto(url)
        self.until("audio.readyState >= 1")
        return self

    def part(self, name: str) -> Locator:
        """Return the locator of the element with this id in the player."""
        return self.page.locator(f"#{name}")

    def box(self, name: str) -> FloatRect:
        """Return where this element lies on the screen, in pixels."""
        box = self.part(name).bounding_box()
        assert box is not None
        return box

    def read(self, expression: str) -> Any:
        """Evaluate `expression` in the browser, where `audio` is the audio element."""
        return self.part("audio").evaluate(f"(audio) => {expression}")

    def until(self, expression: str) -> None:
        """Wait until `expression` over `audio` holds."""
        self.part("audio").wait_for(state="attached")
        self.page.wait_for_function(
            f"(audio) => {expression}", arg=self.part("audio").element_handle()
        )

    def play(self) -> None:
        """Press the play button and wait for sound."""
        self.part("play").click()
        self.until("!audio.paused && audio.currentTime > 0.1")

    def choose(self, label: str, option: str) -> None:
        """Choose an option of one of the page's select boxes and wait for the rerun."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()


@pytest.fixture
def player(page: Page, serve: Callable[[Path], str]) -> Player:
    """Give the player of a fresh page, for tests that rerun the page."""
    return Player(page).open(serve(APP))


@pytest.fixture(scope="module")
def shared_player(shared_page: Page, serve: Callable[[Path], str]) -> Player:
    """Give the player of the one page that the tests without a rerun share."""
    return Player(shared_page).open(serve(APP))


@pytest.fixture
def resting(shared_player: Player) -> Player:
    """Give the shared player as if it had just been opened: at rest, at its beginning."""
    shared_player.page.mouse.move(5, 5)
    shared_player.part("speed").select_option("1")
    shared_player.page.get_by_role("radio", name="Off").check()
    shared_player.read("audio.pause() ?? (audio.currentTime = 0)")
    shared_player.until("audio.paused && audio.currentTime === 0 && !audio.seeking")
    return shared_player


def test_click_in_the_middle_of_the_picture_seeks_to_the_middle(resting: Player) -> None:
    resting.part("picture").click()
    resting.until(f"Math.abs(audio.currentTime - {SECONDS / 2}) < 0.05")
    spoken = re.compile(r"^1[12] seconds of 24 seconds$")
    expect(resting.part("picture")).to_have_attribute("aria-valuetext", spoken)


def test_drag_shows_the_goal_and_seeks_when_let_go(resting: Player) -> None:
    box = resting.box("picture")
    resting.page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + 20)
    resting.page.mouse.down()
    resting.page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 40, steps=4)
    expect(resting.part("now")).to_have_text("0:18.0")
    assert resting.read("audio.currentTime") == 0
    resting.page.mouse.up()
    resting.until("Math.abs(audio.currentTime - 18) < 0.05")


def test_pointer_reads_off_time_and_pitch(resting: Player) -> None:
    box = resting.box("picture")
    resting.page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    expect(resting.part("readout")).to_have_text("0:06.0  ·  3.00 kHz")
    resting.page.mouse.move(5, 5)
    expect(resting.part("readout")).to_be_hidden()


def test_space_plays_and_pauses_but_leaves_buttons_alone(player: Player) -> None:
    player.page.get_by_text("Run 1").click()
    player.page.keyboard.press("Space")
    player.until("!audio.paused")
    player.page.get_by_role("button", name="Rerun").focus()
    player.page.keyboard.press("Space")
    expect(player.page.get_by_text("Run 2")).to_be_visible()
    assert player.read("!audio.paused")
    player.part("picture").focus()
    player.page.keyboard.press("Space")
    player.until("audio.paused")


def test_keys_seek_while_the_picture_has_the_focus(resting: Player) -> None:
    resting.part("picture").focus()
    for key, goal in [("ArrowRight", 1), ("Shift+ArrowRight", 6), ("ArrowLeft", 5), ("Home", 0)]:
        resting.page.keyboard.press(key)
        resting.until(f"audio.currentTime === {goal}")
    resting.page.keyboard.press("End")
    resting.until("audio.currentTime > 23.9")


def test_rerun_leaves_the_sound_alone(player: Player) -> None:
    player.play()
    player.read("audio.marked = audio.src")
    before = player.read("audio.currentTime")
    player.page.get_by_role("button", name="Rerun").click()
    expect(player.page.get_by_text("Run 2")).to_be_visible()
    player.until(f"!audio.paused && audio.currentTime > {before} + 0.2")
    assert player.read("audio.marked === audio.src && sounds.length === 1")


def test_new_claim_changes_the_evidence_and_sends_no_sound(player: Player) -> None:
    first = player.received
    player.play()
    before = player.part("line").get_attribute("d")
    player.choose("Claim", "Folk")
    expect(player.part("caption")).to_have_text("How likely it is Folk, 3 s at a time")
    expect(player.part("segments")).to_contain_text("Claimed: Folk")
    expect(player.part("best")).to_have_text("Hear the best 3 s for Folk")
    assert player.part("line").get_attribute("d") != before
    assert player.read("!audio.paused && sounds.length === 1")
    assert first > 380_000
    assert player.received - first < 20_000


def test_new_track_replaces_and_stops_the_old_one(player: Player) -> None:
    player.play()
    player.read("audio.before = audio.src")
    player.choose("Track", "high")
    player.until("audio.src !== audio.before && audio.readyState >= 1")
    assert player.read("audio.paused && audio.currentTime === 0")
    assert player.read("openUrls.size") == 2


def test_player_that_leaves_the_page_falls_silent_and_frees_its_memory(player: Player) -> None:
    player.play()
    player.page.get_by_text("Show", exact=True).click()
    expect(player.part("player")).to_have_count(0)
    player.page.wait_for_function("sounds[0].paused && openUrls.size === 0")
    player.page.get_by_text("Run 2").click()
    player.page.keyboard.press("Space")
    assert player.page.evaluate("sounds.length") == 1


@pytest.mark.parametrize(("button", "which"), [("best", "best"), ("worst-mark", "worst")])
def test_best_and_worst_play_their_three_seconds_and_stop(
    resting: Player, button: str, which: str
) -> None:
    resting.part("speed").select_option("2")
    resting.part(button).click()
    resting.until("!audio.paused && audio.currentTime > 0")
    expect(resting.part(which)).to_have_attribute("data-sounding", "true")
    resting.until("audio.paused")
    band, head = resting.box(f"{which}-band"), resting.box("strip .playhead")
    seconds = resting.read("audio.duration") * band["width"] / resting.box("strip")["width"]
    assert seconds == pytest.approx(3, abs=0.1)
    assert head["x"] + 1 == pytest.approx(band["x"] + band["width"], abs=1)
    expect(resting.part(which)).to_have_attribute("data-sounding", "false")


def test_strip_reads_off_the_probability_of_the_window(resting: Player) -> None:
    resting.part("strip").hover(position={"x": 200, "y": 50})
    readout = resting.part("readout")
    expect(readout).to_have_text(re.compile(r"^0:\d\d: \d+% Rock$"))


def test_lens_is_drawn_in_the_browser_alone(resting: Player) -> None:
    sent = resting.received
    inked = """(canvas) => canvas.getContext("2d")
      .getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0)"""
    assert not resting.part("heat").evaluate(inked)
    resting.page.get_by_role("radio", name="Claimed: Rock").check()
    assert resting.part("heat").evaluate(inked)
    resting.page.keyboard.press("ArrowRight")
    expect(resting.page.get_by_role("radio", name="Predicted: Chiptune")).to_be_checked()
    assert resting.received == sent


def test_lens_stays_on_through_a_new_claim(player: Player) -> None:
    player.page.get_by_role("radio", name="Claimed: Rock").check()
    player.choose("Claim", "Folk")
    expect(player.page.get_by_role("radio", name="Claimed: Folk")).to_be_checked()


def test_player_without_evidence_still_plays(player: Player) -> None:
    player.page.get_by_text("Bare").click()
    for name in ("lens", "strip", "best", "worst", "heard-key"):
        expect(player.part(name)).to_be_hidden()
    player.play()


def test_unplayable_file_says_so_and_keeps_its_picture(player: Player) -> None:
    player.choose("Track", "unplayable")
    expect(player.part("refusal")).to_contain_text("Your browser cannot play this file type")
    expect(player.part("play")).to_be_disabled()
    expect(player.part("image")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE])
def test_phone_needs_no_sideways_scrolling_and_seeks_by_tap(player: Player) -> None:
    assert player.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert player.box("picture")["height"] == 200
    player.part("picture").tap()
    player.until(f"Math.abs(audio.currentTime - {SECONDS / 2}) < 0.1")


def test_dark_theme_reaches_the_player(page: Page, serve: Callable[[Path], str]) -> None:
    dark = Player(page).open(f"{serve(APP)}/?embed=true&embed_options=dark_theme")
    colour = dark.part("player").evaluate(
        "(player) => getComputedStyle(player).color.match(/[\\d.]+/g).slice(0, 3).map(Number)"
    )
    assert min(colour) > 150
