"""The ballot on a phone: every state, every trouble on the way, and one vote a phone and round."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.room import QUESTION, Room

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "apps" / "vote_app.py"
SIZES = [(320, 568), (390, 844), (667, 375), (568, 320)]


class Phone:
    """A ballot on a phone, in the words of the tests."""

    def __init__(self, context: BrowserContext, room: Room) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(room.url)

    def until(self, state: str) -> None:
        """Wait until the ballot is in this state."""
        self.page.wait_for_selector(f"#ballot[data-state={state}]")

    def tap(self, name: str) -> None:
        """Tap the button with this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def reads(self, words: str) -> None:
        """Wait until these words can be read."""
        expect(self.page.locator("#ballot")).to_contain_text(words)

    def counted(self) -> None:
        """Wait until the vote is counted."""
        self.reads("Counted")


@pytest.fixture
def room() -> Iterator[Room]:
    """Give a room in which a question is open."""
    opened = Room().start()
    opened.say(**QUESTION)
    yield opened
    opened.stop()


@pytest.fixture
def take_phone(browser: Browser, room: Room) -> Iterator[Callable[..., Phone]]:
    """Give a function that opens the ballot on a new phone; a script error fails the test."""
    contexts: list[BrowserContext] = []
    phones: list[Phone] = []

    def take(size: tuple[int, int] = (390, 844), dark: bool = False, script: str = "") -> Phone:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            has_touch=True,
        )
        context.add_init_script(script)
        contexts.append(context)
        phones.append(Phone(context, room))
        return phones[-1]

    yield take
    for context in contexts:
        context.close()
    assert [error for phone in phones for error in phone.errors] == []


@pytest.fixture
def phone(take_phone: Callable[..., Phone]) -> Phone:
    """Give one phone."""
    return take_phone()


def answers(room: Room) -> list[tuple[str, str]]:
    """Return what stands in the room's box."""
    return list(room.votes.values())


def test_the_page_asks_for_nothing_but_itself_and_the_stage(browser: Browser, room: Room) -> None:
    with browser.new_context().new_page() as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        page.goto(room.url)
        page.wait_for_selector("[data-state=question]")
        assert asked == ["/v", "/stage-api/events"]


def test_a_vote_is_thanked_for_at_once_and_counted(phone: Phone, room: Room) -> None:
    phone.until("question")
    phone.tap("Yes")
    phone.until("thanks")
    phone.reads("You said Yes")
    phone.counted()
    assert answers(room) == [("yes", "")]


