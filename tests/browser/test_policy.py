"""The policy board in a browser: the slider, links, a phone, the dark, and judging anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import text

from genre_core.desk.policy.applying import apply_policy
from genre_core.desk.policy.past import past_policies
from genre_core.desk.policy.terms import Policy
from genre_core.people import LOCAL
from genre_core.store.engine import Store, database_url, open_store
from tests.browser.servers import RealServer
from tests.data_folder import fill_own_folder
from tests.judged_desk import Past, fill

pytestmark = pytest.mark.browser

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
PHONE = {"width": 390, "height": 844}
SECONDS = 60_000


def furnish(folder: Path, tracks: int) -> Path:
    """Make a data folder with a desk that decided for a while."""
    return furnish_with(folder, Past(tracks=tracks, now=datetime.now(UTC)))


def furnish_with(folder: Path, past: Past) -> Path:
    """Make a data folder with a desk of another past."""
    store = open_store(database_url(fill_own_folder(folder)))
    fill(store, past)
    store.close()
    return folder


@pytest.fixture(scope="module")
def home(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the app with a catalogue that tests leave as it is."""
    folder = furnish(tmp_path_factory.mktemp("policy") / "data", 1500)
    return serve(APP, SPECTROGRAM_DATA=str(folder))


class Visitor:
    """A page with the board open, in the words of the tests."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home

    def open(self, query: str = "") -> Visitor:
        self.page.goto(f"{self.home}/policy{query}")
        expect(self.flags).to_be_visible(timeout=SECONDS)
        return self.settled()

    def settled(self) -> Visitor:
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SECONDS)
        return self

    @property
    def slider(self) -> Locator:
        return self.page.get_by_role("slider")

    @property
    def flags(self) -> Locator:
        named = self.page.get_by_text("Flags", exact=True)
        metric = self.page.get_by_test_id("stMetric").filter(has=named)
        return metric.get_by_test_id("stMetricValue")

    @property
    def chart(self) -> Locator:
        return self.page.get_by_test_id("stVegaLiteChart").first

    @property
    def link(self) -> dict[str, str]:
        query = parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}


@pytest.fixture
def visitor(page: Page, home: str) -> Visitor:
    return Visitor(page, home)


def test_the_slider_moves_numbers_address_and_mark(visitor: Visitor) -> None:
    visitor.open()
    expect(visitor.chart.locator("canvas, svg").first).to_be_visible(timeout=SECONDS)
    before = visitor.flags.inner_text()
    visitor.slider.focus()
    for _ in range(6):
        visitor.page.keyboard.press("ArrowRight")
    expect(visitor.flags).not_to_have_text(before, timeout=SECONDS)
    expect(visitor.page).to_have_url(re.compile(r"\?alpha=\d"), timeout=SECONDS)
    flags = visitor.settled().flags.inner_text()
    link = urlsplit(visitor.page.url).query
    visitor.open(f"?{link}")
    assert visitor.flags.inner_text() == flags


def test_a_slider_in_a_hurry_ends_where_it_was_left(visitor: Visitor) -> None:
    visitor.open("?alpha=5")
    visitor.slider.focus()
    for _ in range(25):
        visitor.page.keyboard.press("ArrowRight", delay=5)
    visitor.settled()
    words = visitor.slider.get_attribute("aria-valuetext")
    expect(visitor.page).to_have_url(
        re.compile(rf"alpha={re.escape((words or '').removesuffix('%'))}\b"), timeout=SECONDS
    )
    visitor.page.wait_for_timeout(300)
    assert visitor.slider.get_attribute("aria-valuetext") == words


def test_back_leads_back(visitor: Visitor) -> None:
    visitor.open("?alpha=5")
    flags = visitor.flags.inner_text()
    visitor.slider.focus()
    visitor.page.keyboard.press("End")
    expect(visitor.page).to_have_url(re.compile("alpha=50"), timeout=SECONDS)
    expect(visitor.flags).not_to_have_text(flags, timeout=SECONDS)
    visitor.settled().page.go_back()
    expect(visitor.flags).to_have_text(flags, timeout=SECONDS)


def test_back_leads_to_the_alpha_before_and_nowhere_between(visitor: Visitor) -> None:
    visitor.open("?alpha=10&part=uploaders")
    for key in ("End", "Home"):
        visitor.slider.focus()
        visitor.page.keyboard.press(key)
        visitor.page.wait_for_url(re.compile("alpha=50" if key == "End" else "alpha=0"))
        visitor.settled()
    for alpha in ("50", "10"):
        visitor.page.go_back()
        expect(visitor.slider).to_have_attribute("aria-valuetext", f"{alpha}%", timeout=SECONDS)
        assert visitor.settled().link == {"alpha": alpha, "part": "uploaders"}


def test_parts_are_links_of_their_own(visitor: Visitor) -> None:
    visitor.open("?alpha=10")
    page = visitor.page
    page.get_by_role("radio", name="Uploaders").click()
    expect(page.get_by_text("Ranked by the lower end")).to_be_visible(timeout=SECONDS)
    visitor.settled().page.get_by_role("radio", name="Label", exact=True).click()
    expect(page).to_have_url(re.compile("by=label"), timeout=SECONDS)
    assert visitor.settled().link == {"alpha": "10", "part": "uploaders", "by": "label"}


def test_a_row_opens_an_uploaders_tracks(visitor: Visitor) -> None:
    visitor.open("?alpha=10&part=uploaders")
    page = visitor.page
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_have_count(1, timeout=SECONDS)
    table.scroll_into_view_if_needed()
    table.click(position={"x": 12, "y": 70})
    expect(table).to_have_count(2, timeout=SECONDS)
    expect(page).to_have_url(re.compile(r"who=Artist"), timeout=SECONDS)
    artist = visitor.settled().link["who"]
    page.get_by_role("button", name="Work through them at the desk").click()
    expect(page).to_have_url(re.compile("/review"), timeout=SECONDS)
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Artist")).to_have_value(artist, timeout=SECONDS)


def test_charts_are_fetched_as_picture_and_numbers(visitor: Visitor) -> None:
    visitor.open("?alpha=10")
    for kind, begins in (("PNG", b"\x89PNG"), ("CSV", b"\xef\xbb\xbfAlpha,Flags")):
        with visitor.page.expect_download() as fetched:
            visitor.page.get_by_role("button", name=kind, exact=True).first.click()
        assert Path(fetched.value.path()).read_bytes().startswith(begins)


@pytest.mark.parametrize("viewport", [PHONE])
@pytest.mark.parametrize("part", ["genres", "uploaders", "mislabelled", "apply"])
def test_a_phone_shows_every_part_without_scrolling_sideways(visitor: Visitor, part: str) -> None:
    visitor.open(f"?alpha=10&part={part}")
    expect(visitor.chart.locator("canvas, svg").first).to_be_visible(timeout=SECONDS)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    wide = visitor.page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] *')].filter((each) => "
        "each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX === 'auto' && "
        "!each.closest('[data-testid=stDataFrame]')).length"
    )
    assert wide == 0


def test_the_dark_is_drawn_in_its_own_colours(browser: Browser, home: str) -> None:
    context = browser.new_context(color_scheme="dark")
    visitor = Visitor(context.new_page(), home).open("?alpha=10")
    ink = visitor.chart.locator("svg text", has_text="in force").last
    expect(ink).to_have_attribute("fill", "#E8E6E1", timeout=SECONDS)
    context.close()


class OwnDesk:
    """A server whose store may be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = furnish(folder, 4000)
        self.server = RealServer(APP, {"SPECTROGRAM_DATA": str(folder)})

    def store(self) -> Store:
        return open_store(database_url(self.folder))


