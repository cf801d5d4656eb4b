"""What seals an entry of the audit trail: a digest over itself and the entry before it.

It is the SHA-256 of one line of JSON, in UTF-8, without spaces::

    [number, previous digest, at, who, action, subject, content]

where ``at`` is in microseconds since 1970 in UTC, and ``content`` is a text: a JSON object whose
keys are sorted. The first entry names 64 zeros as the digest before it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row

GENESIS = "0" * 64
"""What the first entry names as the digest before it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry with its place in the trail; columns of ``audit``, ``at`` in microseconds."""

    number: int
    previous: str
    at: int
    who: str
    action: str
    subject: str
    content: str

    @property
    def digest(self) -> str:
        """The seal, as 64 hexadecimal digits."""
        line = json.dumps(
            [
                self.number,
                self.previous,
                self.at,
                self.who,
                self.action,
                self.subject,
                self.content,
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        # A lone surrogate cannot be stored, and must not break a check of what somebody tampered.
        return sha256(line.encode(errors="surrogatepass")).hexdigest()


def seal_of(row: Row[Any]) -> str:
    """Return the seal that fits a row of ``audit``, its time in microseconds."""
    return Sealed(
        row.number, row.previous, row.at, row.who, row.action, row.subject, row.content
    ).digest


def canonical(content: Mapping[str, object]) -> str:
    """Return JSON in the one way in which the trail writes it; times in ISO 8601, UTC.

    Raises:
        ValueError: a value is not what JSON can say, such as NaN, or a time has no zone.
    """
    return json.dumps(
        content,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    )


def microseconds(at: datetime) -> int:
    """Return a moment as the database counts it.

    Raises:
        ValueError: the time has no zone.
    """
    if at.utcoffset() is None:
        raise ValueError(f"The time {at} has no zone; give one with a zone, such as UTC.")
    return (at - _EPOCH) // timedelta(microseconds=1)


def _plain(value: object) -> str:
    if not isinstance(value, datetime):
        raise ValueError(f"The audit trail cannot hold {value!r}, which is no value of JSON.")
    microseconds(value)
    return value.astimezone(UTC).isoformat()
