"""What a database complains of, as sentences: what is so, and what to do.

They hold the database's own words but neither the statement nor its values, which are other
people's business, and never a password.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, exc

from genre_core.errors import StoreBusy, StoreError
from genre_core.store.addresses import shown

BUSY_SECONDS = 10
"""How long a call waits for the end of another one's write, or for a connection."""


@dataclass(frozen=True, slots=True)
class _Fault:
    sentence: str
    passing: bool = False  # the same again may succeed


_LOCKED = _Fault(
    "The database {name} was locked by others for longer than a call may wait; nothing was "
    "written. Try the same again; if it stays locked, look for a process that hangs.",
    passing=True,
)
_CROWDED = _Fault(
    "No connection to the database {name} was free in time; nothing was written. Try the same "
    "again; if it happens often, let PostgreSQL take more (max_connections).",
    passing=True,
)
_CUT = _Fault(
    "The database {name} cannot be reached ({words}). Try the same again, which writes nothing "
    "twice; if it does not help, start the database, or correct its URL.",
    passing=True,
)
_FULL = _Fault(
    "The disk of the database {name} is full; nothing was written. Make room there, then do the "
    "same again."
)
_READ_ONLY = _Fault(
    "The database {name} can be read but not written ({words}); nothing was written. Let this "
    "user write the file and its folder."
)
_NO_FILE = _Fault(
    "The database {name} cannot be opened ({words}). Let this user read and write the file and "
    "its folder, and look whether it is a file at all."
)
_DAMAGED = _Fault(
    "{name} is no SQLite database, or a damaged one ({words}). Put it aside, or restore it from a "
    "backup; nothing in it was changed."
)
_REFUSED = _Fault("The database {name} refused: {words}. Nothing was written.")

_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _NO_FILE,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
}
# By SQLSTATE or its class, https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "08": _CUT,
    "57P": _CUT,  # shutting down, or not up yet
    "25P03": _CUT,  # was idle within a transaction for too long
    "57014": _LOCKED,  # statement_timeout
    "55P03": _LOCKED,  # lock_timeout
    "40": _LOCKED,  # deadlock
    "53100": _FULL,
    "53300": _CROWDED,
    "25006": _READ_ONLY,
}


@contextmanager
def as_sentences(url: URL) -> Iterator[None]:
    """Raise StoreBusy or StoreError where the block raises an error of the database at ``url``."""
    try:
        yield
    except exc.TimeoutError as error:
        raise _error(_CROWDED, url, "") from error
    except exc.DBAPIError as error:
        raise _error(_fault(error.orig, error.connection_invalidated), url, error.orig) from error
    except sqlite3.Error as error:
        raise _error(_fault(error, cut=False), url, error) from error


def _fault(cause: BaseException | None, cut: bool) -> _Fault:
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # less what the extended code adds
        return _SQLITE.get(code, _REFUSED)
    state = getattr(cause, "sqlstate", None)
    if cut or (state is None and type(cause).__name__ in ("OperationalError", "ConnectionTimeout")):
        return _CUT  # psycopg gives no state where there was no connection to begin with
    matches = (_POSTGRESQL.get((state or "")[:length]) for length in (5, 3, 2))
    return next((fault for fault in matches if fault), _REFUSED)


def _error(fault: _Fault, url: URL, cause: object) -> StoreError:
    # The first line: what follows are PostgreSQL's hints, contexts and other addresses it tried.
    words = str(cause).strip().partition("\n")[0].rstrip(".")
    for secret in (url.password, url.query.get("password")):
        words = words.replace(str(secret), "***") if secret else words
    sentence = fault.sentence.format(name=shown(url), words=words)
    return StoreBusy(sentence) if fault.passing else StoreError(sentence)
