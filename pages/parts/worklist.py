"""Which tracks are in front of a moderator: her leases, in the order in which they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from genre_core.desk.pulling import Filters, Lease, PullTerms, held, pull, release
from genre_core.desk.queues import Queue
from genre_core.people import Person
from genre_core.store.engine import Store, utc_now

SHOWN = 2
"""The track on the screen, and the one that waits in the page."""


@dataclass(slots=True)
class Worklist:
    """The leases of one page, the one on the screen first.

    What a person holds already is shown before anything new is taken: after a refresh she goes on
    with the track that she was listening to.

    Attributes:
        tokens: of the leases on the page, the one on the screen first.
        back: of what an undo brought back, to be shown in whatever queue she works by now.
        filters: as last asked for; None before.
        rng: says when a golden item comes.
    """

    tokens: list[str] = field(default_factory=list)
    back: frozenset[str] = frozenset()
    filters: Filters | None = None
    rng: np.random.Generator = field(default_factory=np.random.default_rng)

    def put_first(self, leases: Sequence[Lease], track_key: str) -> None:
        """Show a track next; an undo brought it back."""
        back = [lease.token for lease in leases if lease.track_key == track_key]
        self.back |= frozenset(back)
        self.tokens = back + [token for token in self.tokens if token not in back]

    def fill(
        self, store: Store, person: Person, queue: Queue, filters: Filters
    ) -> tuple[Lease, ...]:
        """Return the leases to show, new ones taken where too few are held.

        Raises:
            NotAllowed: the queue takes a higher role.
            DeskError: a filter would tell what is to stay hidden.
            StoreError: the store cannot be reached.
        """
        self._let_go(store, person, filters)
        wanted = {
            lease.token: lease
            for lease in held(store, person, utc_now())
            if lease.asked is queue or lease.token in self.back
        }
        known = [token for token in self.tokens if token in wanted]
        self.tokens = known + [token for token in wanted if token not in known]
        while len(self.tokens) < SHOWN:
            besides = frozenset(self.tokens)
            lease = pull(store, person, queue, PullTerms(utc_now(), self.rng, filters, besides))
            if lease is None or lease.token in wanted:
                break
            wanted[lease.token] = lease
            self.tokens.append(lease.token)
        return tuple(wanted[token] for token in self.tokens[:SHOWN])

    def _let_go(self, store: Store, person: Person, filters: Filters) -> None:
        """Give back what was taken under other filters: it may not be what is wanted now."""
        if self.filters is not None and self.filters != filters:
            for token in self.tokens:
                release(store, person, token)
            self.tokens = []
        self.filters = filters
