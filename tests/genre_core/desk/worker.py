"""A moderator in a process of their own, to be killed: python -m tests.genre_core.desk.worker.

Arguments: the database's URL and the name. Prints a line when it is ready and waits for one; then
decides all that waits in FLAGGED at noon, and prints each track once its decision is written.
"""

import sys
from collections.abc import Iterator

from sqlalchemy import make_url

from genre_core.desk.flags import close_flag
from genre_core.desk.leases import Lease, lock_lease
from genre_core.desk.pulling import pull
from genre_core.desk.queues import Queue
from genre_core.errors import StoreBusy
from genre_core.people import Person
from genre_core.store.engine import Store, open_store
from tests.genre_core.desk.floor import add_decision_row, after, moderator, terms


def decide(store: Store, person: Person, lease: Lease, seconds: float) -> bool:
    """Write a decision if the lease is still the person's; return whether it was written."""
    with store.writing() as connection:
        if lock_lease(connection, lease.token) != lease:
            return False
        # The key is the track's, so that a second decision on it would break the table's rule.
        add_decision_row(connection, person, lease.track_id, lease.track_key)
        return close_flag(connection, lease.flag_id, after(seconds))


def work(store: Store, person: Person, seconds: float = 0) -> Iterator[str]:
    """Pull and decide until nothing is left, and tell each track that was decided."""
    while True:
        try:
            lease = pull(store, person, Queue.FLAGGED, terms(after(seconds)))
            decided = lease is not None and decide(store, person, lease, seconds)
        except StoreBusy:
            continue
        if lease is None:
            return
        if decided:
            yield lease.track_key


if __name__ == "__main__":
    url, name = sys.argv[1:]
    opened = open_store(make_url(url))
    print("ready", flush=True)  # noqa: T201  # this is its command line
    sys.stdin.readline()
    for key in work(opened, moderator(name)):
        print(key, flush=True)  # noqa: T201  # this is its command line
    opened.close()
