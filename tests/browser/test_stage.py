"""The stage in a real browser: a whole show by keys, in step with its sound, server or no server.

Most tests have the house to themselves (`house.py`): the page, a show from formulas, and a server
that goes away when it is told to. The last ones have the room's real server, and kill it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, expect

from tests.browser.apps.tiny_show import PHASES, SECONDS, write_show
from tests.browser.house import House
from tests.data_folder import fill_own_folder
from tests.pages.stage.room_server import KEY, ORDER, RoomServer

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

VOTES = {"yes": 2, "no": 41, "unsure": 3, "genres": [["Classical", 31], ["Folk", 2]]}
KEEP_SOUNDS = """
window.sounds = [];
const { play } = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () { sounds.push(this); return play.call(this); };
"""
TIME = "Number(new DOMMatrix(getComputedStyle(cover).transform).m41 / cover.clientWidth)"


class Stage:
    """The screen or the notes, in the words of the tests."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.errors: list[str] = []
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(url)

    def stands(self, scene: str, phase: str) -> None:
        """Wait until this step of the show is on the screen."""
        kind = f"[data-phase={phase}]" if phase in PHASES else ""
        self.page.wait_for_selector(f".scene.seen[data-scene={scene}]{kind}")

    def rests(self) -> None:
        """Wait until everything that was on its way to its place is there."""
        self.page.wait_for_function(
            "() => !document.getElementById('spectrogram-stage').shadowRoot.getAnimations().length"
        )

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def ready(self) -> Stage:
        """Wait until all sounds and pictures are in the browser."""
        self.page.wait_for_selector(".scene.seen")
        expect(self.page.locator("#stock")).to_have_text("")
        return self

    def play_round(self) -> Stage:
        """Go to the first round, whose track begins to sound."""
        self.ready().press("PageDown", "PageDown")
        self.stands("first", "vote")
        self.page.wait_for_function("window.__stageFrames.length > 3")
        return self

    def box(self, selector: str) -> FloatRect:
        """Return where an element of the scene on the screen lies, in pixels."""
        found = self.page.locator(f".scene.seen {selector}").first.bounding_box()
        assert found is not None
        return found

    def uncovered(self) -> float:
        """Return how much of the picture is drawn, as a share."""
        cover = self.page.locator(".scene.seen .cover")
        return float(cover.evaluate(f"(cover) => {TIME}"))

    def until_uncovered(self, share: float) -> None:
        """Wait until more than this share of the picture is drawn."""
        cover = self.page.locator(".scene.seen .cover").element_handle()
        self.page.wait_for_function(f"(cover) => {TIME} > {share}", arg=cover)

    def reads(self, selector: str, words: str | re.Pattern[str]) -> None:
        """Wait until an element of the scene on the screen says this."""
        expect(self.page.locator(f".scene.seen {selector}")).to_have_text(words)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Give a house with a show of two rounds."""
    opened = House(write_show(tmp_path)).start()
    yield opened
    opened.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser of one test's own, in which the windows of a presenter stand side by side."""
    opened = browser.new_context(viewport={"width": 1280, "height": 720})
    yield opened
    opened.close()


@pytest.fixture
def enter(context: BrowserContext, house: House) -> Iterator[Callable[..., Stage]]:
    """Give a function that opens the stage in a new window; a script error fails the test."""
    windows: list[Stage] = []

    def open_window(query: str = "") -> Stage:
        windows.append(Stage(context.new_page(), f"{house.url}{query}"))
        return windows[-1]

    yield open_window
    assert [error for window in windows for error in window.errors] == []


def test_a_clicker_leads_through_the_whole_show(house: House, enter: Callable[..., Stage]) -> None:
    stage = enter().ready()
    steps = [tuple(step) for step in house.show["steps"]]
    for told, (scene, phase) in enumerate(steps[1:], 1):
        stage.press("PageDown")
        stage.stands(scene, phase)
        _await_moves(stage.page, house, told)
    assert house.moves == steps[1:]
    expect(stage.page.locator(".scene.seen h1")).to_have_text("Thank you")
    stage.press("PageDown", "PageUp")
    _await_moves(stage.page, house, len(steps))
    assert house.moves[-1] == steps[-2]


