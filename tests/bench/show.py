"""Whether two hundred phones and a killed server disturb the stage, and whether each vote counts.

The stage plays a round with its sound and draws the spectrogram. Ten seconds later the room votes
within ten more; in the middle of that the server is killed without a word and started again, and
some phones have no network while they vote. All of it runs on this one machine, where in a hall
the phones would be two hundred others.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select

from genre_core.show.ballot_tables import votes
from genre_core.show.ballots import open_ballots
from tests.bench.audience import ProtocolPhone, RealPhone, behave, draw_intents
from tests.bench.watched import Passage, mark, open_stage, passages
from tests.browser.conftest import FLAGS
from tests.conftest import find_chromium
from tests.data_folder import fill_own_folder
from tests.pages.stage.room_server import KEY, RoomServer

if TYPE_CHECKING:
    from playwright.async_api import Page

REAL, SPOKEN, CUT = 25, 175, 6
ROUND = "canon"
ORDER = """
title: A full room
scenes:
  - {id: welcome, kind: title, title: Welcome}
  - id: canon
    kind: round
    round: {track: falling-ground, claim: Rock, truth: Classical, seconds: 30}
"""
_SETTLES, _QUIET, _KILLED_AFTER = 1.0, 9.0, 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Evening:
    """What came of it.

    Attributes:
        wanted, kept: the last answer of each phone, by its name; and what the file holds.
        changed: how many voted twice.
        before, during: the stage before the vote and during it.
        away: s without a server.
        took: s from the first vote to the last that was taken.
        shown: what the stage then says: yes, no, not sure.
    """

    wanted: dict[str, str]
    kept: list[tuple[str, str]]
    changed: int
    before: Passage
    during: Passage
    away: float
    took: float
    shown: tuple[str, ...]


def measure_show() -> None:
    """Print what came of it, or why nothing was measured.

    Raises:
        RuntimeError: a vote was lost, doubled or changed.
    """
    print(f"\nShow: {REAL} phones in Chromium and {SPOKEN} at the level of the protocol vote")
    chromium = find_chromium()
    if chromium is None:
        print("  not measured: no Chromium starts on this machine")
        return
    with tempfile.TemporaryDirectory() as folder:
        data = fill_own_folder(Path(folder) / "data")
        (data / "stage").mkdir()
        (data / "stage" / "order.yaml").write_text(ORDER, "utf-8")
        hall = RoomServer(data).start()
        try:
            evening = asyncio.run(_evening(hall, chromium))
        finally:
            hall.kill()
    _print(evening)
    _check(evening)


async def _evening(hall: RoomServer, chromium: Path) -> Evening:
    async with _opened(hall, chromium) as (page, phones):
        await page.keyboard.press("PageDown")
        await asyncio.gather(*(phone.asked() for phone in phones))
        await asyncio.sleep(_SETTLES)
        marks = [await mark(page)]
        await asyncio.sleep(_QUIET)
        marks.append(await mark(page))
        intents = draw_intents(len(phones), CUT, Random(200))
        begun = time.perf_counter()
        voting = (behave(phone, intent) for phone, intent in zip(phones, intents, strict=True))
        killing = asyncio.create_task(_kill_and_start(hall))
        await asyncio.gather(*voting)
        away = await killing
        took = time.perf_counter() - begun
        marks.append(await mark(page))
        before, during = await passages(page, marks)
        names = [await phone.name() for phone in phones]
        last = [intent.answers[-1] for intent in intents]
        return Evening(
            wanted=dict(zip(names, last, strict=True)),
            kept=_kept(hall),
            changed=sum(len(intent.answers) > 1 for intent in intents),
            before=before,
            during=during,
            away=away,
            took=took,
            shown=await _reveal(page),
        )


@asynccontextmanager
async def _opened(
    hall: RoomServer, chromium: Path
) -> "AsyncIterator[tuple[Page, list[RealPhone | ProtocolPhone]]]":
    """Open the stage in one Chromium, the real phones in another, and let the others listen."""
    from playwright.async_api import async_playwright

    async with AsyncExitStack() as stack:
        driver = await stack.enter_async_context(async_playwright())
        page = await open_stage(driver.chromium, chromium, f"{hall.url}/stage?key={KEY}")
        audience = await driver.chromium.launch(executable_path=chromium, args=FLAGS)
        real = [await RealPhone.open(audience, f"{hall.url}/v", ROUND) for _ in range(REAL)]
        spoken = [ProtocolPhone(hall.port, number) for number in range(SPOKEN)]
        lines = [asyncio.create_task(phone.listen()) for phone in spoken]
        await asyncio.gather(*(phone.hears() for phone in spoken))
        yield page, [*real, *spoken]
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


async def _kill_and_start(hall: RoomServer) -> float:
    """Kill the server in the middle of the vote; return how long there was none, in s."""
    await asyncio.sleep(_KILLED_AFTER)
    hall.kill()
    begun = time.perf_counter()
    await asyncio.to_thread(hall.start)
    return time.perf_counter() - begun


async def _reveal(page: "Page") -> tuple[str, ...]:
    """Close the vote and show what the room says; return the three counts on the screen."""
    for phase in ("closed", "room"):
        await page.keyboard.press("PageDown")
        await page.wait_for_selector(f".scene.seen[data-phase={phase}]")
    counts = page.locator(".scene.seen .panel.room .bars b")
    await page.locator(".scene.seen .panel.room .bars b:not(:empty)").first.wait_for()
    return tuple(await counts.all_text_contents())


def _kept(hall: RoomServer) -> list[tuple[str, str]]:
    """Return every vote that the file holds: the phone's name and its answer."""
    ballots = open_ballots(hall.data / "stage" / "stage.sqlite")
    with ballots.store.reading() as connection:
        rows = connection.execute(select(votes.c.device, votes.c.answer)).all()
    ballots.close()
    return [(row.device, row.answer) for row in rows]


def _print(evening: Evening) -> None:
    print(f"  {len(evening.wanted)} phones, of which {evening.changed} changed their minds;")
    print(f"  {CUT} of those in Chromium had no network when they voted;")
    print(f"  server killed after {_KILLED_AFTER:.0f} s and back {evening.away:.1f} s later;")
    print(f"  after {evening.took:.1f} s every phone had been told that its last vote is stored")
    print(f"  votes in the file: {len(evening.kept)}; on the screen: {' + '.join(evening.shown)}")
    print("                            median  95 of 100    worst    over 50 ms   frames")
    passages = {"before": evening.before, "during": evening.during}
    for name, passage in passages.items():
        print(f"  frames {name} the vote {passage.describe()}")
    for name, passage in passages.items():
        said = ", ".join(passage.halts) or "no interruption"
        print(f"  sound  {name} the vote  {passage.drift:5.0f} ms of drift, {said}")


def _check(evening: Evening) -> None:
    """Compare what the file and the screen hold with what the phones meant."""
    meant = list(evening.wanted.values())
    counts = tuple(str(meant.count(answer)) for answer in ("yes", "no", "unsure"))
    if sorted(evening.kept) != sorted(evening.wanted.items()) or evening.shown != counts:
        raise RuntimeError("A vote was lost, doubled or changed on its way. See the votes above.")
