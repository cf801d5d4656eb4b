"""A whole show as a fresh machine gives it, on the room's real server, by one key of a clicker.

A screenshot of every step is left in the test's folder, to be looked at.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Page, expect

from genre_core.show.moments import Phase, steps
from genre_core.show.opening import opening_order
from genre_core.show.scenes import Kind, Scene
from tests.data_folder import fill_own_folder
from tests.pages.stage.room_server import KEY, RoomServer

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

ORDER = opening_order()
VOTES = (("yes", ""), ("no", "Folk"), ("no", "Jazz"), ("no", ""), ("unsure", ""))
PERCENT = re.compile(r"^\d+(\.\d)?%$")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RoomServer]:
    """Give a server for a room, on a machine that has never shown anything."""
    server = RoomServer(fill_own_folder(tmp_path / "data")).start()
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a projector that asked for less motion: each step stands there finished."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, reduced_motion="reduce", permissions=[]
    )
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def test_the_whole_show_goes_by_page_down_alone(
    hall: RoomServer, page: Page, tmp_path: Path
) -> None:
    asked: set[str] = set()
    faults: list[str] = []
    page.on("request", lambda request: asked.add(host(request.url)))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{hall.url}/stage?key={KEY}")
    page.wait_for_selector(".scene.seen", timeout=60_000)
    expect(page.locator("#stock")).to_have_text("")
    resolved = 0
    for number, step in enumerate(steps(ORDER)):
        if number:
            page.keyboard.press("PageDown")
        scene = ORDER.scene(step.scene)
        resolved += step.phase is Phase.TRUTH
        says(page, hall, scene, step.phase, resolved)
        page.screenshot(path=tmp_path / f"{number:02}-{step.scene}-{step.phase}.png")
    assert asked == {urlsplit(hall.url).netloc}
    assert faults == []


def host(url: str) -> str:
    """Return whom a request goes to; what lies in the page itself goes to its own origin."""
    return urlsplit(url.removeprefix("blob:")).netloc


def says(page: Page, hall: RoomServer, scene: Scene, phase: Phase, resolved: int) -> None:
    """Wait until a step is on the screen and says all that it must."""
    kind = "" if phase is Phase.SHOWN else f"[data-phase={phase}]"
    page.wait_for_selector(f".scene.seen[data-scene={scene.id}]{kind}")
    if scene.round is None:
        CARDS.get(scene.kind, says_title)(page, scene)
        return
    reads(page, ".question", scene.round.asked)
    if phase is Phase.VOTE:
        vote(hall, scene.id)
    PHASES[phase](page, scene)
    score = f"After {resolved} round" if resolved else ""
    expect(page.locator(".scene.seen .score")).to_contain_text(score)


def vote(hall: RoomServer, scene: str) -> None:
    """Let five phones vote, once theirs say that they may."""
    with httpx.Client(base_url=hall.url, timeout=20) as room:
        while (ballot := room.get("/stage-api/ballot").json())["round"] != scene:
            pass
        for answer, genre in VOTES:
            fields = {"show": ballot["show"], "round": scene, "device": secrets.token_hex(16)}
            sent = room.post("/stage-api/vote", json={**fields, "answer": answer, "genre": genre})
            said = {"answer": answer, "genre": genre, "number": 0}
            assert sent.json() == {"stored": True, **said}


def reads(page: Page, selector: str, words: str | re.Pattern[str]) -> None:
    """Wait until a part of the scene on the screen says this."""
    expect(page.locator(f".scene.seen {selector}").first).to_have_text(words)


def all_read(page: Page, selector: str, words: Sequence[str | re.Pattern[str]]) -> None:
    """Wait until all such parts of the scene on the screen say this, one after the other."""
    expect(page.locator(f".scene.seen {selector}")).to_have_text(list(words))


def says_title(page: Page, scene: Scene) -> None:
    """A card says its title and its text."""
    reads(page, "h1", scene.title)
    all_read(page, ".prose p", scene.text.splitlines())


def says_welcome(page: Page, scene: Scene) -> None:
    """The first card also says where to vote, as a code and as an address."""
    says_title(page, scene)
    reads(page, ".address", f"{urlsplit(page.url).netloc}/v")
    assert page.locator(".scene.seen .code svg path").count() > 0


def says_seed(page: Page, scene: Scene) -> None:
    """The seed stands beside ours, each with a share."""
    says_title(page, scene)
    all_read(page, ".name", [re.compile(rf"^{name}\d+ genres$") for name in ("2020", "Today")])
    all_read(page, "li > b", [PERCENT] * 2)


def says_lab(page: Page, scene: Scene) -> None:
    """Both rules stand there twice: with whom they accuse, and with what they find."""
    says_title(page, scene)
    all_read(page, "h3", ["Honest tracks accused", "Wrong labels found"])
    all_read(page, "li > b", [PERCENT] * 4)


def says_score(page: Page, scene: Scene) -> None:
    """A room that said no each time was right where the claim was false: in half of them."""
    reads(page, "h1", scene.title)
    reads(page, "h3", f"Right in {len(ORDER.rounds)} rounds with a confirmed label")
    all_read(page, ".name", ["The room", "The CNN", "Chance"])
    all_read(page, "li > b", ["3", re.compile(r"^[0-6](\.5)?$"), "3"])


def says_microphone(page: Page, scene: Scene) -> None:
    """It waits for somebody to play, or to choose a recording."""
    reads(page, ".question", scene.title)
    expect(page.get_by_role("button", name="Listen")).to_be_visible()
    expect(page.get_by_text("Choose a recording")).to_be_visible()


def says_thanks(page: Page, scene: Scene) -> None:
    """The last card thanks, and names all the music."""
    says_title(page, scene)
    titles = [each.round.title for each in ORDER.rounds if each.round]
    all_read(page, ".credits strong", titles)


def says_count(page: Page, _: Scene) -> None:
    """How many have voted, and nothing of how."""
    panel = page.locator(".scene.seen .panel.vote")
    expect(panel.locator(".count b")).to_have_text(str(len(VOTES)))
    expect(page.locator(".scene.seen .panel.room h3")).to_have_text("…")


def says_closed(page: Page, _: Scene) -> None:
    """The same number, large."""
    reads(page, ".panel.closed .label", "The vote is closed")
    reads(page, ".panel.closed .huge", str(len(VOTES)))


def says_room(page: Page, _: Scene) -> None:
    """How many said what, and what they named instead."""
    reads(page, ".panel.room h3", "No")
    all_read(page, ".panel.room .bars b", ["1", "3", "1"])
    reads(page, ".panel.room .foot", "Also heard: Folk 1, Jazz 1")


def says_model(page: Page, _: Scene) -> None:
    """What the CNN takes it for, with shares, and a sentence on the claim."""
    panel = page.locator(".scene.seen .panel.model")
    expect(panel).to_have_attribute("data-done", "true")
    expect(panel.locator(".race li").first.locator("b")).to_have_text(PERCENT)
    expect(panel.locator(".verdict")).to_have_text(re.compile(r"^(Yes|No|It may|Hard to|I cannot)"))


def says_truth(page: Page, scene: Scene) -> None:
    """What was claimed, what is confirmed, and whether the room's no was right."""
    assert scene.round is not None
    reads(page, ".panel.truth .claimed", scene.round.claim)
    reads(page, ".panel.truth .confirmed", scene.round.truth)
    right = "wrong" if scene.round.holds else "right"
    reads(page, ".right li:nth-child(1)", f"The room said no: {right}")
    reads(page, ".right li:nth-child(2)", re.compile("^The CNN (said (yes|no): |is undecided)"))
    expect(page.locator(".scene.seen .panel.truth .credit")).to_contain_text(scene.round.title)


def says_because(page: Page, _: Scene) -> None:
    """Where the CNN saw it, in words and as a map over the picture."""
    reads(page, ".panel.why .because", re.compile(r"^I saw it as \w+ .*because of"))
    heat = page.locator(".scene.seen canvas.heat")
    assert heat.evaluate("(canvas) => canvas.width > 1 && canvas.height > 1")


Says = Callable[[Page, Scene], None]
CARDS: dict[Kind, Says] = {
    Kind.TITLE: says_welcome,
    Kind.SEED: says_seed,
    Kind.LAB: says_lab,
    Kind.SCORE: says_score,
    Kind.MICROPHONE: says_microphone,
    Kind.CLOSING: says_thanks,
}
PHASES: dict[Phase, Says] = {
    Phase.VOTE: says_count,
    Phase.CLOSED: says_closed,
    Phase.ROOM: says_room,
    Phase.MODEL: says_model,
    Phase.TRUTH: says_truth,
    Phase.BECAUSE: says_because,
}
