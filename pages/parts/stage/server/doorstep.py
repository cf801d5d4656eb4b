"""Can the server listen where it is told to? Asked before a show is touched or an address told.

A second server that finds its port taken must not have ended the show of the first one.
"""

import os
import socket

from genre_core.errors import ShowError


def check_free(address: str, port: int) -> None:
    """Return if a server may listen there.

    Args:
        address: of this machine, or 0.0.0.0 for all of them.
        port: 1 to 65535.

    Raises:
        ShowError: another one does, the address is not this machine's, or the port is none.
    """
    if not 0 < port < 2**16:
        raise ShowError(f"There is no port {port}; 1 to 65535 was needed. Correct PORT=...")
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # a server that was killed a moment ago is none any more
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise ShowError(
            f"The stage cannot listen on port {port} of {address} ({error.strerror or error}). "
            "Stop the server that does, name another PORT=..., or leave ADDRESS out."
        ) from error
