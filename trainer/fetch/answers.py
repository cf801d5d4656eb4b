"""What an HTTP answer says: whether to take it, how long the file is, which part came.

An answer is taken, or it is a passing trouble (overload, a gateway's fault) after which trying
again may help, or it is an error for good. A part that begins elsewhere than asked is never
taken for the one that was asked for.
"""

from dataclasses import dataclass

import urllib3
from urllib3.exceptions import InvalidHeader

from trainer.fetch.errors import NotThere, RangesRefused, TransferError

_PASSING = {408, 425, 429, 500, 502, 503, 504}  # answers that may be another one in a while
_READER = urllib3.Retry()  # reads Retry-After: seconds or a date


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on a server.

    Attributes:
        url: where.
        size: bytes.
        ranges: whether the server sends parts of it.
    """

    url: str
    size: int
    ranges: bool


class PassingTrouble(Exception):
    """Trying again may help.

    Attributes:
        wish: s that the server asks to wait; 0 where it does not say.
    """

    def __init__(self, what: str, wish: float = 0.0) -> None:
        super().__init__(what)
        self.wish = wish


def check_status(url: str, response: urllib3.BaseHTTPResponse) -> None:
    """Take an answer that brings bytes.

    Raises:
        PassingTrouble: the server is in trouble.
        NotThere: it does not give the file.
    """
    status = response.status
    if status in _PASSING:
        raise PassingTrouble(f"the server answers {status} {response.reason}", _wish(response))
    if status not in (200, 206):
        raise NotThere(
            f"The server answers {status} {response.reason} for {url}. Check the address and the "
            "archive's name."
        )


def _wish(response: urllib3.BaseHTTPResponse) -> float:
    asked = response.headers.get("Retry-After", "")
    try:
        return _READER.parse_retry_after(asked) if asked else 0.0
    except InvalidHeader:
        return 0.0


def describe(url: str, response: urllib3.BaseHTTPResponse) -> Remote:
    """Return what the answer to a request for one byte says of the whole file.

    Raises:
        TransferError: it does not say how long the file is.
    """
    ranges = response.status == 206
    told = response.headers.get("Content-Range" if ranges else "Content-Length", "")
    size = told.rpartition("/")[2]
    if ranges:
        response.read()  # one byte, after which the connection can be used again
    if not size.isdecimal():
        raise TransferError(
            f"The server does not say how long {url} is ({told or 'no length'}), so that nobody "
            "could tell a part from the whole. Use another server."
        )
    return Remote(url, int(size), ranges)


def check_range(url: str, response: urllib3.BaseHTTPResponse, start: int) -> None:
    """Take a part that begins where it was asked to.

    Raises:
        RangesRefused: the whole file came.
        TransferError: another part came.
    """
    if response.status == 200:
        raise RangesRefused(f"The server sends {url} whole where a part of it was asked for.")
    told = response.headers.get("Content-Range", "")
    if not told.startswith(f"bytes {start}-"):
        raise TransferError(
            f"The server was asked for {url} from byte {start} and sent {told or 'another part'}. "
            "A proxy may be in the way; use another one, or another server."
        )


def root_of(error: BaseException) -> str:
    """Return what lies beneath urllib3's wrapping, in one line."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, BaseException):
        return root_of(reason)
    return f"{type(error).__name__}: {error}".splitlines()[0]