@pytest.fixture
def own_desk(tmp_path: Path) -> Iterator[OwnDesk]:
    desk = OwnDesk(tmp_path / "data")
    desk.server.start()
    yield desk
    desk.server.kill()


def test_judging_anew_is_stopped_and_gone_on_with(page: Page, own_desk: OwnDesk) -> None:
    visitor = Visitor(page, own_desk.server.url).open("?alpha=10&part=apply")
    page.get_by_label("Why? Verdicts will cite it.").fill("More hands until June.")
    page.get_by_text(re.compile(r"^Yes: \d+ flags more$")).click()
    page.get_by_role("button", name="Put alpha 10% into force").click()
    stop = page.get_by_role("button", name="Stop for now")
    expect(stop).to_be_visible(timeout=SECONDS)
    expect(visitor.flags).to_have_count(0)
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of 3,920$"))).to_be_visible(timeout=SECONDS)
    stop.click()
    left = page.get_by_text(re.compile(r"tracks are not judged yet under the policy in force, 10%"))
    expect(left).to_be_visible(timeout=SECONDS)
    visitor.settled().page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(re.compile("Judged anew: [0-9,]+ tracks"))).to_be_visible(
        timeout=3 * SECONDS
    )
    expect(left).to_have_count(0)
    with own_desk.store().reading() as connection:
        assert past_policies(connection)[0].reason == "More hands until June."


def test_an_admin_who_was_overtaken_is_told_and_overwrites_nothing(
    page: Page, own_desk: OwnDesk
) -> None:
    Visitor(page, own_desk.server.url).open("?alpha=10&part=apply")
    page.get_by_label("Why? Verdicts will cite it.").fill("More hands.")
    page.get_by_text(re.compile(r"^Yes: ")).click()
    store = own_desk.store()
    apply_policy(store, LOCAL, Policy(0.2), "All hands.", datetime.now(UTC))
    page.get_by_role("button", name="Put alpha 10% into force").click()
    told = page.get_by_text("Nothing was changed: meanwhile alpha 20% was put into force")
    expect(told).to_be_visible(timeout=SECONDS)
    with store.reading() as connection:
        assert past_policies(connection)[0].reason == "All hands."
    left = page.get_by_text("not judged yet under the policy in force, 20%")
    expect(left).to_be_visible(timeout=SECONDS)


def test_a_store_that_is_cut_off_while_figures_are_changed_is_a_sentence(
    page: Page, serve: Callable[..., str], tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    past = Past(tracks=600, audit=0, decided=0, measured=False, now=now)
    folder = furnish_with(tmp_path / "data", past)
    Visitor(page, serve(APP, SPECTROGRAM_DATA=str(folder))).open("?alpha=10")
    with open_store(database_url(folder)).writing() as connection:
        connection.execute(text("ALTER TABLE decisions RENAME TO away"))
    page.get_by_role("button", name="Assumptions").click()
    lies = page.get_by_label(re.compile("^Lies among 100 claims"))
    lies.fill("21")
    lies.press("Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_test_id("stException")).to_have_count(0)
