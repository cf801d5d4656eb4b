"""The gate as people meet it: a real server, a real browser, and a real OpenID Connect provider."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Locator, Page, expect

from pages.parts.shell import DESK
from tests.browser.provider import COOKIE_SECRET, Provider, new_provider
from tests.data_folder import fill_own_folder
from tests.pages.visit import JOINER

pytestmark = pytest.mark.browser

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
USER = "_streamlit_user"
PHONE = {"width": 390, "height": 844}
DAY = 24 * 3600
SECONDS = 30_000
"""Milliseconds to wait for an answer on a busy machine."""
Serve = Callable[..., str]
DESK_TITLES = {page.title for page in DESK}
"""What the menu calls the pages that a guest is not to be offered."""


class Guest:
    """Somebody before the gate, in the words of the tests."""

    def __init__(self, page: Page, home: str, provider: Provider) -> None:
        self.page, self.home, self.provider = page, home, provider

    def open(self, path: str) -> Guest:
        self.page.goto(self.home + path)
        return self

    def sees(self, title: str | re.Pattern[str]) -> Guest:
        """Wait until the page has this title."""
        heading = self.page.get_by_role("heading", level=1, name=title)
        expect(heading).to_be_visible(timeout=SECONDS)
        return self

    def is_let_in(self, words: str) -> Guest:
        """Wait until the page's script has run to its end for somebody of this name and role."""
        expect(self.account.get_by_text(words)).to_be_attached(timeout=SECONDS)
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SECONDS)
        expect(self.page.get_by_text("Verify a claim instead")).to_have_count(0)
        return self

    def press(self, name: str) -> Guest:
        self.page.get_by_role("button", name=name, exact=True).click(timeout=SECONDS)
        return self

    def sign_in(self, sub: str) -> Guest:
        """Sign in by the button on the page, as one of the people that the provider knows."""
        return self.press("Sign in").press(sub)

    def carry(self, cookie: str) -> Guest:
        """Come with this cookie instead of the provider's."""
        self.page.context.add_cookies([{"name": USER, "value": cookie, "url": self.home}])
        return self

    @property
    def account(self) -> Locator:
        return self.page.get_by_test_id("stSidebarUserContent")

    @property
    def menu(self) -> list[str]:
        return self.page.get_by_test_id("stSidebarNavLink").all_inner_texts()

    @property
    def place(self) -> tuple[str, dict[str, list[str]]]:
        """Path and parameters of the address."""
        link = urlsplit(self.page.url)
        return link.path, parse_qs(link.query, keep_blank_values=True)

    @property
    def cookies(self) -> set[str]:
        return {str(cookie["name"]) for cookie in self.page.context.cookies()}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    one = new_provider()
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def settings(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give the variables of a server that trusts the provider."""
    folder = tmp_path_factory.mktemp("login")
    data = fill_own_folder(folder / "data")
    return {"SPECTROGRAM_DATA": str(data), **provider.write_settings(folder)}


@pytest.fixture
def guest(own_page: Page, serve: Serve, settings: dict[str, str], provider: Provider) -> Guest:
    """Give somebody whom the server has never seen."""
    return Guest(own_page, serve(APP, **settings), provider)


def signed(claims: dict[str, object], secret: str = COOKIE_SECRET, age: float = 0) -> str:
    """Return the cookie that Streamlit signs for these claims, `age` seconds ago."""

    class Past(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time() - age)

    writer = URLSafeTimedSerializer(secret, salt=USER, signer=Past)
    return str(writer.dumps(json.dumps(claims)))


def vouched(guest: Guest, **claims: object) -> dict[str, object]:
    """Return what Streamlit's cookie holds of Ada after a real login."""
    said = {"iss": guest.provider.home, "sub": "ada", "iat": time.time(), "name": "Ada Admin"}
    address = {"email": "ada@example.org", "email_verified": True}
    login = {"origin": guest.home, "is_logged_in": True, "provider": "default"}
    return {**said, **address, **login, **claims}


def test_a_first_link_into_a_fresh_server_meets_the_gate_and_is_kept(
    own_page: Page, serve: Serve, settings: dict[str, str], provider: Provider, tmp_path: Path
) -> None:
    data = fill_own_folder(tmp_path / "data")
    fresh = serve(APP, **{**settings, "SPECTROGRAM_DATA": str(data)})
    guest = Guest(own_page, fresh, provider)
    guest.open("/review?artist=B%C3%A9la+%26+%3D&note=").sees("You are not signed in")
    assert not DESK_TITLES & set(guest.menu)
    guest.sign_in("mona").is_let_in("Mona Moderator, moderator")
    path, parameters = guest.place
    assert path == "/review"
    assert parameters["artist"] == ["Béla & ="]
    assert "spectrogram_errand" not in guest.cookies


@pytest.mark.parametrize(
    ("sub", "words", "menu"),
    [
        ("mona", "Mona Moderator, moderator", True),
        ("senta", "Senta Senior, senior", True),
        ("ada", "Ada Admin, admin", True),
        ("نور <b>&", f"نور **bold** :{JOINER}smile: <b>b</b>, senior", True),
        ("victor", "Victor Viewer, viewer", False),
    ],
)
def test_everybody_gets_as_far_as_the_role_reaches(
    guest: Guest, sub: str, words: str, menu: bool
) -> None:
    guest.open("/review").sees("You are not signed in").sign_in(sub)
    if menu:
        guest.is_let_in(words)
    else:
        guest.sees("This page is not for you")
        expect(guest.account.get_by_text(words)).to_be_visible()
    assert ("Review" in guest.menu) is menu
    assert guest.place[0] == "/review"


def test_an_address_that_the_provider_has_not_verified_opens_nothing(guest: Guest) -> None:
    guest.open("/review").sign_in("mallory").sees("You have no role here")
    expect(guest.page.get_by_test_id("stCode")).to_have_text(f"{guest.provider.home}#mallory")
    guest.press("Sign out").press("End session").sees(re.compile("^Does this look like"))
    assert USER not in guest.cookies


def test_a_guest_verifies_claims_and_keeps_the_track_over_the_sign_in(guest: Guest) -> None:
    guest.open("/?track=night-bus&claim=Jazz").sees("Does this look like a Jazz song to you?")
    guest.page.get_by_test_id("stExpandSidebarButton").click()
    guest.sign_in("victor").sees("Does this look like a Jazz song to you?")
    expect(guest.account.get_by_text("Victor Viewer, viewer")).to_be_visible()
    assert guest.place == ("/", {"track": ["night-bus"], "claim": ["Jazz"]})


def test_who_signs_out_is_a_guest_again(guest: Guest) -> None:
    guest.open("/review").sign_in("mona").is_let_in("Mona Moderator, moderator")
    guest.open("/").sees(re.compile("^Does this look like"))
    guest.press("Sign out").press("End session")
    expect(guest.account.get_by_text("For moderators")).to_be_attached(timeout=SECONDS)
    assert USER not in guest.cookies
    guest.open("/review").sees("You are not signed in")


def test_who_changes_her_mind_at_the_provider_is_back_at_the_gate(guest: Guest) -> None:
    guest.open("/review?artist=Bach").sees("You are not signed in").press("Sign in").press("Deny")
    guest.sees("You are not signed in")
    expect(guest.page.get_by_text("The sign-in was not completed.")).to_be_visible()
    assert guest.place == ("/review", {"artist": ["Bach"]})


def test_a_provider_that_is_down_is_a_sentence_until_it_is_back(guest: Guest) -> None:
    guest.open("/review").sees("You are not signed in")
    guest.provider.stop()
    try:
        guest.press("Sign in")
        expect(guest.page.get_by_test_id("stAlert")).to_contain_text(
            "The sign-in service does not answer", timeout=SECONDS
        )
    finally:
        guest.provider.start()
    guest.sign_in("mona").is_let_in("Mona Moderator, moderator")


def test_a_cookie_as_the_server_signs_it_is_believed(guest: Guest) -> None:
    guest.carry(signed(vouched(guest))).open("/review").is_let_in("Ada Admin, admin")


@pytest.mark.parametrize(
    ("forge", "title"),
    [
        (lambda guest: signed(vouched(guest), secret="x" * 40), "You are not signed in"),
        (lambda guest: signed(vouched(guest), age=32 * DAY), "You are not signed in"),
        (lambda guest: signed(vouched(guest, origin="http://other")), "You are not signed in"),
        (lambda guest: signed(vouched(guest, is_logged_in="no")), "You are not signed in"),
        (lambda guest: json.dumps(vouched(guest)).encode().hex(), "You are not signed in"),
        (lambda guest: signed(vouched(guest, iat=time.time() - DAY)), "Please sign in again"),
        (lambda guest: signed(vouched(guest, sub="")), "The desk is closed"),
    ],
    ids=["secret", "month", "origin", "flag", "unsigned", "yesterday", "nobody"],
)
def test_a_cookie_that_is_forged_or_too_old_opens_nothing(
    guest: Guest, forge: Callable[[Guest], str], title: str
) -> None:
    guest.carry(forge(guest)).open("/review").sees(title)
    assert not DESK_TITLES & set(guest.menu)


def test_who_signed_in_yesterday_signs_in_again_and_comes_back(guest: Guest) -> None:
    guest.carry(signed(vouched(guest, iat=time.time() - DAY)))
    guest.open("/review?artist=Bach").sees("Please sign in again")
    guest.sign_in("mona").is_let_in("Mona Moderator, moderator")
    assert guest.place[0] == "/review"


def test_a_server_that_others_reach_without_a_login_shows_only_the_open_page(
    own_page: Page, serve: Serve, settings: dict[str, str], provider: Provider
) -> None:
    open_to_all = serve(
        APP, SPECTROGRAM_DATA=settings["SPECTROGRAM_DATA"], STREAMLIT_SERVER_ADDRESS="0.0.0.0"
    )
    guest = Guest(own_page, open_to_all, provider)
    guest.open("/review").sees("The desk is closed")
    expect(own_page.get_by_text("it listens on 0.0.0.0")).to_be_visible()
    guest.press("Verify a claim instead").sees(re.compile("^Does this look like"))


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_the_gate_fits_a_phone(guest: Guest) -> None:
    guest.open("/review").sees("You are not signed in")
    assert guest.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    guest.sign_in("mallory").sees("You have no role here")
    assert guest.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
