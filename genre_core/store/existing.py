"""A store that somebody keeps already, for commands that only read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection

from genre_core.errors import StoreError
from genre_core.store.engine import open_store


@contextmanager
def reading_existing(url: URL) -> Iterator[Connection]:
    """Give a connection that only reads, and let the store go afterwards.

    Raises:
        StoreError: there is no database, it is of another version, or cannot be reached.
    """
    # Opening would make a file that is not there, and say of nothing that it is in order.
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        raise StoreError(f"There is no database {url.database}. Name the desk's with --database.")
    store = open_store(url)
    try:
        with store.reading() as connection:
            yield connection
    finally:
        store.close()
