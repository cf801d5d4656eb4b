"""Tokens: the name of a lease, which says by itself what was asked of whom.

A browser that was cut off hands in its decision when the lease is long gone, perhaps taken by
another. Which flag it answered, and whether model and claim were hidden, stands in the token, and
a seal under a secret of the database proves that the desk issued it.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from genre_core.desk.queues import Queue
from genre_core.store.schema import settings

_SECRET = "lease secret"  # noqa: S105 - the name of the row that holds it
_FLAG, _MODERATOR, _HOW, _NONCE, _SEAL = 5, 4, 1, 5, 12
_TERMS = _FLAG + _MODERATOR + _HOW
_BYTES = _TERMS + _NONCE + _SEAL  # 27, in base64 the 36 characters of the column
_QUEUES = tuple(Queue)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms a track was leased.

    Attributes:
        flag_id: what was asked.
        moderator_id: of whom.
        asked: the queue that she asked for.
        blind: whether model and claim were hidden.
    """

    flag_id: int
    moderator_id: int
    asked: Queue
    blind: bool


def issue(connection: Connection, terms: Terms, now: datetime) -> str:
    """Return a new token for a lease; no two are alike, and nobody can guess one."""
    how = 2 * _QUEUES.index(terms.asked) + terms.blind
    written = (
        terms.flag_id.to_bytes(_FLAG)
        + terms.moderator_id.to_bytes(_MODERATOR)
        + how.to_bytes(_HOW)
        + secrets.token_bytes(_NONCE)
    )
    sealed = written + _seal(written, _made_secret(connection, now))
    return urlsafe_b64encode(sealed).decode()


def read_token(connection: Connection, token: str) -> Terms | None:
    """Return the terms in a token; None for one that this desk never issued."""
    try:
        sealed = urlsafe_b64decode(token)
    except ValueError:
        return None
    secret = _secret(connection)
    written = sealed[:-_SEAL]
    # Base64 passes over characters that are none of its own.
    as_issued = len(sealed) == _BYTES and urlsafe_b64encode(sealed).decode() == token
    if secret is None or not as_issued:
        return None
    if not secrets.compare_digest(sealed[-_SEAL:], _seal(written, secret)):
        return None
    how = written[_TERMS - 1]
    return Terms(
        flag_id=int.from_bytes(written[:_FLAG]),
        moderator_id=int.from_bytes(written[_FLAG : _TERMS - _HOW]),
        asked=_QUEUES[how // 2],
        blind=bool(how % 2),
    )


def _seal(written: bytes, secret: str) -> bytes:
    return blake2b(written, digest_size=_SEAL, key=secret.encode()).digest()


def _secret(connection: Connection) -> str | None:
    query = select(settings.c.value).where(settings.c.name == _SECRET)
    kept = connection.execute(query).scalar_one_or_none()
    return None if kept is None else str(kept)


def _made_secret(connection: Connection, now: datetime) -> str:
    kept = _secret(connection)
    if kept is not None:
        return kept
    made = secrets.token_hex(16)
    row = {"name": _SECRET, "value": made, "changed_at": now}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # Somebody else may be taking the desk's first track in this moment.
    connection.execute(insert(settings).values(row).on_conflict_do_nothing())
    return _secret(connection) or made
