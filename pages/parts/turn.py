"""What a moderator's session remembers between two runs of the desk."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import streamlit as st

from genre_core.desk.pulling import Lease, held
from genre_core.desk.reveals import reveal_of
from genre_core.desk.rulings import Recorded
from genre_core.desk.undoing import undoable
from genre_core.desk.wording import wording
from genre_core.errors import DeskError, StoreError
from genre_core.people import Person
from genre_core.ruling import Answer
from genre_core.store.engine import Store, utc_now
from pages.parts.casework import Shown, chances_of, judged
from pages.parts.desk import Kind, OutboxItem, Progress, Reveal, Undoable
from pages.parts.inbox import Delivery
from pages.parts.worklist import Worklist

_TURN = "desk_turn"
_KEPT = 8
"""Cases that are kept ready: those on the page, and those an undo may bring back."""


@dataclass(slots=True)
class Turn:
    """The session's memory; losing it costs nothing but time.

    Attributes:
        worklist: the leases on the page.
        known: keys of outbox items that are stored.
        undo: what Z takes back.
        reveal: of the last decision, where it was blind.
        progress: as last counted.
        latest: the cases shown last.
        bundle: the last decision, where it was made of several tracks at one stroke.
    """

    worklist: Worklist = field(default_factory=Worklist)
    known: frozenset[str] = frozenset()
    undo: Undoable | None = None
    reveal: Reveal | None = None
    progress: Progress = Progress(0, 0)
    latest: list[Shown] = field(default_factory=list)
    bundle: Recorded | None = None
    _asked: bool = False
    _ready: dict[str, Shown] = field(default_factory=dict)
    _titles: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def shown(self, lease: Lease, make: Callable[[Lease], Shown]) -> Shown:
        """Return the case of a lease, made once."""
        now = utc_now()
        if lease.token not in self._ready:
            self._ready[lease.token] = make(lease)
            case = self._ready[lease.token].case
            self._titles[lease.track_key] = (case.title, case.blind)
            for old in list(self._ready)[:-_KEPT]:
                del self._ready[old]
        kept = self._ready[lease.token]
        # What is kept was made a while ago; the lease knows how long it still runs.
        left = max(0.0, (lease.expires_at - now).total_seconds())
        return replace(kept, case=replace(kept.case, seconds_left=left, late=not lease.live(now)))

    def remember(self, store: Store, person: Person) -> None:
        """Learn what could be undone from the store: the page may have been loaded anew."""
        if self._asked:
            return
        self._asked = True
        last = undoable(store, person, utc_now())
        if last is not None and self.undo is None:
            title = last.title or last.track_key
            said = wording(last.answer, last.genres)
            self.undo = Undoable(last.bundle or last.key, last.track_key, title, said)

    def note(self, delivery: Delivery, store: Store, person: Person) -> None:
        """Take note of what was stored just now."""
        self.known |= frozenset(delivery.acked)
        for item, recorded in delivery.recorded:
            if item.kind is Kind.UNDO:
                self.undo = self.reveal = self.bundle = None
                self._ready.clear()
                self._bring_back(recorded, store, person)
            else:
                self.bundle = recorded if recorded.bundle_keys or recorded.left_out else None
                self._after_decision(item, store, person)

    def _bring_back(self, recorded: Recorded, store: Store, person: Person) -> None:
        try:
            self.worklist.put_first(held(store, person, utc_now()), recorded.track_key)
        except StoreError:
            # It is hers all the same, and comes up in its turn.
            return

    def _after_decision(self, item: OutboxItem, store: Store, person: Person) -> None:
        title, blind = self._titles.get(item.track_key, (item.track_key, False))
        said = wording(Answer(item.answer), item.genres)
        self.undo = Undoable(item.key, item.track_key, title, said)
        self.reveal = None
        if not blind:
            return
        try:
            told = reveal_of(store, person, item.key)
        except (DeskError, StoreError):
            # A reveal is a courtesy: its absence must not keep the next track away.
            return
        self.reveal = Reveal(
            item.track_key,
            title,
            said,
            told.claimed,
            judged(told.judgement) if told.judgement else None,
            chances_of(told.judgement) if told.judgement else (),
        )


def present_turn() -> Turn:
    """Return this session's memory."""
    turn: Turn = st.session_state.setdefault(_TURN, Turn())
    return turn