@pytest.mark.parametrize("key", ["PageDown", "ArrowRight", " ", "n"])
def test_every_key_that_goes_on_goes_one_step(
    house: House, enter: Callable[..., Stage], key: str
) -> None:
    stage = enter().ready()
    stage.press(key)
    _until(stage.page, lambda: house.moves == [("problem", "shown")])


def test_the_picture_draws_itself_in_step_with_the_sound(enter: Callable[..., Stage]) -> None:
    stage = enter().play_round()
    stage.until_uncovered(0.2)
    stage.press("p")
    stage.page.wait_for_timeout(200)
    kept = stage.uncovered()
    stage.page.evaluate("dispatchEvent(new Event('pagehide'))")
    place = stage.page.evaluate("JSON.parse(sessionStorage.getItem('spectrogram.stage.sound'))")
    assert place["playing"] is False
    assert kept == pytest.approx(place["time"] / SECONDS, abs=0.02)
    stage.press("r")
    stage.page.wait_for_function("window.__stageFrames.length > 0")
    stage.until_uncovered(0.01)


def test_nothing_moves_from_phase_to_phase_nor_when_votes_come_late(
    house: House, enter: Callable[..., Stage]
) -> None:
    house.late = True
    stage = enter().play_round()
    fixed = [".question", ".hero", ".picture", ".panels", ".below"]
    places = [stage.box(selector) for selector in fixed]
    for phase in PHASES[1:3]:
        stage.press("PageDown")
        stage.stands("first", phase)
    stage.reads(".panel.room h3", "…")
    stage.rests()
    empty = [stage.box(".panel.room .bars li"), stage.box(".panel.room .foot")]
    house.say(late=False, votes={"first": VOTES})
    stage.reads(".panel.room h3", "No")
    stage.reads(".panel.room .foot", "Also heard: Classical 31, Folk 2")
    filled = [stage.box(".panel.room .bars li"), stage.box(".panel.room .foot")]
    assert [(box["x"], box["width"]) for box in filled] == [
        (box["x"], box["width"]) for box in empty
    ]
    assert filled[0]["y"] == empty[0]["y"]
    for phase in PHASES[3:]:
        stage.press("PageDown")
        stage.stands("first", phase)
        assert [stage.box(selector) for selector in fixed] == places


def test_votes_are_counted_at_once_and_told_apart_only_when_revealed(
    house: House, enter: Callable[..., Stage]
) -> None:
    stage = enter().play_round()
    house.say(votes={"first": VOTES}, phones=50)
    stage.reads(".panel.vote .count", "46votes from 50 phones")
    expect(stage.page.locator(".scene.seen .panel.room h3")).to_have_text("…")


def test_belief_grows_and_the_verdict_waits_for_its_end(enter: Callable[..., Stage]) -> None:
    stage = enter().play_round()
    stage.press("PageDown", "PageDown", "PageDown")
    stage.stands("first", "model")
    panel = stage.page.locator(".scene.seen .panel.model")
    expect(panel).to_have_attribute("data-done", "false")
    expect(panel).to_have_attribute("data-done", "true")
    stage.reads(".panel.model h3", "Classical")
    stage.reads(".panel.model .verdict", re.compile("^No: .* Rock.$"))
    race = stage.box(".race")
    assert stage.box(".verdict")["y"] >= race["y"] + race["height"]
    stage.press("PageDown", "PageUp")
    expect(panel).to_have_attribute("data-done", "true")


def test_the_truth_tells_who_was_right(house: House, enter: Callable[..., Stage]) -> None:
    house.votes = {"first": {**VOTES, "yes": 50}}
    house.moment = {"revision": 9, "scene": "first", "phase": "truth"}
    stage = enter().ready()
    stage.reads(".panel.truth .claimed", "Rock")
    stage.reads(".panel.truth .confirmed", "Classical")
    stage.reads(".right li:nth-child(1)", "The room said yes: wrong")
    stage.reads(".right li:nth-child(2)", "The CNN said no: right")


