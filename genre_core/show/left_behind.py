"""A show of this evening that ends because the running order is another one, and has votes.

Who edits the order's file between two starts of the server begins a new show thereby. The votes
of the old one are in the file as before; that they no longer count must not go unsaid.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from genre_core.show.ballot_tables import shows, votes
from genre_core.show.present import running
from genre_core.store.engine import Store


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A show that went on until its order was exchanged.

    Attributes:
        show: its id.
        title: of its running order.
        votes: how many it has, in all rounds.
    """

    show: str
    title: str
    votes: int


def left_behind(store: Store, order_digest: str, now: datetime) -> LeftBehind | None:
    """Return the show that ends when one of another order begins; None where no vote is lost.

    Args:
        store: the votes'.
        order_digest: of the running order with which a show is to begin.
        now: with a zone.

    Raises:
        StoreError: the votes cannot be read.
    """
    with store.reading() as connection:
        show = running(connection)
        if show is None or show.order_digest == order_digest or not show.is_of_the_evening(now):
            return None
        title = connection.execute(select(shows.c.title).where(shows.c.id == show.id)).scalar_one()
    many = count_all(store, show.id)
    return LeftBehind(show.id, title, many) if many else None


def count_all(store: Store, show: str) -> int:
    """Return how many votes a show has, in all rounds.

    Raises:
        StoreError: the votes cannot be read.
    """
    its_own = select(func.count()).select_from(votes).where(votes.c.show == show)
    with store.reading() as connection:
        return connection.execute(its_own).scalar_one()
