"""Whether anybody but the person at this machine can be the visitor.

Without a login the person at the machine may do everything, so nobody else may get that far. The
server's address is asked first, since it decides who can come at all. Then the visit: a proxy or a
tunnel on this machine makes a stranger look like a neighbour, but the browser still says which
site it shows (Origin), and most proxies say whom they speak for.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st

_SPEAK_FOR_OTHERS = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def exposure() -> str:
    """Return why others may be at the other end, as half a sentence; "" if nobody else can be."""
    address = st.get_option("server.address")
    if not address or not is_loopback(address):
        return f"it listens on {address or 'every address of this machine'}"
    # Of a visitor on this machine Streamlit says None, and of a test without a browser no text.
    if isinstance(st.context.ip_address, str):
        return "the visit comes from another machine"
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    return "the visit comes through a proxy" if came_through_a_proxy(headers) else ""


def came_through_a_proxy(headers: Mapping[str, str]) -> bool:
    """Whether a visit's headers, their names in lower case, speak of any machine but this one."""
    sites = [f"//{headers['host']}"] if "host" in headers else []
    sites += [headers["origin"]] if "origin" in headers else []
    return any(name in headers for name in _SPEAK_FOR_OTHERS) or not all(map(_is_here, sites))


def is_loopback(name: str) -> bool:
    """Whether a name or an address means this machine and can be reached from no other."""
    try:
        return name.casefold() == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _is_here(site: str) -> bool:
    try:
        return is_loopback(urlsplit(site).hostname or "")
    except ValueError:
        return False
