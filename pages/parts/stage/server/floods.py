"""So many requests an address and no more, so that one that floods does not stop the others.

A bucket for each address holds `burst` requests and fills again by `rate` a second (a token
bucket). A whole room may stand behind one address, as behind a travel router of its own: what one
address may do at once is therefore what a room does, and what it may go on doing is little.
"""

from dataclasses import dataclass, field

_MOST = 5000
"""Addresses that are remembered; beyond that the fullest buckets are forgotten first."""


@dataclass(slots=True)
class Buckets:
    """The buckets of all addresses.

    Attributes:
        rate: requests a second that an address may make for as long as it likes.
        burst: requests that it may make at once.
    """

    rate: float
    burst: float
    _kept: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, address: str, now: float) -> bool:
        """Whether this address may make one more request at ``now``, in s of any steady clock."""
        held, since = self._kept.get(address, (self.burst, now))
        held = min(self.burst, held + self.rate * (now - since))
        granted = held >= 1.0
        self._kept[address] = (held - granted, now)
        if len(self._kept) > _MOST:
            self._forget(now)
        return granted

    def _forget(self, now: float) -> None:
        """Forget the half of the addresses that a new one would be told apart from least."""

        def level(address: str) -> float:
            held, since = self._kept[address]
            return held + self.rate * (now - since)

        for address in sorted(self._kept, key=level, reverse=True)[: _MOST // 2]:
            del self._kept[address]
