"""Which rounds an edit exchanges: between saving and playing the new order they take no votes.

The old tracks are on the stage until the new ones are packed. A vote of that while would be kept
under the round's id, and so be counted as a vote on the new track.
"""

from collections.abc import Callable

from genre_core.show.exchanged import check_exchange, exchanged, rounds_by_id
from genre_core.show.running_order import RunningOrder


class Exchange:
    """The rounds of one server's show, for one editor at a time and any number of voters."""

    def __init__(self, order: RunningOrder) -> None:
        """Begin with the rounds of an order that is on the stage."""
        self._known = rounds_by_id(order)
        self._waiting: frozenset[str] = frozenset()

    def stops(self, round_id: str) -> bool:
        """Whether a round takes no votes just now, since its track is about to be another."""
        return round_id in self._waiting

    def begin(self, order: RunningOrder, count: Callable[[str], int]) -> None:
        """Let the rounds that an edited order exchanges take no more votes.

        Args:
            order: the edited one.
            count: gives the votes of a round.

        Raises:
            ShowError: one of them has votes already.
        """
        self._waiting = exchanged(self._known, order)  # before the votes are counted
        check_exchange(self._known, order, count)

    def done(self, order: RunningOrder) -> None:
        """An order is on the stage."""
        self._known |= rounds_by_id(order)

    def end(self) -> None:
        """Let all rounds take votes again, whether the order was exchanged or not."""
        self._waiting = frozenset()
