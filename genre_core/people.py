"""Who may do what: four roles, each of which may do all that the ones before it may.

Every function of the desk that writes takes the Person who asks, and refuses by itself: a page
that forgot to hide a button gives nothing away. So does what reads the table of decisions, the
golden items, or a whole export. What only counts, or reads one track, from an open connection asks
nobody: whoever opens the connection has asked.
"""

from dataclasses import dataclass
from enum import IntEnum

from genre_core.errors import NotAllowed


class Role(IntEnum):
    """What a person may do; a higher role may do all that a lower one may."""

    VIEWER = 1
    """Look at the queue, the decisions and the figures."""
    MODERATOR = 2
    """Decide."""
    SENIOR = 3
    """Settle disagreements and appeals; hear what was escalated."""
    ADMIN = 4
    """Import, export, change settings, name golden items."""

    @property
    def word(self) -> str:
        """The role as it is written: "moderator"."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks.

    Attributes:
        subject: a name that is theirs alone and never changes: the provider's ``iss`` and ``sub``,
            or "local".
        name: what colleagues see.
        role: what they may do.
    """

    subject: str
    name: str
    role: Role

    def require(self, role: Role, deed: str) -> None:
        """Raise NotAllowed unless the person has the role; ``deed`` completes "may not ..."."""
        if self.role < role:
            raise NotAllowed(
                f"{self.name} is a {self.role.word} and may not {deed}; that takes a {role.word}. "
                "Ask an admin for the role."
            )


LOCAL = Person("local", "local", Role.ADMIN)
"""The one person there is where no login is configured; the server then listens to itself only."""