def test_an_unknown_truth_makes_nobody_right(house: House, enter: Callable[..., Stage]) -> None:
    house.moment = {"revision": 9, "scene": "second", "phase": "truth"}
    stage = enter().ready()
    expect(stage.page.locator(".scene.seen .panel.truth")).to_contain_text(
        "Nobody has confirmed it"
    )
    expect(stage.page.locator(".scene.seen .right li")).to_have_count(0)


def test_a_truth_beside_a_claim_that_the_tree_does_not_know_makes_nobody_right(
    house: House, enter: Callable[..., Stage]
) -> None:
    house.votes = {"first": {**VOTES, "yes": 50}}
    _round_of(house, "first").update(claim="Skiffle", holds=None)
    house.moment = {"revision": 9, "scene": "first", "phase": "truth"}
    stage = enter().ready()
    stage.reads(".panel.truth .confirmed", "Classical")
    expect(stage.page.locator(".scene.seen .right li")).to_have_count(0)


def test_a_round_that_was_not_packed_says_that_the_cnn_was_not_asked(
    house: House, enter: Callable[..., Stage]
) -> None:
    house.votes = {"first": {**VOTES, "yes": 50}}
    missing = {"sound": "", "picture": "", "data": "", "fault": "The track is gone."}
    _round_of(house, "first").update(missing)
    house.moment = {"revision": 9, "scene": "first", "phase": "model"}
    stage = enter().ready()
    stage.reads(".panel.model .verdict", re.compile("^It was not asked"))
    expect(stage.page.locator(".scene.seen .panel.model .verdict")).to_have_css("opacity", "1")
    stage.reads(".hint", "No picture of this track")
    stage.press("PageDown")
    stage.reads(".right li:nth-child(2)", "The CNN was not asked")
    stage.press("PageDown")
    stage.reads(".panel.why .because", re.compile("^There is nothing to show"))
    expect(stage.page.locator(".scene.seen .panel.why .legend")).to_have_count(0)


def test_a_vote_whose_answer_was_seen_is_over_on_the_wall_too(
    house: House, enter: Callable[..., Stage]
) -> None:
    house.moment = {"revision": 9, "scene": "first", "phase": "vote"}
    stage = enter().ready()
    stage.reads(".panel.vote .label", "Vote now")
    expect(stage.page.locator(".scene.seen .panel.vote .code")).to_be_visible()
    house.say(moment={"revision": 10, "scene": "first", "phase": "vote", "answered": True})
    stage.reads(".panel.vote .label", "The vote is over")
    # Nobody is asked to scan what takes no vote any more.
    expect(stage.page.locator(".scene.seen .panel.vote .code")).to_be_hidden()


def test_a_name_that_is_too_long_for_its_panel_is_smaller(
    house: House, enter: Callable[..., Stage]
) -> None:
    _round_of(house, "first").update(claim="Experimental Hip-Hop and More", holds=None)
    house.moment = {"revision": 9, "scene": "first", "phase": "truth"}
    stage = enter().ready()
    claimed, confirmed = stage.box(".truth .claimed"), stage.box(".truth .confirmed")
    panels = stage.box(".panels")
    assert claimed["x"] + claimed["width"] <= panels["x"] + panels["width"] + 1
    shown = stage.page.locator(".scene.seen .truth .claimed")
    assert shown.evaluate("(name) => name.scrollWidth <= name.clientWidth")
    assert confirmed["y"] > claimed["y"] + claimed["height"]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_the_notes_next_button_is_in_sight_and_nothing_lies_over_another(
    house: House, enter: Callable[..., Stage], size: tuple[int, int]
) -> None:
    notes = enter("?notes=1")
    notes.page.set_viewport_size({"width": size[0], "height": size[1]})
    notes.page.wait_for_selector("#ready li")
    parts = [notes.page.locator(of).bounding_box() for of in (".preview", ".drive", ".gauges")]
    order = notes.page.locator(".notes-order").bounding_box()
    assert order is not None
    tops = []
    for part in parts:
        assert part is not None
        tops += [part["y"], part["y"] + part["height"]]
    assert tops == sorted(tops)
    assert tops[3] <= size[1]
    assert order["height"] > 100
    if size[0] < 1100:  # below the rest
        assert order["y"] >= tops[-1]


