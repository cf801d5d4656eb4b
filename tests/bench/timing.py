"""Times that can be compared: ways taken in turn, so that a busy minute hurts them all alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

Way = Callable[[], object]
"""Something to be timed."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of the repetitions of one way: median, least, most; and how many there were."""

    median: float
    least: float
    most: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio of two times and the bound that it must keep.

    Attributes:
        name: what is compared.
        above, below: the times to be divided.
        bound: what was promised.
        at_least: whether the bound is the least or the most that is allowed.
    """

    name: str
    above: Timing
    below: Timing
    bound: float
    at_least: bool

    @property
    def ratio(self) -> float:
        """The ratio of the medians, which the bound is about."""
        return self.above.median / self.below.median

    @property
    def undisturbed(self) -> float:
        """The ratio of the least times: far from the other, the machine was busy."""
        return self.above.least / self.below.least

    @property
    def met(self) -> bool:
        """Whether the ratio keeps its bound."""
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound


def interleave(ways: Mapping[str, Way], rounds: int, *, warm: bool) -> dict[str, Timing]:
    """Time every way once a round, in another order each time.

    Args:
        ways: what is timed, by name.
        rounds: how many times; one more before them does not count.
        warm: run each way once, untimed, right before it is timed: what ran in between has
            emptied the processor's caches and given memory back to the system.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    names, chance = list(ways), Random(440)
    for lap in range(rounds + 1):
        chance.shuffle(names)
        for name in names:
            if warm:
                ways[name]()
            begin = time.perf_counter()
            ways[name]()
            if lap:
                seconds[name].append(time.perf_counter() - begin)
    return {
        name: Timing(statistics.median(taken), min(taken), max(taken), rounds)
        for name, taken in seconds.items()
    }


def show_times(title: str, timings: Mapping[str, Timing]) -> None:
    """Print a table of times."""
    wide = max(map(len, timings))
    print(f"\n{title}\n  {'':<{wide}}  {'median':>9}  {'least':>9}  {'most':>9}  rounds")
    for name, timing in timings.items():
        cells = (f"{_readable(t):>9}" for t in (timing.median, timing.least, timing.most))
        print(f"  {name:<{wide}}  {'  '.join(cells)}  {timing.rounds:>6}")


def show_goals(goals: list[Goal]) -> None:
    """Print every goal with what became of it."""
    print(f"\n{'Goals, as ratios':<52}  of medians  of least  goal")
    for goal in goals:
        sign = ">=" if goal.at_least else "<="
        outcome = "met" if goal.met else "MISSED"
        ratios = f"{goal.ratio:10.2f}  {goal.undisturbed:8.2f}"
        print(f"  {goal.name:<50}  {ratios}  {sign} {goal.bound:<4g}  {outcome}")


def _readable(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
