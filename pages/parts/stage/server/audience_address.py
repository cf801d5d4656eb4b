"""The address that the room types or scans: this machine's on its network, and a short path."""

from dataclasses import dataclass

from genre_core.show.address import lan_addresses
from pages.parts.entrance.reach import is_loopback

EVERYWHERE = "0.0.0.0"  # noqa: S104 - the room's server is there to be reached


@dataclass(frozen=True, slots=True)
class AudienceAddress:
    """Where the ballot is.

    Attributes:
        host: an address of this machine.
        port: where the server listens.
    """

    host: str
    port: int

    @property
    def url(self) -> str:
        """What the QR code says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/v"

    @property
    def reaches_phones(self) -> bool:
        """Whether any other machine can open it."""
        return not is_loopback(self.host)


def audience_address(listens: str, port: int) -> AudienceAddress:
    """Return it as it is now: a laptop may change its network between two scenes.

    Args:
        listens: the server's own address, or EVERYWHERE.
        port: where it listens.
    """
    return AudienceAddress(lan_addresses()[0] if listens == EVERYWHERE else listens, port)