def test_a_changed_mind_replaces_the_vote(phone: Phone, room: Room) -> None:
    phone.tap("Yes")
    phone.counted()
    phone.tap("Change my answer")
    expect(phone.page.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
    phone.tap("Not sure")
    phone.reads("You said Not sure")
    phone.counted()
    assert answers(room) == [("unsure", "")]


def test_who_said_no_may_name_another_genre_and_take_it_back(phone: Phone, room: Room) -> None:
    phone.tap("No")
    offered = phone.page.locator("#chips button").all_text_contents()
    assert offered == ["Classical", "Electronic", "Pop", "Soundtrack"]
    phone.tap("Pop")
    phone.reads("You said No: Pop")
    phone.counted()
    assert answers(room) == [("no", "Pop")]
    phone.tap("Pop")
    expect(phone.page.locator("#heading")).to_have_text("You said No")
    phone.counted()
    assert answers(room) == [("no", "")]


def test_who_said_yes_is_asked_for_no_genre(phone: Phone) -> None:
    phone.tap("Yes")
    phone.counted()
    expect(phone.page.locator("#genres")).to_be_hidden()


def test_a_round_that_closes_while_someone_chooses_says_so(phone: Phone, room: Room) -> None:
    phone.until("question")
    room.say(open=False)
    phone.until("closed")
    phone.reads("You did not answer this one")
    expect(phone.page.locator("#answers")).to_be_hidden()


def test_a_vote_that_comes_too_late_is_not_called_counted(phone: Phone, room: Room) -> None:
    phone.until("question")
    room.ballot["open"] = False  # the phone has not heard of it yet
    phone.tap("No")
    phone.reads("Voting on this track is over.")
    room.say()
    phone.reads("Your answer came too late.")
    assert answers(room) == []


def test_a_change_that_comes_too_late_leaves_the_earlier_answer(phone: Phone, room: Room) -> None:
    phone.tap("Yes")
    phone.counted()
    phone.tap("Change my answer")
    room.ballot["open"] = False
    phone.tap("No")
    phone.reads("Your earlier answer stands.")
    room.say()
    phone.reads("You said Yes. Now watch the screen.")


def test_the_next_round_begins_without_an_answer(phone: Phone, room: Room) -> None:
    phone.tap("Yes")
    phone.counted()
    room.say(round="r2", question="Does this look like a Folk song to you?")
    phone.until("question")
    phone.reads("Does this look like a Folk song to you?")
    expect(phone.page.locator("[aria-pressed=true]")).to_have_count(0)


def test_a_round_that_is_opened_again_knows_the_answer(phone: Phone, room: Room) -> None:
    phone.tap("Yes")
    phone.counted()
    room.say(open=False)
    phone.until("closed")
    room.say(open=True)
    phone.until("thanks")
    phone.reads("You said Yes")


def test_waiting_and_the_end_are_said(phone: Phone, room: Room) -> None:
    room.say(round=None, open=False)
    phone.until("waiting")
    phone.reads("No account. Your phone sends a random number and your answers, nothing else.")
    room.say(over=True)
    phone.until("over")
    phone.reads("The show is over")


def test_a_refresh_is_the_same_phone(phone: Phone, room: Room) -> None:
    phone.tap("Yes")
    phone.counted()
    phone.page.reload()
    phone.until("thanks")
    phone.tap("Change my answer")
    phone.tap("No")
    phone.reads("You said No")
    phone.counted()
    assert answers(room) == [("no", "")]


def test_two_tabs_are_one_phone_and_agree(phone: Phone, room: Room) -> None:
    other = Phone(phone.context, room)
    phone.tap("Yes")
    other.until("thanks")
    other.reads("You said Yes")
    other.counted()
    other.tap("Change my answer")
    other.tap("No")
    phone.reads("You said No")
    phone.counted()
    assert answers(room) == [("no", "")]


def test_two_phones_are_two_votes(take_phone: Callable[..., Phone], room: Room) -> None:
    for each in (take_phone(), take_phone()):
        each.tap("Yes")
        each.counted()
    assert answers(room) == [("yes", "")] * 2


def test_a_phone_without_storage_votes_all_the_same(
    take_phone: Callable[..., Phone], room: Room
) -> None:
    refused = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});"
    phone = take_phone(script=refused)
    phone.tap("Yes")
    phone.counted()
    phone.tap("Change my answer")
    phone.tap("No")
    phone.reads("You said No")
    phone.counted()
    assert answers(room) == [("no", "")]


def test_a_vote_without_network_is_kept_and_counted_once_later(phone: Phone, room: Room) -> None:
    phone.until("question")
    phone.context.set_offline(True)
    phone.reads("No connection. Trying again.")
    phone.tap("Yes")
    phone.reads("You said Yes")
    phone.reads("No connection. Your answer is kept.")
    assert answers(room) == []
    phone.context.set_offline(False)
    phone.counted()
    expect(phone.page.locator("#notice")).to_be_hidden()
    assert answers(room) == [("yes", "")]


def test_a_vote_outlives_a_server_that_was_killed(phone: Phone, room: Room) -> None:
    phone.until("question")
    room.stop()
    phone.tap("No")
    phone.reads("Your answer is kept.")
    room.start()
    phone.counted()
    expect(phone.page.locator("#notice")).to_be_hidden()
    room.say(open=False)
    phone.until("closed")
    assert answers(room) == [("no", "")]


def test_a_vote_whose_answer_was_lost_is_sent_again_and_counted_once(
    phone: Phone, room: Room
) -> None:
    room.loses = 2
    phone.tap("Yes")
    phone.counted()
    assert room.heard == [1, 1, 1]
    assert answers(room) == [("yes", "")]


def test_a_changed_mind_has_a_higher_number_though_the_page_was_loaded_anew(
    phone: Phone, room: Room
) -> None:
    room.loses = 1
    phone.tap("No")
    phone.counted()
    phone.tap("Pop")
    phone.counted()
    phone.page.reload()
    phone.tap("Change my answer")
    phone.tap("Yes")
    phone.counted()
    assert room.heard == [1, 1, 2, 3]
    room.say(round="r2")
    phone.tap("Yes")
    phone.counted()
    assert room.heard[4:] == [1]


