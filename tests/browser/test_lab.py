"""The lab in a real browser: links, other lies, files of charts, a phone, the dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Download, Page, expect

from tests.data_folder import fill_own_folder

pytestmark = pytest.mark.browser

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
PHONE = {"width": 390, "height": 844}
SECONDS = 30_000
"""Milliseconds to wait for an answer on a busy machine."""
CHARTS = 4


@pytest.fixture(scope="module")
def home(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of the app with the shipped models."""
    data = fill_own_folder(tmp_path_factory.mktemp("data"))
    return serve(APP, SPECTROGRAM_DATA=str(data), LIBROSA_DATA_DIR=str(data))


def show(page: Page, address: str) -> None:
    """Go to an address and wait until the page's script has run to its end."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SECONDS)
    settle(page)


def settle(page: Page) -> None:
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SECONDS)


def await_charts(page: Page) -> None:
    """Wait until all of the page is there: the sentence comes first, and the charts last."""
    drawn = page.get_by_test_id("stVegaLiteChart").locator("canvas, svg")
    expect(drawn).to_have_count(CHARTS, timeout=SECONDS)
    settle(page)


def fetch(page: Page, kind: str, place: int) -> Download:
    """Click the button of that kind, PNG or CSV, under the chart at this place from the top."""
    # A chart has a menu of its own over it, which has a PNG, too.
    buttons = page.get_by_test_id("stDownloadButton").get_by_role("button")
    with page.expect_download(timeout=SECONDS) as fetched:
        buttons.filter(has_text=kind).nth(place).click()
    return fetched.value


def headline(page: Page) -> str:
    return page.get_by_role("heading", level=3).first.inner_text()


def test_a_deep_link_arrives_whole_and_back_goes_back(page: Page, home: str) -> None:
    show(page, f"{home}/lab?lies=album&share=10&alpha=20&seed=3")
    expect(page.get_by_text("the verdict at 20% finds")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_role("radio", name="Albums")).to_be_checked()
    first = headline(page)
    page.get_by_role("button", name="Draw other lies").click()
    page.wait_for_url(re.compile("seed=4"))
    expect(page.get_by_text("Drawing 4.")).to_be_visible(timeout=SECONDS)
    page.go_back()
    expect(page.get_by_text("Drawing 3.")).to_be_visible(timeout=SECONDS)
    settle(page)
    assert headline(page) == first


def test_back_leads_to_the_model_before_with_its_reviews(page: Page, home: str) -> None:
    show(page, f"{home}/lab?model=open-music&reviews=50")
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="The slides' network, 2020").click()
    page.wait_for_url(re.compile("model=seed-2020"))
    expect(page.get_by_text("These lies cannot be told.")).to_be_visible(timeout=SECONDS)
    settle(page)
    page.go_back()
    expect(page.get_by_text("In the first 50 reviews")).to_be_visible(timeout=SECONDS)


def test_every_chart_is_drawn(page: Page, home: str) -> None:
    show(page, f"{home}/lab")
    await_charts(page)


def test_a_chart_is_fetched_as_a_picture_and_as_numbers(page: Page, home: str) -> None:
    show(page, f"{home}/lab?seed=2")
    await_charts(page)
    name = "lab-open-music-uniform-5-alpha-5-drawing-2-reviews"
    picture, numbers = fetch(page, "PNG", 1), fetch(page, "CSV", 1)
    assert picture.suggested_filename == f"{name}.png"
    assert Path(picture.path()).read_bytes().startswith(b"\x89PNG")
    assert numbers.suggested_filename == f"{name}.csv"
    lines = Path(numbers.path()).read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Reviews,Knowing the lies,The verdict's order,cleanlab")
    assert len(lines) == 1 + 100


def test_another_number_of_reviews_leaves_the_rest_alone(page: Page, home: str) -> None:
    show(page, f"{home}/lab")
    before = headline(page)
    await_charts(page)
    box = page.get_by_role("combobox", name="Reviews that there is time for")
    # A list closes when the page scrolls, be it for a chart that has just been drawn above it or
    # because the click itself scrolls to the box.
    box.scroll_into_view_if_needed()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")
    box.click()
    page.get_by_role("option", name="200", exact=True).click()
    expect(page.get_by_text("reviews moderators find")).to_contain_text(
        "In the first 200", timeout=SECONDS
    )
    page.wait_for_url(re.compile("reviews=200"))
    assert headline(page) == before


def test_any_share_can_be_typed_into_the_form(page: Page, home: str) -> None:
    show(page, f"{home}/lab")
    page.get_by_role("button", name="Another share").click()
    page.get_by_role("spinbutton", name="Lies among 100 claims").fill("7.5")
    page.get_by_role("button", name="Tell so many").click()
    page.wait_for_url(re.compile("share=7.5"))
    expect(page.get_by_role("radio", name="7.5%")).to_be_checked(timeout=SECONDS)


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_the_lab_fits_a_phone(page: Page, home: str) -> None:
    show(page, f"{home}/lab")
    wide = page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth; }"
    )
    assert wide <= 0


def test_the_picture_is_dark_where_the_page_is(browser: Browser, home: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    show(page, f"{home}/lab")
    picture = Image.open(fetch(page, "PNG", 0).path()).convert("RGB")
    assert picture.getpixel((2, 2)) == (0x13, 0x17, 0x1A)
    context.close()
