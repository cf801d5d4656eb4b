"""Which person has which role: by her own name, by a group that she is in, or by default.

Where several roles fit one person, the highest holds; the default is for those whom none fits.
To be known to an identity provider is not to be welcome: an empty roster lets nobody in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from genre_core.errors import NotAllowed
from genre_core.identity import Identity
from genre_core.people import Person, Role


@dataclass(frozen=True, slots=True)
class Listing:
    """Who a roles file names, by role; a name may stand in several."""

    roles: Mapping[Role, frozenset[str]]

    def highest(self, names: frozenset[str]) -> Role | None:
        """Return the highest role that any of the names has."""
        return max((role for role, listed in self.roles.items() if names & listed), default=None)


@dataclass(frozen=True, slots=True)
class Roster:
    """A roles file that has been read.

    Attributes:
        people: subjects, and addresses in lower case.
        claim: whose values are listed in ``values``; "" for none.
        values: what the claim may hold.
        default: the role of everybody else; None lets nobody else in.
    """

    people: Listing = Listing({})
    claim: str = ""
    values: Listing = Listing({})
    default: Role | None = None

    def role_of(self, identity: Identity) -> Role | None:
        """Return a person's role, None where she has none."""
        names = {identity.subject, identity.email} - {""}
        found = (
            self.people.highest(frozenset(names)),
            self.values.highest(identity.values(self.claim)) if self.claim else None,
        )
        return max((role for role in found if role is not None), default=self.default)

    def admit(self, identity: Identity, now: datetime) -> Person:
        """Return the person with her role.

        Raises:
            NotAllowed: she has none, or her sign-in is too old.
        """
        if not identity.is_fresh(now):
            raise NotAllowed(
                f"The sign-in of {identity.name} no longer counts: it must be younger than half "
                "a day. Sign in again."
            )
        role = self.role_of(identity)
        if role is None:
            raise NotAllowed(
                f"{identity.name} is signed in and has no role here. Ask whoever runs this server "
                f"for one, giving this name: {known_as(identity)}"
            )
        return Person(identity.subject, identity.name, role)


def known_as(identity: Identity) -> str:
    """Return the name by which a roles file can list a person."""
    return identity.email or identity.subject
