"""How often and how long to try again: exponential backoff with jitter.

Each wait is twice as long as the one before, less a random share, so that several connections
do not come back in step (M. Brooker, "Exponential Backoff And Jitter", 2015); and it is never
shorter than what the server asks for in ``Retry-After`` (RFC 9110, 10.2.3).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long to try again.

    Attributes:
        tries: in a row without progress before giving up, >= 1.
        first: s before the second try; each further one waits twice as long.
        most: s, the longest wait of our own choosing.
        longest_wish: s; a server that asks for more than this is left alone.
        sleep: waits so many seconds; None waits until the transport is stopped at most.
        chance: a number in [0, 1).
    """

    tries: int = 6
    first: float = 1.0
    most: float = 60.0
    longest_wish: float = 900.0
    sleep: Callable[[float], object] | None = None
    chance: Callable[[], float] = random.random

    def wait(self, failures: int, wish: float) -> float:
        """Return the seconds to wait after so many failures (>= 1) in a row."""
        own = min(self.most, self.first * 2.0 ** (failures - 1))
        return max(wish, own * (0.5 + self.chance() / 2))
