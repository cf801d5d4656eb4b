"""An audience for `show`: phones in real browsers, and more of them that only speak the protocol.

What each does is drawn beforehand: when it votes, what, and whether it then votes otherwise.
"""

import asyncio
import json
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Protocol

from tests.pages.stage.phones import Phone

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

ANSWERS = ("yes", "no", "unsure")
VOTES_WITHIN = 10.0  # seconds, for the first vote of each
_CHANGING = 1 / 3
_THINKS_AGAIN = (0.8, 3.0)  # seconds from the first vote to the second
_ARRIVES_WITHIN = 90_000  # ms; a vote that takes longer is one that was lost
_CUT_BEFORE, _CUT_FOR = 0.3, 4.0  # seconds
_LIKE_A_BALLOT = 1.0  # seconds between two tries, as the ballot's own pauses are
_COUNTED = """([round, answer]) => {
    const book = JSON.parse(localStorage.getItem("spectrogram.ballot/votes"));
    const vote = book?.rounds[round];
    return vote?.state === "counted" && vote.answer === answer;
}"""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a phone will do.

    Attributes:
        after: s from the beginning of the vote to its first answer.
        answers: what it says, one after the other; the last one counts.
        thinks: s between two answers.
        cut: whether its network is away while it votes.
    """

    after: float
    answers: tuple[str, ...]
    thinks: float
    cut: bool = False


def draw_intents(phones: int, cut: int, chance: Random) -> list[Intent]:
    """Draw what each phone does; the first ``cut`` of them vote while they have no network."""
    intents = []
    for number in range(phones):
        answers = chance.sample(ANSWERS, 2 if chance.random() < _CHANGING else 1)
        after, thinks = chance.uniform(0.5, VOTES_WITHIN), chance.uniform(*_THINKS_AGAIN)
        intents.append(Intent(after, tuple(answers), thinks, number < cut))
    return intents


class Handset(Protocol):
    """A phone, however much of it is real."""

    async def vote(self, answer: str) -> object:
        """Vote, and return once the server has taken it."""

    async def cut(self) -> None:
        """Take its network away, and give it back some seconds later."""

    async def name(self) -> str:
        """Return the name under which its vote is kept."""


class RealPhone:
    """The ballot as a phone shows it, in Chromium."""

    def __init__(self, context: "BrowserContext", page: "Page", round_id: str) -> None:
        self._context = context
        self._page = page
        self._round = round_id

    @classmethod
    async def open(cls, browser: "Browser", url: str, round_id: str) -> "RealPhone":
        """Open the ballot in a context of its own, small, and with nothing that another knows."""
        context = await browser.new_context(viewport={"width": 320, "height": 568})
        page = await context.new_page()
        page.set_default_timeout(_ARRIVES_WITHIN)
        await page.goto(url)
        return cls(context, page, round_id)

    async def asked(self) -> None:
        """Wait until it shows the question."""
        await self._page.wait_for_selector("#ballot[data-state=question]")

    async def vote(self, answer: str) -> None:
        """Tap an answer, which is kept until the server has taken it."""
        if await self._page.locator("#change").is_visible():
            await self._page.locator("#change").click()
        await self._page.locator(f"button[data-answer={answer}]").click()
        await self._page.wait_for_function(_COUNTED, arg=[self._round, answer], polling=250)

    async def cut(self) -> None:
        """Take its network away, and give it back some seconds later."""
        await self._context.set_offline(True)
        await asyncio.sleep(_CUT_FOR)
        await self._context.set_offline(False)

    async def name(self) -> str:
        """Return the name that the ballot gave itself."""
        kept = await self._page.evaluate("localStorage.getItem('spectrogram.ballot/device')")
        return str(json.loads(kept))


class ProtocolPhone(Phone):
    """The same words on the line, without a screen."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, number, _LIKE_A_BALLOT)

    async def asked(self) -> None:
        """Wait until it was told that a vote is open."""
        while not self.ballot.get("open"):
            await asyncio.sleep(0.05)

    async def cut(self) -> None:
        """Lose nothing: real browsers stand for this."""

    async def name(self) -> str:
        """Return its name."""
        return self.device


async def behave(phone: Handset, intent: Intent) -> None:
    """Do as intended, and return when the last vote has been taken."""
    await asyncio.sleep(intent.after - _CUT_BEFORE)
    away = asyncio.create_task(phone.cut()) if intent.cut else None
    await asyncio.sleep(_CUT_BEFORE)
    for number, answer in enumerate(intent.answers):
        if number:
            await asyncio.sleep(intent.thinks)
        await phone.vote(answer)
    if away:
        await away
