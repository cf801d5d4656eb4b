"""The page as visitors meet it: a real server, a real browser, real files, and links.

What a page answers is tested in tests/pages; here is what only a browser can tell: that the
sound plays on, that other people's words are no markup, that links, Back, keys and downloads
work, and that it fits a phone. One server for all, and two more that must be fresh.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Download, Locator, Page, expect

from genre_core.card import NETWORK
from tests.data_folder import fill_own_folder
from tests.genre_core.sounds import encode, music
from tests.models import write_tiny_model
from tests.pages.uploads import MARKUP, tagged

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "streamlit_app.py"
PHONE = {"width": 390, "height": 844}
SECONDS = 30_000
"""Milliseconds to wait for an answer on a busy machine."""
FIRST = "Does this look like a Classical piece to you?"


class Visitor:
    """A page with the app open, in the words of the tests."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home

    def open(self, path: str = "/") -> Visitor:
        """Go to a path of the app and wait for the answer and the sound."""
        self.page.goto(self.home + path)
        return self.ready()

    def ready(self) -> Visitor:
        """Wait until a track has been answered and can be played."""
        expect(self.answer).to_be_visible(timeout=SECONDS)
        self.until("audio.readyState >= 1")
        return self

    def settled(self) -> Visitor:
        """Wait until the page's script has run to its end: what it drew last stays in place."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SECONDS)
        return self

    @property
    def question(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def answer(self) -> Locator:
        """The box with the sentence, which is bold from end to end."""
        return self.page.get_by_test_id("stAlert").filter(has=self.page.locator("p > strong"))

    @property
    def complaint(self) -> Locator:
        return self.page.get_by_test_id("stAlert").filter(
            has_not=self.page.locator("p > strong:only-child")
        )

    @property
    def sound(self) -> Locator:
        return self.page.locator("#audio")

    @property
    def link(self) -> dict[str, str]:
        """The parameters of the address."""
        query = parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    def box(self, label: str) -> Locator:
        return self.page.get_by_role("combobox", name=label)

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a box by its words."""
        self.box(label).click()
        self.page.get_by_role("option", name=option).first.click()

    def claim(self, words: str) -> None:
        """Type a claim and press Enter."""
        self.box("Claimed genre").click()
        self.page.keyboard.type(words)
        expect(self.page.get_by_role("option").first).to_be_visible()
        self.page.keyboard.press("Enter")

    def upload(self, file: Path) -> None:
        """Hand in a file."""
        self.page.get_by_role("button", name="Add music").click()
        self.page.get_by_test_id("stFileUploader").locator("input").set_input_files(file)

    def until(self, expression: str) -> None:
        """Wait until `expression` over `audio` holds."""
        self.sound.wait_for(state="attached", timeout=SECONDS)
        self.page.wait_for_function(
            f"(audio) => {expression}", arg=self.sound.element_handle(), timeout=SECONDS
        )

    def read(self, expression: str) -> Any:
        return self.sound.evaluate(f"(audio) => {expression}")

    def play(self) -> float:
        """Press the play button, wait for sound and return where it is, in s."""
        self.page.get_by_role("button", name="Play", exact=True).click()
        self.until("!audio.paused && audio.currentTime > 0.1")
        self.read("audio.marked = audio.src")
        return float(self.read("audio.currentTime"))

    def plays_on(self, before: float) -> float:
        """Wait until the same sound has gone on beyond `before`; return where it is, in s."""
        self.until(f"!audio.paused && audio.currentTime > {before}")
        assert self.read("audio.src === audio.marked")
        return float(self.read("audio.currentTime"))


