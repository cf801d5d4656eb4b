"""What the browser's box holds, put into the store: each item once, however often it comes.

An item is acknowledged when it is stored, and refused with a sentence when it never can be. While
the store cannot be reached neither happens: the browser keeps the item and sends it again.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from genre_core.desk.comments import NewComment, comment
from genre_core.desk.deciding import decide
from genre_core.desk.preferences import keep_keys
from genre_core.desk.pulling import renew
from genre_core.desk.rulings import Bundle, Recorded, Ruling
from genre_core.desk.undoing import undo
from genre_core.errors import DeskError, StoreError
from genre_core.people import Person
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from pages.parts.desk import Kind, OutboxItem, Refusal


@dataclass(slots=True)
class Delivery:
    """What became of a box.

    Attributes:
        acked: keys of what is stored.
        refused: what will never be.
        recorded: decisions and undos that were stored just now, in their order.
        problem: why the rest waits, as a sentence; "" if nothing does.
    """

    acked: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    recorded: list[tuple[OutboxItem, Recorded]] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where a person's items go."""

    store: Store
    person: Person
    now: datetime

    def deliver(self, items: Sequence[OutboxItem], known: frozenset[str]) -> Delivery:
        """Store what is not known to be stored, in the order of its making.

        Args:
            items: the whole box.
            known: keys that this session has seen stored; they are only acknowledged again.
        """
        found = Delivery()
        for item in items:
            if item.key not in known:
                try:
                    recorded = _DEEDS[item.kind](self, item)
                except DeskError as error:
                    found.refused.append(Refusal(item.key, str(error)))
                    continue
                except StoreError as error:
                    # Whatever comes after it may rest on it, so it waits as well.
                    found.problem = str(error)
                    break
                if recorded is not None:
                    found.recorded.append((item, recorded))
            found.acked.append(item.key)
        return found

    def decide(self, item: OutboxItem) -> Recorded:
        """Store a decision."""
        ruling = Ruling(
            key=item.key,
            token=item.token,
            track_key=item.track_key,
            answer=_answer(item.answer),
            genres=item.genres,
            reason=item.reason,
            note=item.note,
            seconds=item.seconds,
            supersedes=item.supersedes,
            bundle=_bundle(item.bundle) if item.bundle else None,
        )
        return decide(self.store, self.person, ruling, self.now)

    def undo(self, item: OutboxItem) -> Recorded:
        """Take a decision back."""
        return undo(self.store, self.person, item.key, item.supersedes, self.now)

    def comment(self, item: OutboxItem) -> None:
        """Store a comment."""
        said = NewComment(item.key, item.track_key, item.text)
        comment(self.store, self.person, said, self.now)

    def keep_keys(self, item: OutboxItem) -> None:
        """Keep the person's keys."""
        try:
            keys = json.loads(item.text)
        except (ValueError, RecursionError) as error:
            raise DeskError(f"The keys cannot be read: {error}. Set them again.") from error
        if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
            raise DeskError("The keys are no list of actions and keys. Set them again.")
        keep_keys(self.store, self.person, keys, self.now)

    def renew(self, item: OutboxItem) -> None:
        """Let the lease run on; one that ended says so by itself, so nothing is refused."""
        try:
            renew(self.store, self.person, item.token, self.now)
        except DeskError:
            return


_DEEDS: dict[Kind, Callable[[Inbox, OutboxItem], Recorded | None]] = {
    Kind.DECIDE: Inbox.decide,
    Kind.UNDO: Inbox.undo,
    Kind.COMMENT: Inbox.comment,
    Kind.BINDINGS: Inbox.keep_keys,
    Kind.RENEW: Inbox.renew,
}


def _answer(word: str) -> Answer:
    try:
        return Answer(word)
    except ValueError as error:
        raise DeskError(
            f"{word!r} is no answer; it is one of {', '.join(Answer)}. Decide again."
        ) from error


def _bundle(word: str) -> Bundle:
    try:
        return Bundle(word)
    except ValueError as error:
        raise DeskError(
            f"{word!r} is no bundle; it is one of {', '.join(Bundle)}. Decide again."
        ) from error
