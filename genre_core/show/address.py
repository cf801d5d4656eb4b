"""By which addresses other machines of the room reach this one; found without any network service.

The first is the address by which the system would leave for elsewhere: a UDP socket is connected,
which sends nothing and only asks the routing table. Without a router there is no such way (a
hotspot of one's own, a cable between two machines), so that the interfaces are asked as well, and
the host's name. Phones type it if they must, so that only IPv4 is told.
"""

import contextlib
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterable, Iterator

LOOPBACK = "127.0.0.1"

_ELSEWHERE = ("10.255.255.255", "172.31.255.255", "192.168.255.255", "192.0.2.1")
"""Private networks' ends, and an address that is nobody's (RFC 5737)."""

_SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of an interface
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "cni", "flannel")
"""How interfaces begin that lead to this machine's own containers, and to no phone."""


def lan_addresses() -> tuple[str, ...]:
    """Return this machine's IPv4 addresses, the likeliest for the room first, 127.0.0.1 last."""
    return ordered((*_routed(), *_of_interfaces(), *_of_name()))


def ordered(found: Iterable[str]) -> tuple[str, ...]:
    """Return addresses once each, in their order; self-assigned ones later, loopback at the end."""
    once = list(dict.fromkeys(ipaddress.IPv4Address(address) for address in found))
    real = [each for each in once if not (each.is_loopback or each.is_unspecified)]
    usual = [each for each in real if not each.is_link_local]
    assigned = [each for each in real if each.is_link_local]
    return (*map(str, (*usual, *assigned)), LOOPBACK)


def _routed() -> Iterator[str]:
    """The addresses from which the system would send to some others."""
    for target in _ELSEWHERE:
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect((target, 9))
            yield str(way.getsockname()[0])


def _of_interfaces() -> Iterator[str]:
    """The address of each network interface, where the system is one that tells it this way."""
    if sys.platform != "linux":
        return
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            if name.startswith(_VIRTUAL):
                continue
            with contextlib.suppress(OSError):  # it is down, or has no IPv4 address
                request = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, request)
                yield socket.inet_ntoa(answer[20:24])


def _of_name() -> Iterator[str]:
    """The addresses that this machine's name has, which is all that Windows and macOS need."""
    with contextlib.suppress(OSError):
        for *_, place in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            yield str(place[0])