def _round_of(house: House, scene: str) -> dict[str, Any]:
    """The round of a scene, to be changed before the stage is opened."""
    played: dict[str, Any] = next(
        each["round"] for each in house.show["scenes"] if each["id"] == scene
    )
    return played


def test_the_map_turns_to_the_claimed_genre_by_key(
    house: House, enter: Callable[..., Stage]
) -> None:
    house.moment = {"revision": 9, "scene": "first", "phase": "because"}
    stage = enter().ready()
    chosen = stage.page.locator(".scene.seen .lenses [aria-pressed=true]")
    expect(chosen).to_have_text("Classical")
    stage.press("t")
    expect(chosen).to_have_text("Rock")


def test_a_refresh_in_mid_round_goes_on_where_it_was(
    enter: Callable[..., Stage], context: BrowserContext
) -> None:
    context.add_init_script(KEEP_SOUNDS)
    stage = enter().play_round()
    stage.until_uncovered(0.25)
    stage.page.reload()
    stage.stands("first", "vote")
    stage.page.wait_for_function(
        f"sounds.some((sound) => !sound.paused && sound.currentTime > {0.25 * SECONDS})"
    )
    stage.until_uncovered(0.25)


def test_a_server_that_is_gone_stops_neither_sound_nor_show(
    house: House, enter: Callable[..., Stage]
) -> None:
    stage = enter().play_round()
    house.stop()
    stage.until_uncovered(0.3)
    stage.press("PageDown", "PageDown", "PageDown")
    stage.stands("first", "model")
    expect(stage.page.locator("#mark")).to_have_class("mark up")
    assert house.moves == [("problem", "shown"), ("first", "vote")]
    house.start()
    expect(stage.page.locator("#mark")).to_have_class("mark")
    _until(stage.page, lambda: house.moves[-1] == ("first", "model"))
    stage.stands("first", "model")
    assert house.moves[2:] == [("first", "model")]


def test_a_move_whose_answer_got_lost_counts_once(
    house: House, enter: Callable[..., Stage]
) -> None:
    house.loses = 2
    stage = enter().ready()
    stage.press("PageDown")
    _until(stage.page, lambda: house.loses == 0)
    assert house.moves == [("problem", "shown")]


def test_the_screen_follows_who_leads_from_elsewhere(
    house: House, enter: Callable[..., Stage]
) -> None:
    stage = enter().ready()
    house.lead("second", "closed")
    stage.stands("second", "closed")
    stage.press("PageDown")
    _until(stage.page, lambda: house.moves == [("second", "room")])


def test_a_sound_that_cannot_be_played_leaves_the_show_going(
    house: House, enter: Callable[..., Stage]
) -> None:
    (house.folder / "first.wav").write_bytes(b"no sound at all")
    stage = enter().ready()
    stage.press("PageDown", "PageDown")
    stage.until_uncovered(0.1)


def test_a_browser_that_waits_for_a_key_before_it_sounds_says_so(
    house: House, enter: Callable[..., Stage], context: BrowserContext
) -> None:
    context.add_init_script(
        "HTMLMediaElement.prototype.play = () => "
        "Promise.reject(new DOMException('No key was pressed.', 'NotAllowedError'));"
        "sessionStorage.setItem('spectrogram.stage.sound', JSON.stringify("
        "{ id: 'first', time: 3, playing: true }));"
    )
    house.moment = {"revision": 2, "scene": "first", "phase": "vote"}
    enter().reads(".hint", "Press P to hear it")