def test_a_phone_that_forgot_its_votes_is_believed_all_the_same(phone: Phone, room: Room) -> None:
    phone.tap("Yes")
    phone.counted()
    phone.tap("Change my answer")
    phone.tap("Not sure")
    phone.counted()
    phone.page.evaluate("localStorage.removeItem('spectrogram.ballot/votes')")
    phone.page.reload()
    phone.tap("No")
    phone.counted()
    phone.reads("You said No")
    assert room.heard == [1, 2, 1, 3]
    assert answers(room) == [("no", "")]


def test_a_vote_that_was_never_sent_goes_out_with_the_next_visit(phone: Phone, room: Room) -> None:
    phone.until("question")
    phone.context.set_offline(True)
    phone.tap("Yes")
    phone.reads("Your answer is kept.")
    phone.page.close()
    phone.context.set_offline(False)
    Phone(phone.context, room).counted()
    assert answers(room) == [("yes", "")]


def test_where_no_stream_holds_the_phone_asks_again_and_again(
    take_phone: Callable[..., Phone], room: Room
) -> None:
    room.streams = False
    phone = take_phone()
    phone.until("question")
    room.say(open=False)
    phone.until("closed")


def test_a_stage_that_is_not_there_is_said(browser: Browser, room: Room) -> None:
    with browser.new_context().new_page() as page:
        page.route("**/stage-api/**", lambda route: route.abort())
        page.goto(room.url)
        expect(page.locator("#heading")).to_have_text("The stage cannot be reached")


def test_what_is_over_already_is_not_shown_again(phone: Phone, room: Room) -> None:
    room.say(open=False)
    phone.until("closed")
    room.turn = 0  # a proxy that kept an old answer
    room.say(open=True)
    room.turn = 10
    room.say(open=False, question="Later")
    expect(phone.page.locator("#small")).to_have_text("")
    phone.until("closed")


@pytest.mark.parametrize("size", SIZES)
def test_every_answer_is_in_sight_and_large_enough_for_a_thumb(
    take_phone: Callable[..., Phone], size: tuple[int, int]
) -> None:
    phone = take_phone(size)
    phone.until("question")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for button in phone.page.locator("#answers button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48
        assert box["y"] + box["height"] <= size[1]
    phone.tap("No")
    phone.counted()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for button in phone.page.locator("#chips button, #change").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 48


def test_the_buttons_do_not_move_when_the_network_goes(phone: Phone) -> None:
    phone.until("question")
    before = phone.page.locator("#answers").bounding_box()
    phone.context.set_offline(True)
    phone.reads("No connection")
    assert phone.page.locator("#answers").bounding_box() == before


def test_a_dark_phone_gets_a_dark_ballot(take_phone: Callable[..., Phone]) -> None:
    phone = take_phone(dark=True)
    phone.until("question")
    colours = phone.page.evaluate(
        "[document.body, document.querySelector('h1')].map((element, index) => "
        "getComputedStyle(element)[index ? 'color' : 'backgroundColor'])"
    )
    ground, ink = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in colours)
    assert ground < 100 < 600 < ink


def test_a_screen_reader_is_led_from_the_tap_to_what_it_did(phone: Phone) -> None:
    expect(phone.page.get_by_role("status")).to_contain_text(str(QUESTION["question"]))
    expect(phone.page.get_by_role("group", name=str(QUESTION["question"]))).to_be_visible()
    phone.tap("Yes")
    expect(phone.page.get_by_role("heading", name="You said Yes")).to_be_focused()


def test_the_same_ballot_stands_in_the_app(own_page: Page, serve: Callable[..., str]) -> None:
    votes: list[str] = []

    def stage(route: Route) -> None:
        if route.request.method == "POST":
            votes.append(route.request.post_data or "")
            route.fulfill(json={"stored": True, "answer": "yes", "genre": ""})
        elif "events" in route.request.url:
            text = Room({"show": "s1", **QUESTION}).text
            route.fulfill(content_type="text/event-stream", body=f"event: ballot\ndata: {text}\n\n")
        else:
            route.fulfill(body=Room({"show": "s1", **QUESTION}).text)

    own_page.route("**/stage-api/**", stage)
    own_page.goto(serve(APP))
    own_page.get_by_role("button", name="Yes").click()
    expect(own_page.locator("#receipt")).to_contain_text("Counted")
    assert len(votes) == 1
    assert (
        own_page.locator("#heading")
        .evaluate("(it) => getComputedStyle(it).fontFamily")
        .count("Source Sans")
    )
