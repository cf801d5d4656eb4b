"""The page about a model in a real browser: links, a point that plays, downloads, a phone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import FloatRect, Page, WebSocketRoute, expect

from genre_core.card import CARD, models_folder, read_card
from genre_core.evaluation.answers import read_answers
from tests.data_folder import fill_own_folder
from tests.genre_core.sounds import encode, music

pytestmark = pytest.mark.browser

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
PHONE = {"width": 390, "height": 844}
SECONDS = 30_000
"""Milliseconds to wait for an answer on a busy machine."""
TRACK = "emotify-001"
PARTS = ("about", "layers", "training", "accuracy", "trust", "map", "compare", "files")


@pytest.fixture(scope="module")
def home(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of the app, with one sound at hand for all test tracks."""
    data = fill_own_folder(tmp_path_factory.mktemp("data"))
    sounds = tmp_path_factory.mktemp("music")
    sound = sounds / f"{TRACK}.wav"
    sound.write_bytes(encode(music(8.0, 16_000, 1), 16_000))
    for track in read_answers(models_folder() / "open-music").ids.drop(TRACK):
        (sounds / f"{track}.wav").hardlink_to(sound)
    return serve(
        APP,
        SPECTROGRAM_DATA=str(data),
        LIBROSA_DATA_DIR=str(data),
        SPECTROGRAM_MUSIC=str(sounds),
        SPECTROGRAM_RUNS=str(data / "runs"),
    )


def show(page: Page, address: str) -> None:
    """Go to an address and wait until the page's script has run to its end."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SECONDS)
    settle(page)


def settle(page: Page) -> None:
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SECONDS)


def test_a_deep_link_arrives_whole_and_back_goes_back(page: Page, home: str) -> None:
    show(page, f"{home}/model?model=seed-2020&part=layers")
    expect(page.get_by_role("heading", level=1)).to_have_text("The slides' network, 2020")
    expect(page.get_by_role("heading", name="How the networks shrank")).to_be_visible()
    page.get_by_role("radio", name="Files").click()
    expect(page.get_by_role("heading", name="Files")).to_be_visible(timeout=SECONDS)
    page.wait_for_url(re.compile("part=files"))
    page.go_back()
    expect(page.get_by_role("heading", name="How the networks shrank")).to_be_visible(
        timeout=SECONDS
    )


def test_a_click_on_a_point_plays_its_track_and_writes_the_link(page: Page, home: str) -> None:
    show(page, f"{home}/model?part=map")
    page.mouse.click(*find_a_point(page))
    page.wait_for_url(re.compile("point="))
    expect(page.get_by_text("Among honest")).to_be_visible(timeout=SECONDS)
    await_playing(page)


def test_a_click_beside_the_points_closes_no_track(page: Page, home: str) -> None:
    wire = SlowWire()
    page.route_web_socket(re.compile("stream$"), wire.take)
    show(page, f"{home}/model?part=map")
    place, corner = find_a_point(page), chart_box(page)
    wire.hold()
    page.mouse.click(*place)
    wire.await_sent(page, 1)
    page.mouse.click(corner["x"] + 30, corner["y"] + 5)
    wire.await_sent(page, 2)
    wire.release()
    page.wait_for_url(re.compile("point="))
    settle(page)
    expect(page.get_by_text("Among honest")).to_be_visible(timeout=SECONDS)


class SlowWire:
    """A browser's line to the server, on which answers can be held up."""

    def __init__(self) -> None:
        self._held: list[str | bytes] | None = None
        self._sent = 0

    def take(self, browser: WebSocketRoute) -> None:
        """Stand between the browser and the server."""
        self._browser, server = browser, browser.connect_to_server()

        def send(message: str | bytes) -> None:
            self._sent += 1
            server.send(message)

        def answer(message: str | bytes) -> None:
            if self._held is None:
                browser.send(message)
            else:
                self._held.append(message)

        browser.on_message(send)
        server.on_message(answer)

    def hold(self) -> None:
        """Keep the server's answers back, and count what the browser sends from now on."""
        self._held, self._sent = [], 0

    def await_sent(self, page: Page, count: int) -> None:
        """Wait until the browser has sent so many messages."""
        while self._sent < count:
            page.wait_for_timeout(20)

    def release(self) -> None:
        """Let the answers through, in their order."""
        held, self._held = self._held or [], None
        for message in held:
            self._browser.send(message)


def test_a_double_click_opens_a_track_as_well(page: Page, home: str) -> None:
    show(page, f"{home}/model?part=map")
    page.mouse.dblclick(*find_a_point(page))
    page.wait_for_url(re.compile("point="))
    expect(page.get_by_text("Among honest")).to_be_visible(timeout=SECONDS)


def find_a_point(page: Page) -> tuple[float, float]:
    """Move over the middle of the map, where it is densest, until a point says what it is."""
    drawn = page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first
    expect(drawn).to_be_visible(timeout=SECONDS)
    drawn.scroll_into_view_if_needed()
    box = chart_box(page)
    for step in range(60):
        place = (box["x"] + box["width"] * (0.45 + 0.003 * step), box["y"] + box["height"] * 0.35)
        page.mouse.move(*place)
        if page.locator("#vg-tooltip-element.visible").count():
            return place
    raise AssertionError("No point lies in the middle of the map.")


def chart_box(page: Page) -> FloatRect:
    """Return where the map lies in the window, in pixels."""
    box = page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.bounding_box()
    assert box is not None
    return box


def await_playing(page: Page) -> None:
    """Wait until the recording that is shown is heard."""
    page.wait_for_function(
        "(audio) => !audio.paused && audio.currentTime > 0.1",
        arg=page.locator("#audio").element_handle(),
        timeout=SECONDS,
    )


def test_a_link_to_a_point_does_not_play_by_itself(page: Page, home: str) -> None:
    show(page, f"{home}/model?part=map&point={TRACK}")
    audio = page.locator("#audio")
    expect(audio).to_have_attribute("src", re.compile("."), timeout=SECONDS)
    assert audio.evaluate("audio => audio.paused")


def test_a_points_sound_can_be_played(page: Page, home: str) -> None:
    show(page, f"{home}/model?part=map&point={TRACK}")
    expect(page.get_by_text("Trio Sonata in C Major").last).to_be_visible(timeout=SECONDS)
    page.get_by_role("button", name="Play", exact=True).click(timeout=SECONDS)
    await_playing(page)


def test_a_file_is_fetched_as_it_was_exported(page: Page, home: str) -> None:
    show(page, f"{home}/model?part=files")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="model.onnx").click()
    content = Path(fetched.value.path()).read_bytes()
    card = read_card(models_folder() / "open-music")
    assert hashlib.sha256(content).hexdigest() == card.files["model.onnx"]
    expect(page.get_by_role("button", name=CARD)).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_fits_a_phone(page: Page, home: str, part: str) -> None:
    show(page, f"{home}/model?part={part}")
    wide = page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth; }"
    )
    assert wide <= 0