def test_the_notes_lead_the_screen_without_any_server(
    house: House, enter: Callable[..., Stage]
) -> None:
    screen, notes = enter().ready(), enter("?notes=1")
    expect(notes.page.locator("#now")).to_have_text("Does it?")
    expect(notes.page.locator("#words")).to_have_text("Wait for the last one to sit down.")
    house.stop()
    notes.page.locator("#next").click()
    notes.page.locator("#next").click()
    screen.stands("first", "vote")
    expect(notes.page.locator("#words")).to_have_text("It is Classical.")
    expect(notes.page.locator("#sounding")).to_contain_text("playing")
    notes.press("b")
    expect(screen.page.locator("#black")).to_have_class("veil black up")
    house.start()
    _until(notes.page, lambda: house.moves[-1:] == [("first", "vote")])
    expect(notes.page.locator("#latency")).to_contain_text("ms")


def test_the_notes_hold_back_what_is_not_revealed(
    house: House, enter: Callable[..., Stage]
) -> None:
    house.votes, house.phones = {"first": VOTES}, 50
    house.moment = {"revision": 2, "scene": "first", "phase": "vote"}
    notes = enter("?notes=1")
    expect(notes.page.locator("#votes")).to_have_text("46")
    expect(notes.page.locator("#votes-said")).to_have_text("hidden until you reveal them")
    notes.press("PageDown", "PageDown")
    expect(notes.page.locator("#votes-said")).to_have_text("2 yes, 41 no, 3 not sure")
    expect(notes.page.locator("#phones")).to_have_text("50")


def test_votes_that_cannot_be_kept_are_told_at_once_and_taken_back(
    house: House, enter: Callable[..., Stage]
) -> None:
    house.votes = {"first": VOTES}
    house.moment = {"revision": 2, "scene": "first", "phase": "vote"}
    house.show["ready"].append({"name": "votes", "ok": True, "sentence": "Each is kept."})
    screen, notes = enter().ready(), enter("?notes=1")
    line = notes.page.locator("#ready li").filter(has_text="votes")
    expect(line).to_have_text("votes Each is kept.")
    house.say(unkept="The disk is full.")
    expect(line).to_have_count(1)
    expect(line).to_contain_text(
        "Cannot be kept just now; phones send theirs again. The disk is full"
    )
    expect(line).to_have_attribute("data-ok", "false")
    expect(notes.page.locator("#votes-said")).to_have_text("not being kept: see Ready")
    expect(screen.page.locator("#mark")).to_have_text("Votes are not kept: see the notes")
    expect(screen.page.locator("#mark")).to_have_class("mark up")
    house.say(unkept="")
    expect(line).to_have_text("votes Each is kept.")
    expect(notes.page.locator("#votes-said")).to_have_text("hidden until you reveal them")
    expect(screen.page.locator("#mark")).to_have_class("mark")


def test_a_running_order_is_edited_in_the_notes(house: House, enter: Callable[..., Stage]) -> None:
    notes = enter("?notes=1")
    notes.page.locator("#edit").click()
    text = notes.page.locator("#order-text")
    expect(text).to_have_value("title: Try it\n")
    house.refusal = "scenes is missing; a list of scenes was needed."
    text.fill("title: pn\n")
    notes.page.locator("#order-save").click()
    expect(notes.page.locator("#order-said")).to_have_text(house.refusal)
    expect(text).to_have_value("title: pn\n")
    assert house.moves == []
    house.refusal = ""
    notes.page.locator("#order-save").click()
    expect(notes.page.locator("#order-said")).to_have_text("Saved.")
    assert house.order == "title: pn\n"


def test_who_has_no_key_is_sent_to_the_ballot(house: House, enter: Callable[..., Stage]) -> None:
    house.show_status = 403
    stage = enter()
    expect(stage.page.locator("#waiting")).to_contain_text("This is the presenter's screen.")
    expect(stage.page.get_by_role("link", name="Go to the ballot")).to_be_visible()


