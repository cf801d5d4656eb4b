"""The page of confusions in a browser: clicks, keys, links, a phone, the dark, and hands-free."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, expect

from tests.data_folder import fill_own_folder
from tests.evaluations import evaluation_rows, write_evaluation
from tests.genre_core.sounds import encode, music

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "streamlit_app.py"
PHONE = {"width": 390, "height": 844}
SECONDS = 30_000
GENRES = ("Folk", "Jazz", "Metal", "Psych-Folk")
FOLK_CALLED_JAZZ = "[data-r='0'][data-c='1']"


@pytest.fixture(scope="module")
def home(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the app with the shipped models and one whose every track is three seconds of music."""
    folder = tmp_path_factory.mktemp("confusion")
    models = folder / "models"
    models.mkdir()
    for name in ("open-music", "seed-2020"):
        (models / name).symlink_to(ROOT / "models" / name)
    rows = evaluation_rows(60, GENRES)
    write_evaluation(models / "made", rows, GENRES)
    clips = folder / "music" / "000"
    clips.mkdir(parents=True)
    for number in range(60):
        clip = music(3.2) * (0.3 + number / 100)
        (clips / f"{number:06}.mp3").write_bytes(encode(clip, kind="FLAC PCM_16"))
    data = fill_own_folder(folder / "data")
    return serve(
        APP,
        SPECTROGRAM_MODELS=str(models),
        SPECTROGRAM_MUSIC=str(folder / "music"),
        SPECTROGRAM_DATA=str(data),
    )


