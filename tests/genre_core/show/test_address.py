"""The addresses that are told reach this machine."""

import ipaddress
import socket

import pytest

from genre_core.show.address import LOOPBACK, lan_addresses, ordered


def test_every_address_reaches_a_server_of_this_machine() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:
        port = server.getsockname()[1]
        for address in lan_addresses():
            with socket.create_connection((address, port), timeout=5) as way:
                assert way.getpeername()[0] == address


def test_addresses_are_told_once_and_loopback_last() -> None:
    found = lan_addresses()
    assert found[-1] == LOOPBACK
    assert len(set(found)) == len(found)
    assert [each for each in found if ipaddress.IPv4Address(each).is_loopback] == [LOOPBACK]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], (LOOPBACK,)),
        (["127.0.0.1", "192.168.1.5"], ("192.168.1.5", LOOPBACK)),
        (["127.0.1.1", "10.0.0.7", "10.0.0.7"], ("10.0.0.7", LOOPBACK)),
        (["169.254.3.4", "192.168.1.5"], ("192.168.1.5", "169.254.3.4", LOOPBACK)),
        (["0.0.0.0", "172.16.0.9"], ("172.16.0.9", LOOPBACK)),
    ],
)
def test_what_phones_can_use_comes_first(found: list[str], expected: tuple[str, ...]) -> None:
    assert ordered(found) == expected
