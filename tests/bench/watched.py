"""The stage in Chromium, watched from within: how long each frame took, and whether the sound ran.

Without a loudspeaker Chromium plays to a clock, which takes samples as a sound card would: what
comes too late holds `currentTime` back against `performance.now`.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.browser.conftest import FLAGS

if TYPE_CHECKING:
    from playwright.async_api import BrowserType, Page

WATCH = """
window.watched = { sounds: new Set(), samples: [], halts: [] };
const { play } = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () {
    if (!watched.sounds.has(this)) {
        for (const name of ["waiting", "stalled", "pause", "error"]) {
            this.addEventListener(name, () => {
                if (!this.ended) watched.halts.push([performance.now(), name]);
            });
        }
    }
    watched.sounds.add(this);
    return play.call(this);
};
setInterval(() => {
    for (const sound of watched.sounds) {
        if (!sound.paused) watched.samples.push([performance.now(), 1000 * sound.currentTime]);
    }
}, 50);
"""
"""To be run in the page before any script of its own."""
_MARK = "() => ({ now: performance.now(), frames: __stageFrames.length })"
_TAKE = (
    "() => ({ frames: __stageFrames.map(({ milliseconds }) => milliseconds),"
    " samples: watched.samples, halts: watched.halts })"
)
LONG = 50.0  # ms, at which a movement is seen to halt


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of the page: its clock in ms, and how many frames it had drawn."""

    now: float
    frames: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What went on between two marks.

    Attributes:
        frames: ms from each frame to the next.
        drift: ms by which the sound ran most ahead of, or behind, the page's clock.
        jump: the largest part of that from one look to the next, 50 ms later.
        halts: what the sound complained of.
    """

    frames: np.typing.NDArray[np.float64]
    drift: float
    jump: float
    halts: tuple[str, ...]

    def describe(self) -> str:
        """Return median, 95 of 100, worst and the share of long frames."""
        middle, high, worst = np.percentile(self.frames, [50, 95, 100])
        long = np.mean(self.frames > LONG)
        return f"{middle:8.1f} {high:10.1f} {worst:8.1f} ms {long:12.2%} {len(self.frames):8}"


async def open_stage(kind: "BrowserType", chromium: Path, url: str) -> "Page":
    """Open the stage in a browser of its own, and wait until all sounds and pictures are in it."""
    projector = await kind.launch(executable_path=chromium, args=FLAGS)
    page = await projector.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(60_000)
    await page.add_init_script(WATCH)
    await page.goto(url)
    await page.wait_for_selector(".scene.seen")
    await page.wait_for_selector("#stock:empty", state="attached")
    return page


async def mark(page: "Page") -> Mark:
    """Remember this moment."""
    found = await page.evaluate(_MARK)
    return Mark(found["now"], found["frames"])


async def passages(page: "Page", marks: list[Mark]) -> list[Passage]:
    """Return what went on from each mark to the next."""
    kept = await page.evaluate(_TAKE)
    return [_passage(kept, *pair) for pair in pairwise(marks)]


def _passage(kept: dict[str, Any], begin: Mark, end: Mark) -> Passage:
    samples = np.array([s for s in kept["samples"] if begin.now <= s[0] <= end.now], np.float64)
    behind = samples[:, 0] - samples[:, 1]
    halts = tuple(str(name) for now, name in kept["halts"] if begin.now <= now <= end.now)
    frames = np.array(kept["frames"][begin.frames : end.frames], np.float64)
    return Passage(frames, float(np.ptp(behind)), float(np.abs(np.diff(behind)).max()), halts)