class Visitor:
    """A page with a matrix open, in the words of the tests."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home

    def open(self, query: str = "") -> Visitor:
        self.page.goto(f"{self.home}/confusion{query}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible(timeout=SECONDS)
        return self.settled()

    def settled(self) -> Visitor:
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SECONDS)
        return self

    @property
    def link(self) -> dict[str, str]:
        query = parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    @property
    def table(self) -> Locator:
        return self.page.get_by_role("table", name="Confusion matrix")

    def choose(self, text: str, said: str) -> None:
        """Click a choice, and wait until the address says it and all is drawn."""
        self.page.get_by_text(text, exact=True).click()
        expect(self.page).to_have_url(re.compile(f"[?&]{said}(&|$)"), timeout=SECONDS)
        self.settled()

    def cell(self, row: int, column: int) -> Locator:
        return self.table.locator(f"a[data-r='{row}'][data-c='{column}']")

    def heading(self, text: str) -> Locator:
        return self.page.get_by_role("heading", name=text, exact=True)


@pytest.fixture
def visitor(page: Page, home: str) -> Visitor:
    return Visitor(page, home)


def test_a_cell_says_what_it_holds_and_opens_it(visitor: Visitor) -> None:
    visitor.open("?model=made&order=genre")
    cell = visitor.cell(0, 1)
    words = cell.get_attribute("aria-label") or ""
    assert re.match(r"Of 100 true Folk tracks, .* called Jazz", words)
    cell.hover()
    expect(visitor.page.get_by_role("tooltip")).to_have_text(words)
    cell.click()
    expect(visitor.heading("Folk called Jazz")).to_be_visible(timeout=SECONDS)
    assert visitor.link == {"model": "made", "order": "genre", "true": "Folk", "called": "Jazz"}
    expect(visitor.table.locator("td[aria-current] a")).to_have_attribute("data-c", "1")
    visitor.settled().page.get_by_role("button", name="Close").click()
    expect(visitor.heading("Folk called Jazz")).to_have_count(0)
    assert visitor.link == {"model": "made", "order": "genre"}


def test_a_header_opens_its_genre_and_back_leads_back(visitor: Visitor) -> None:
    visitor.open("?model=made")
    visitor.table.get_by_role("link", name="Metal").first.click()
    expect(visitor.heading("What it is confused with")).to_be_visible(timeout=SECONDS)
    assert visitor.link == {"model": "made", "genre": "Metal"}
    visitor.settled().page.go_back()
    expect(visitor.table).to_be_visible(timeout=SECONDS)
    assert visitor.link == {"model": "made"}


def test_keys_alone_are_enough(visitor: Visitor) -> None:
    visitor.open("?model=made&order=genre")
    visitor.cell(0, 0).focus()
    keyboard = visitor.page.keyboard
    keyboard.press("ArrowRight")
    keyboard.press("ArrowDown")
    expect(visitor.cell(1, 1)).to_be_focused()
    keyboard.press("Enter")
    expect(visitor.heading("Jazz called Jazz")).to_be_visible(timeout=SECONDS)
    expect(visitor.cell(1, 1)).to_be_focused()
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    keyboard.press("Enter")
    expect(visitor.heading("Jazz")).to_be_visible(timeout=SECONDS)


def test_views_change_and_their_links_restore_them(visitor: Visitor) -> None:
    visitor.open("?model=seed-2020")
    expect(visitor.table.locator("tbody tr")).to_have_count(20)
    visitor.choose("Counts", "view=counts")
    visitor.choose("Blocks", "order=blocks")
    visitor.choose("Errors only", "errors=yes")
    expect(visitor.table.locator("td.blank")).to_have_count(20)
    visitor.choose("Add up families", "families=yes")
    expect(visitor.table.locator("tbody tr")).to_have_count(11)
    visitor.table.get_by_role("link", name="Rock").first.click()
    expect(visitor.table.locator("tbody tr")).to_have_count(17)
    shown = visitor.settled().table.inner_text()
    link = urlsplit(visitor.page.url).query
    assert visitor.link == {
        "model": "seed-2020",
        "view": "counts",
        "order": "blocks",
        "families": "yes",
        "open": "Rock",
        "errors": "yes",
    }
    visitor.open(f"?{link}")
    expect(visitor.table.locator("tbody tr")).to_have_count(17)
    assert visitor.table.inner_text() == shown


def test_a_cell_is_a_link_of_its_own(visitor: Visitor) -> None:
    visitor.open("?model=made&order=genre&errors=yes")
    href = visitor.cell(0, 3).get_attribute("href")
    visitor.open(href or "")
    expect(visitor.heading("Folk called Psych-Folk")).to_be_visible(timeout=SECONDS)


def test_a_cell_plays_on_without_a_hand(visitor: Visitor) -> None:
    visitor.open("?model=made&order=genre&true=Folk&called=Folk")
    page = visitor.page
    expect(page.get_by_text(re.compile(r"^1 of \d+$"))).to_be_visible(timeout=SECONDS)
    expect(page.locator("#stage")).to_be_visible(timeout=SECONDS)
    page.get_by_label("Speed").select_option("2")
    first = page.locator("#title").inner_text()
    page.get_by_role("button", name=re.compile("^Play all")).click()
    expect(page.get_by_text(re.compile(r"^3 of \d+$"))).to_be_visible(timeout=SECONDS)
    expect(page.locator("#player")).to_have_attribute("data-playing", "true", timeout=SECONDS)
    assert page.locator("#title").inner_text() != first
    page.locator("#round").click()
    place = page.locator("#place").inner_text()
    visitor.settled()
    title = page.locator("#title").inner_text().split(" · ")[0]
    track = f"fma-{int(title.removeprefix('title ')):06}"
    expect(page).to_have_url(re.compile(f"track={track}"), timeout=SECONDS)
    visitor.open(f"?{urlsplit(page.url).query}")
    expect(page.locator("#place")).to_have_text(place, timeout=SECONDS)
    expect(page.locator("#title")).to_contain_text(title)


def test_the_difference_of_two_models_is_drawn(visitor: Visitor) -> None:
    visitor.open("?model=open-music&with=seed-2020")
    expect(visitor.table.locator("tbody tr")).to_have_count(5)
    expect(visitor.table.get_by_text(re.compile(r"^[+\u2212]\d+$")).first).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}], ids=["laptop"])
def test_both_models_are_chosen_in_one_row_so_that_the_matrix_begins_high(visitor: Visitor) -> None:
    visitor.open("?model=seed-2020")
    boxes = [
        visitor.page.get_by_role("combobox", name=name, exact=True).bounding_box()
        for name in ("Model", "Less another model")
    ]
    first, second = (box["y"] if box else None for box in boxes)
    assert first == second


def contrast_of_cells(table: Locator) -> float:
    """The least contrast of a number with its cell (WCAG 2.2)."""
    return float(
        table.evaluate(
            """(table) => {
      const light = (rgb) => rgb.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
      return Math.min(...[...table.querySelectorAll("td a[style]")].map((cell) => {
        const style = getComputedStyle(cell);
        const both = [light(style.color), light(style.backgroundColor)];
        return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
      }));
    }"""
        )
    )


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("query", ["?model=seed-2020", "?model=open-music&with=seed-2020"])
def test_numbers_are_legible_in_both_themes(
    browser: Browser, home: str, mode: str, query: str
) -> None:
    context = browser.new_context(color_scheme="dark" if mode == "dark" else "light")
    visitor = Visitor(context.new_page(), home).open(query)
    expect(visitor.table).to_be_visible(timeout=SECONDS)
    assert contrast_of_cells(visitor.table) >= 4.5
    context.close()


@pytest.mark.parametrize("viewport", [PHONE])
@pytest.mark.parametrize("query", ["?model=seed-2020", "?model=made&true=Folk&called=Folk"])
def test_phone_keeps_names_in_sight_and_scrolls_only_the_matrix(
    visitor: Visitor, query: str
) -> None:
    visitor.open(query)
    expect(visitor.table).to_be_visible(timeout=SECONDS)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    last = len(visitor.table.locator("tbody tr").all()) - 1
    visitor.cell(0, last).scroll_into_view_if_needed()
    name, cell = visitor.cell(0, -1).bounding_box(), visitor.cell(0, last).bounding_box()
    assert name is not None
    assert cell is not None
    assert name["x"] >= 0
    assert cell["x"] + cell["width"] <= PHONE["width"]
    assert min(cell["width"], cell["height"]) >= 24


def test_nonsense_in_the_address_is_told(visitor: Visitor) -> None:
    visitor.open("?model=made&true=%3Cb%3E&called=Folk&order=sideways")
    alerts = visitor.page.get_by_test_id("stAlert")
    expect(alerts).to_have_count(2, timeout=SECONDS)
    expect(visitor.page.get_by_test_id("stMain").locator("b")).to_have_count(0)