@pytest.mark.parametrize(("query", "dark"), [("", False), ("?dark", True)])
def test_the_app_s_theme_holds_until_a_key_turns_it(
    enter: Callable[..., Stage], query: str, dark: bool
) -> None:
    stage = enter(query).ready()
    host = stage.page.locator("#spectrogram-stage")
    looks = ["dark", "light"] if dark else ["light", "dark"]
    expect(host).to_have_attribute("data-look", looks[0])
    stage.press("l")
    expect(host).to_have_attribute("data-look", looks[1])


def test_the_stage_outlives_its_component_but_not_its_page(enter: Callable[..., Stage]) -> None:
    stage = enter().play_round()
    stage.page.evaluate("unmount()")
    stage.page.evaluate("remount()")
    stage.until_uncovered(0.2)
    stage.stands("first", "vote")
    stage.page.evaluate("history.pushState({}, '', '/verify'); unmount()")
    expect(stage.page.locator("#spectrogram-stage")).to_have_count(0)
    assert stage.page.evaluate("window.__stageFrames") is None


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1024, 768)])
def test_every_phase_keeps_inside_the_screen(
    house: House, enter: Callable[..., Stage], size: tuple[int, int]
) -> None:
    house.votes = {"first": VOTES}
    stage = enter().ready()
    stage.page.set_viewport_size({"width": size[0], "height": size[1]})
    for scene, phase in house.show["steps"]:
        stage.stands(scene, phase)
        assert _outside(stage.page) == []
        stage.press("PageDown")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RoomServer]:
    """Give the room's real server, with a short show."""
    folder = fill_own_folder(tmp_path / "data")
    (folder / "stage").mkdir()
    (folder / "stage" / "order.yaml").write_text(ORDER)
    server = RoomServer(folder).start()
    yield server
    server.kill()


def test_a_real_server_that_is_killed_in_mid_round_is_not_missed(
    hall: RoomServer, context: BrowserContext
) -> None:
    stage = Stage(context.new_page(), f"{hall.url}/stage?key={KEY}")
    stage.page.wait_for_selector(".scene.seen", timeout=60_000)
    stage.ready().press("PageDown")
    stage.stands("canon", "vote")
    stage.until_uncovered(0.1)
    hall.kill()
    stage.until_uncovered(0.5)
    stage.press("PageDown")
    stage.stands("canon", "closed")
    expect(stage.page.locator("#mark")).to_have_class("mark up")
    hall.start()
    expect(stage.page.locator("#mark")).to_have_class("mark", timeout=60_000)
    with hall.client(KEY) as client:
        _until(stage.page, lambda: "closed" in _first_event(client))
    stage.stands("canon", "closed")
    # Streamlit, too, has come back by now, and has put its component up again.
    stage.page.wait_for_timeout(5000)
    stage.stands("canon", "closed")
    stage.press("PageDown")
    stage.stands("canon", "room")
    assert stage.errors == []


def _first_event(client: Any) -> str:
    with client.stream("GET", "/stage-api/events") as lines:
        return str(next(line for line in lines.iter_lines() if '"phase"' in line))


def _await_moves(page: Page, house: House, count: int) -> None:
    """Wait until the server was told so many moves: of two in one breath it hears the last."""
    _until(page, lambda: len(house.moves) == count)


def _until(page: Page, holds: Callable[[], bool]) -> None:
    """Let the browser go on until something holds here; fail after 20 s."""
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    pytest.fail("It never came to that.")


def _outside(page: Page) -> list[str]:
    """Return the words on the screen that its edges would cut off."""
    return list(
        page.locator(".scene.seen").evaluate(
            """(scene) => [...scene.querySelectorAll("h1, h2, h3, p, li, b, span")]
              .filter((part) => part.checkVisibility({ visibilityProperty: true }))
              .filter((part) => {
                const { left, right, top, bottom, width } = part.getBoundingClientRect();
                const across = left < -1 || right > innerWidth + 1;
                return width && (across || top < -1 || bottom > innerHeight + 1);
              }).map((part) => part.textContent)"""
        )
    )