@pytest.fixture(scope="module")
def home(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of the app, with a data folder of its own."""
    data = fill_own_folder(tmp_path_factory.mktemp("data"))
    return serve(APP, SPECTROGRAM_DATA=str(data), LIBROSA_DATA_DIR=str(data))


@pytest.fixture
def visitor(page: Page, home: str) -> Visitor:
    """Give a fresh page that is not open yet."""
    return Visitor(page, home)


@pytest.fixture
def microphone(page: Page) -> Iterator[None]:
    """Let the page hear the fake microphone."""
    page.context.grant_permissions(["microphone"])
    yield
    page.context.clear_permissions()


def wav(folder: Path, seconds: float = 8.0) -> Path:
    file = folder / "my_song.wav"
    file.write_bytes(encode(music(seconds, 16_000, 1), 16_000))
    return file


def mp3(folder: Path, title: str, artist: str, genre: str) -> Path:
    file = folder / "file.mp3"
    file.write_bytes(tagged(title, artist, genre))
    return file


def test_first_visit_asks_answers_and_can_be_played(visitor: Visitor) -> None:
    visitor.open()
    expect(visitor.question).to_have_text(FIRST)
    expect(visitor.page).to_have_title("Spectrogram")
    expect(visitor.page.get_by_test_id("stVegaLiteChart").locator("svg, canvas")).to_be_visible()
    assert visitor.link == {"track": "iron-filings", "claim": "Classical"}
    assert visitor.play() > 0


def test_sound_plays_on_whatever_is_asked_meanwhile(visitor: Visitor, tmp_path: Path) -> None:
    at = visitor.open().play()
    visitor.claim("rok")
    expect(visitor.question).to_have_text('Is this "rok"?')
    at = visitor.plays_on(at)
    visitor.page.get_by_role("radio", name="Rock", exact=True).first.click()
    expect(visitor.question).to_have_text("Does this look like a Rock song to you?")
    at = visitor.plays_on(at)
    visitor.page.get_by_role("slider", name="How many honest").press("ArrowRight")
    expect(visitor.page.get_by_text("At 10%, about 10 of 100")).to_be_visible()
    at = visitor.plays_on(at)
    empty = tmp_path / "empty.mp3"
    empty.touch()
    visitor.upload(empty)
    expect(visitor.complaint).to_contain_text("empty.mp3 was not taken. The file is empty")
    visitor.plays_on(at)
    assert visitor.link == {"track": "iron-filings", "claim": "Rock"}


def test_back_and_refresh_keep_what_was_chosen(visitor: Visitor) -> None:
    visitor.open("/?track=night-bus&claim=hip+hop")
    visitor.choose("Claimed genre", "Jazz")
    expect(visitor.question).to_have_text("Does this look like a Jazz song to you?")
    visitor.choose("Track", "Corner Booth")
    expect(visitor.box("Track")).to_have_value(re.compile("^Corner Booth"))
    visitor.page.wait_for_url("**/?track=corner-booth&claim=Jazz")
    visitor.page.reload()
    visitor.ready()
    expect(visitor.box("Track")).to_have_value(re.compile("^Corner Booth"))
    visitor.page.go_back()
    visitor.page.wait_for_url("**/?track=night-bus&claim=Jazz")
    expect(visitor.box("Track")).to_have_value(re.compile("^Night Bus"))


def test_upload_is_judged_by_its_tags_played_and_linked(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open().upload(mp3(tmp_path, "My Song", "My Band", "hip hop"))
    expect(visitor.question).to_have_text("Does this look like a Hip-Hop song to you?")
    expect(visitor.box("Track")).to_have_value("My Song · My Band")
    expect(visitor.page.get_by_test_id("stFileUploader")).to_be_hidden()
    visitor.until("audio.duration < 9")
    visitor.play()
    visitor.page.reload()
    visitor.ready()
    expect(visitor.box("Track")).to_have_value("My Song · My Band")
    assert len(visitor.link["track"]) == 64
    assert visitor.link["claim"] == "Hip-Hop"


def test_real_mp3_is_judged_and_played(visitor: Visitor, shared: Path) -> None:
    visitor.open().upload(shared / "music" / "original" / "Inara_George_-_Q.mp3")
    expect(visitor.box("Track")).to_have_value(re.compile("Inara George"), timeout=SECONDS)
    visitor.until("audio.duration > 60")
    visitor.play()
    expect(visitor.answer).to_be_visible()


def test_two_visitors_do_not_disturb_each_other(
    visitor: Visitor, shared_page: Page, tmp_path: Path
) -> None:
    other = Visitor(shared_page, visitor.home).open("/?track=night-bus&claim=Jazz")
    visitor.open().upload(wav(tmp_path))
    expect(visitor.box("Track")).to_have_value("my song")
    other.page.get_by_role("slider", name="How many honest").press("ArrowLeft")
    expect(other.page.get_by_text("At 2%, about 2 of 100")).to_be_visible()
    expect(other.box("Track")).to_have_value(re.compile("^Night Bus"))
    other.box("Track").click()
    expect(other.page.get_by_role("option", name="Corner Booth")).to_be_visible()
    expect(other.page.get_by_role("option", name="my song")).to_have_count(0)
    expect(visitor.page.get_by_text("At 5%, about 5 of 100")).to_be_visible()


def test_other_peoples_words_are_no_markup(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open().upload(mp3(tmp_path, MARKUP, "www.y.example a@y.example", MARKUP))
    expect(visitor.question).to_contain_text("Is this")
    expect(visitor.page.get_by_text("Uploaded here, and kept")).to_be_visible(timeout=SECONDS)
    shown = visitor.page.get_by_test_id("stMain")
    expect(shown.locator("a")).to_have_count(0)
    for element in ("h1 strong", "strong *", "b", "code", "p img", ".katex", "[class*=red]"):
        expect(shown.locator(element).filter(has_text=re.compile(r"\S"))).to_have_count(0)
    read = shown.inner_text().replace("\N{WORD JOINER}", "")
    assert f'Is this "{MARKUP[:37]}..."?' in read
    assert f"{MARKUP} · www.y.example a@y.example." in read


def test_file_beyond_the_limit_is_refused_by_the_browser(visitor: Visitor, tmp_path: Path) -> None:
    huge = tmp_path / "huge.wav"
    with huge.open("wb") as file:
        file.truncate(31 * 2**20)
    visitor.open().upload(huge)
    expect(visitor.page.get_by_text("must be 30.0MB or smaller")).to_be_visible()
    expect(visitor.question).to_have_text(FIRST)


def test_recording_of_the_microphone_is_judged(visitor: Visitor, microphone: None) -> None:
    visitor.open()
    visitor.page.get_by_role("button", name="Add music").click()
    recorder = visitor.page.get_by_test_id("stAudioInput")
    recorder.get_by_role("button", name="Record").click()
    expect(recorder).to_contain_text("00:06", timeout=SECONDS)
    recorder.get_by_role("button", name="Stop").click()
    expect(visitor.box("Track")).to_have_value(re.compile("^Recording of"), timeout=SECONDS)
    expect(visitor.answer).to_have_text("I cannot test this claim: no genre was named.")
    visitor.until("audio.duration > 5 && audio.duration < 9")


def test_refused_microphone_leaves_a_sentence(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.get_by_role("button", name="Add music").click()
    recorder = visitor.page.get_by_test_id("stAudioInput")
    recorder.get_by_role("button", name="Record").click()
    expect(recorder).to_contain_text("would like to use your microphone")
    expect(visitor.page.get_by_text("permission refused? Use Upload instead.")).to_be_visible()


def downloaded(visitor: Visitor, button: str) -> Path:
    """Press a download button and return the file."""
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name=button).click()
    download: Download = waiting.value
    assert re.fullmatch(r"verdict-[0-9a-f]{8}-[a-z_]+\.(png|json)", download.suggested_filename)
    return download.path()


def test_receipts_tell_what_the_page_tells(visitor: Visitor) -> None:
    visitor.open("/?track=night-bus&claim=Rock")
    receipt = json.loads(downloaded(visitor, "Receipt as JSON").read_text("utf-8"))
    expect(visitor.answer).to_have_text(receipt["sentence"])
    assert (receipt["claimed"], receipt["alpha"]) == ("Rock", 0.05)
    assert sum(receipt["probabilities"].values()) == pytest.approx(1.0)
    with Image.open(downloaded(visitor, "Receipt as a picture")) as picture:
        assert (picture.format, picture.width) == ("PNG", 1200)


def test_keys_alone_are_enough(visitor: Visitor) -> None:
    keyboard = visitor.open().page.keyboard
    visitor.box("Track").focus()
    keyboard.type("Night")
    keyboard.press("Enter")
    expect(visitor.box("Track")).to_have_value(re.compile("^Night Bus"))
    expect(visitor.question).to_have_text("Does this look like an Electronic track to you?")
    expect(visitor.page.get_by_text("Four on the floor")).to_be_visible()
    visitor.page.get_by_role("button", name="Play", exact=True).focus()
    keyboard.press("Enter")
    visitor.until("!audio.paused")
    # An expander whose label changes with the verdict is drawn anew, and closed.
    visitor.settled().page.locator("summary").focus()
    keyboard.press("Enter")
    expect(visitor.page.get_by_text("is the share of honest tracks")).to_be_visible()
    visitor.page.get_by_role("button", name="Add music").focus()
    keyboard.press("Enter")
    expect(visitor.page.get_by_test_id("stFileUploader")).to_be_visible()
    keyboard.press("Escape")
    expect(visitor.page.get_by_test_id("stFileUploader")).to_be_hidden()


@pytest.mark.parametrize("viewport", [PHONE])
def test_phone_shows_everything_without_sideways_scrolling(visitor: Visitor) -> None:
    visitor.open()
    for name in ("Track", "Claimed genre"):
        expect(visitor.box(name)).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    too_wide = """(main) => [...main.querySelectorAll("*")].filter((e) =>
      e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).length"""
    assert visitor.page.get_by_test_id("stMain").evaluate(too_wide) == 0


def test_link_to_the_page_itself_works_on_a_fresh_server(
    page: Page, serve: Callable[..., str], home: str, tmp_path: Path
) -> None:
    data = fill_own_folder(tmp_path)
    fresh = serve(APP, SPECTROGRAM_DATA=str(data), LIBROSA_DATA_DIR=str(data))
    visitor = Visitor(page, fresh).open("/verify?track=night-bus&claim=OST")
    expect(visitor.question).to_have_text("Does this look like a Soundtrack piece to you?")
    expect(visitor.box("Track")).to_have_value(re.compile("^Night Bus"))
    expect(page).to_have_title("Spectrogram")
    # Streamlit's own menu would list the files of pages/, this one among them.
    expect(page.get_by_role("link", name="streamlit app")).to_have_count(0)
    assert visitor.link == {"track": "night-bus", "claim": "Soundtrack"}
    # The second visit, to a server that knows its pages, takes another way through Streamlit.
    visitor.open("/verify?track=corner-booth&claim=Rock")
    expect(visitor.box("Track")).to_have_value(re.compile("^Corner Booth"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Streamlit's own menu would list the files of pages/, this one among them.
    expect(page.get_by_role("link", name="streamlit app")).to_have_count(0)


def test_damaged_model_is_mended_without_a_restart(
    page: Page, serve: Callable[..., str], tmp_path: Path
) -> None:
    data, models = fill_own_folder(tmp_path / "data"), tmp_path / "models"
    network = write_tiny_model(models / "tiny") / NETWORK
    shutil.copy(network, tmp_path / "whole")
    content = bytearray(network.read_bytes())
    content[100] ^= 1
    network.write_bytes(content)
    variables = {"SPECTROGRAM_DATA": str(data), "SPECTROGRAM_MODELS": str(models)}
    page.goto(serve(APP, **variables, LIBROSA_DATA_DIR=str(data)))
    expect(page.get_by_text("is missing or damaged")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text("is not the file that was exported")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_have_text(
        ["git restore models", ".venv/bin/python -m genre_core models"]
    )
    said = page.get_by_test_id("stMain").inner_text().replace("\N{WORD JOINER}", "")
    assert "Restore the folder (git restore models)" in said
    shutil.copy(tmp_path / "whole", network)
    page.get_by_role("button", name="Try again").click()
    visitor = Visitor(page, page.url).ready()
    expect(page.get_by_text("is missing or damaged")).to_have_count(0)
    expect(visitor.question).to_have_text(FIRST)
