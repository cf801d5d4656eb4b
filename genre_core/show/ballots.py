"""The votes and the present step of a show, in a SQLite file that outlives its process.

What was acknowledged is on the disk: every write is one transaction, flushed before it returns
(write-ahead log, synchronous=FULL). Writes of one process queue at a lock, which wakes the next at
once where SQLite would look again every now and then. Whether voting is open is read in the
transaction that writes the vote, so that none slips in behind the step that closed it.
"""

import re
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import sqlite

from genre_core.errors import ShowError
from genre_core.show.ballot_tables import bring_up, moves, shows
from genre_core.show.casting import keep_vote
from genre_core.show.moments import Moment, Phase, Step
from genre_core.show.present import begin_anew, end, is_answered, needed, running
from genre_core.show.tallying import count_votes, tally_votes
from genre_core.show.vote_file import made
from genre_core.show.votes import Cast, Choice, Show, Tally, Vote
from genre_core.store.engine import Store, connect, let_readers_go_on
from genre_core.store.open_file import OpenFile, opened

__all__ = ["Ballots", "Cast", "Choice", "Show", "Tally", "Vote", "open_ballots"]

_MOVE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def open_ballots(path: Path) -> "Ballots":
    """Open the votes' file, and make it where there is none.

    Raises:
        ShowError: the file is another program's or of another version, or its folder cannot be
            made.
        StoreBusy: another process holds it for too long.
        StoreError: it is damaged, or may not be written.
    """
    store = connect(made(path))
    try:
        with store.writing() as connection:
            bring_up(connection, path)
        let_readers_go_on(store)
        file = opened(path)
    except BaseException:
        store.close()
        raise
    return Ballots(store, file)


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """An open file of votes, for any number of threads."""

    store: Store
    file: OpenFile
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, order_digest: str, title: str, now: datetime) -> str:
        """Return the id of the show that runs from now on.

        That is the one that was running, if it has the same order and moved in the last 12 hours:
        a server that was killed goes on where it was. Any other one is ended.
        """
        with self._turn, self.store.writing() as connection:
            show = running(connection)
            if show and show.order_digest == order_digest and show.is_of_the_evening(now):
                return show.id
            return begin_anew(connection, order_digest, title, now)

    def amend(self, order_digest: str, title: str) -> None:
        """Let the running show go on under an order that was edited; its votes stay.

        Raises:
            ShowError: no show is running.
        """
        with self._turn, self.store.writing() as connection:
            show = needed(connection)
            changed = update(shows).where(shows.c.id == show.id)
            connection.execute(changed.values(order_digest=order_digest, title=title))

    def finish(self, now: datetime) -> None:
        """End the running show, if one is; the same order then begins anew, without votes."""
        with self._turn, self.store.writing() as connection:
            end(connection, now)

    def moment(self) -> Moment:
        """Return where the running show stands; its scene is "" before the first move.

        Raises:
            ShowError: no show is running.
        """
        with self.store.reading() as connection:
            return needed(connection).moment

    def move(self, to: Step, move_id: str, now: datetime) -> Moment:
        """Take the running show to a step, once for each id, and return where it stands then.

        A move that comes a second time, since its answer was lost, moves nothing. Whether the order
        has such a step is for the caller to know.

        Args:
            to: the step.
            move_id: 1 to 64 letters, digits and ``_ . : -``, another one for each move.
            now: with a zone.

        Raises:
            ShowError: no show is running, or the id is none.
        """
        if not _MOVE.fullmatch(move_id):
            raise ShowError("A move needs an id of its own: 1 to 64 letters, digits and hyphens.")
        with self._turn, self.store.writing() as connection:
            show = needed(connection)
            moved = Moment(to.scene, to.phase, show.moment.revision + 1)
            place = {"scene": to.scene, "phase": to.phase.value, "revision": moved.revision}
            made = sqlite.insert(moves).values(show=show.id, id=move_id, made_at=now, **place)
            if not connection.execute(made.on_conflict_do_nothing()).rowcount:
                return show.moment
            changed = update(shows).where(shows.c.id == show.id)
            connection.execute(changed.values(moved_at=now, **place))
            return moved

    def cast(self, round_id: str, vote: Vote, now: datetime) -> Cast:
        """Keep the vote of a device, or put it in the place of its earlier one.

        Args:
            round_id: id of the round's scene.
            vote: what the device says.
            now: with a zone.

        Returns:
            Whether it is stored, and what stands; it is not where this round is not open for
            votes. One that a later vote of its device has replaced changes nothing.

        Raises:
            StoreError: it cannot be written, or the file was deleted meanwhile.
        """
        self.file.check()  # SQLite itself would write on into a file that is gone
        with self._turn, self.store.writing() as connection:
            cast = keep_vote(connection, round_id, vote, now)
        self.file.check()  # and it may have gone meanwhile
        return cast

    def answered(self, round_id: str) -> bool:
        """Return whether the room of the running show has seen an answer to a round.

        Raises:
            ShowError: no show is running.
        """
        with self.store.reading() as connection:
            return is_answered(connection, needed(connection).id, round_id)

    def count(self, round_id: str, show: str = "") -> int:
        """Return how many devices have voted in a round of a show, by default of the running one.

        Raises:
            ShowError: no show is named and none is running.
        """
        with self.store.reading() as connection:
            return count_votes(connection, show or needed(connection).id, round_id)

    def tally(self, round_id: str, show: str = "") -> Tally:
        """Return the votes of a round of a show, by default of the running one.

        Raises:
            ShowError: no show is named and none is running.
        """
        with self.store.reading() as connection:
            return tally_votes(connection, show or needed(connection).id, round_id)

    def shows(self) -> tuple[Show, ...]:
        """Return all shows of the file, the last one first."""
        with self.store.reading() as connection:
            rows = connection.execute(select(shows).order_by(shows.c.number.desc())).all()
        return tuple(
            Show(
                r.id, r.order_digest, r.title, r.begun_at, r.ended_at,
                Moment(r.scene, Phase(r.phase), r.revision),
            )
            for r in rows
        )  # fmt: skip

    def wipe(self, show: str) -> None:
        """Delete a show with its moves and votes; one that is not there is wiped already."""
        with self._turn, self.store.writing() as connection:
            connection.execute(delete(shows).where(shows.c.id == show))

    def close(self) -> None:
        """Let all connections go."""
        self.store.close()
