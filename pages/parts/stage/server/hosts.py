"""By which names this server may be called.

A website that a visitor has open can let its own name point at this machine and then talk to the
app as if it were the app's page (DNS rebinding). It cannot do so with an address in numbers. So
those are answered whichever they are, since a laptop gets another one with every network, and of
names only this machine's own.
"""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_own_name(host: str) -> bool:
    """Whether a request's Host header means this machine: an address, localhost, its own name."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".").casefold()
        return name in _own_names() or bool(name and ip_address(name))
    except ValueError:
        return False


def is_same_site(origin: str | None, host: str) -> bool:
    """Whether a request comes from a page of this very server, or from no page at all."""
    try:
        return origin is None or urlsplit(origin).netloc.casefold() == host.casefold()
    except ValueError:  # no address at all, as "http://[" is none
        return False


def _own_names() -> set[str]:
    own = socket.gethostname().casefold()
    return {"localhost", own, f"{own.partition('.')[0]}.local"}
