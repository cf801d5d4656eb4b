"""HTTP: bytes of a remote file, from here to there, however often the connection is cut.

A stream that is cut goes on at the byte where it was cut. While one connection waits before it
tries again all of them do: a server in trouble is asked by one at a time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError

import genre_core
from trainer.fetch.answers import (
    PassingTrouble,
    Remote,
    check_range,
    check_status,
    describe,
    root_of,
)
from trainer.fetch.errors import Interrupted, TransferError
from trainer.fetch.patience import Patience

USER_AGENT = f"Spectrogram/{genre_core.__version__} (genre verification; fetches FMA clips)"

_HEADERS = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
_CHUNK = 1 << 16
_PROGRESS = 1 << 16  # bytes after which a cut connection counts as a new trouble, not the same


@dataclass(slots=True)
class Transport:
    """Connections to one server, kept open and shared by threads.

    Attributes:
        connections: at most so many at once.
        patience: how often and how long to try again.
        say: is told a sentence before each wait.
    """

    connections: int = 4
    patience: Patience = Patience()
    say: Callable[[str], None] = lambda _: None
    _stopped: Event = field(default_factory=Event, init=False)
    _gate: Lock = field(default_factory=Lock, init=False)
    _pools: dict[str, urllib3.PoolManager] = field(default_factory=dict, init=False)

    def stop(self) -> None:
        """End every wait and every stream of this transport soon, for good."""
        self._stopped.set()

    def look(self, url: str) -> Remote:
        """Ask for one byte: how large a file is, and whether parts of it can be had.

        Raises:
            TransferError: it cannot be read.
        """
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise TransferError(f"{url} is no web address. Begin it with https:// and a server.")
        failures = 0
        while True:
            try:
                with self._answer(url, {"Range": "bytes=0-0"}) as response:
                    return describe(url, response)
            except PassingTrouble as trouble:
                failures += 1
                self._wait_or_give_up(url, failures, trouble)

    def stream(self, remote: Remote, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes start ... stop of a file in chunks of at most 64 KiB.

        A server without ranges can only be asked for all of it, and a stream of it that is cut
        cannot go on.

        Raises:
            TransferError: the server does not deliver them.
            Interrupted: the transport was stopped.
        """
        at, failures = start, 0
        while at < stop:
            begin = at
            try:
                for chunk in self._chunks(remote, at, stop):
                    at += len(chunk)
                    yield chunk
            except PassingTrouble as trouble:
                failures = 1 if at - begin >= _PROGRESS else failures + 1
                if not remote.ranges and at > start:
                    raise TransferError(
                        f"{remote.url} was cut after {at:,} of {stop:,} bytes ({trouble}), and the "
                        "server cannot go on from there. Run the same command again."
                    ) from trouble
                self._wait_or_give_up(remote.url, failures, trouble)

    def _chunks(self, remote: Remote, start: int, stop: int) -> Iterator[bytes]:
        headers = {"Range": f"bytes={start}-{stop - 1}"} if remote.ranges else {}
        with self._answer(remote.url, headers) as response:
            if remote.ranges:
                check_range(remote.url, response, start)
            left = stop - start
            for chunk in response.stream(_CHUNK):
                if self._stopped.is_set():
                    raise Interrupted(f"{remote.url} was left at byte {stop - left:,}.")
                yield chunk[:left]
                left -= min(left, len(chunk))
                if not left:
                    return
        raise PassingTrouble("the answer ended early")

    @contextmanager
    def _answer(self, url: str, headers: dict[str, str]) -> Iterator[urllib3.BaseHTTPResponse]:
        # Somebody who waits holds the gate, so that nobody else asks meanwhile.
        with self._gate:
            if self._stopped.is_set():
                raise Interrupted(f"{url} was not asked any more.")
            pool = self._pool(url)
        try:
            response = pool.request(
                "GET", url, headers=_HEADERS | headers, preload_content=False, decode_content=False
            )
        except HTTPError as error:
            raise PassingTrouble(root_of(error)) from error
        try:
            check_status(url, response)
            yield response
        except HTTPError as error:
            raise PassingTrouble(root_of(error)) from error
        finally:
            # An answer read to its end has given its connection back; any other one is cut.
            response.close()

    def _pool(self, url: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        proxy = getproxies().get(parts.scheme, "")
        if proxy and parts.hostname and proxy_bypass(parts.hostname):
            proxy = ""
        if proxy not in self._pools:
            self._pools[proxy] = _pool_manager(proxy, self.connections)
        return self._pools[proxy]

    def _wait_or_give_up(self, url: str, failures: int, trouble: PassingTrouble) -> None:
        patience = self.patience
        if failures >= patience.tries or trouble.wish > patience.longest_wish:
            asks = f" and asks for {trouble.wish:.0f} s of patience" if trouble.wish else ""
            raise TransferError(
                f"{url} could not be read: {trouble}{asks} (tried {failures} times). What was "
                "fetched stays. Run the same command again later."
            ) from trouble
        wait = patience.wait(failures, trouble.wish)
        with self._gate:
            self.say(f"{trouble}; trying again in {wait:.0f} s ({failures} of {patience.tries})")
            (patience.sleep or self._stopped.wait)(wait)


def _pool_manager(proxy: str, connections: int) -> urllib3.PoolManager:
    # Redirects are followed; everything else is tried again by the transport, which waits.
    settings: dict[str, Any] = {
        "retries": urllib3.Retry(
            total=None, connect=0, read=0, status=0, other=0, redirect=5, raise_on_status=False
        ),
        "maxsize": connections,
        "timeout": urllib3.Timeout(connect=15.0, read=30.0),
    }
    if proxy:
        return urllib3.ProxyManager(proxy, **settings)
    return urllib3.PoolManager(**settings)
