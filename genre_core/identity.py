"""Who somebody is, as far as an identity provider vouches for it.

After a login by OpenID Connect there are statements about the person, which the standard calls
claims: ``iss`` (the provider), ``sub`` (the person's name there, never given to anybody else),
``iat`` (when the provider said so), ``name``, ``email`` and whatever else the provider knows. Only
``iss`` and ``sub`` together tell people apart for good; an address counts only if the provider has
verified it, since otherwise anyone could enter a colleague's. Source: OpenID Connect Core 1.0,
sections 2, 5.1 and 5.7.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from genre_core.errors import NotAllowed

SIGN_IN_LASTS = timedelta(hours=12)
"""After this the provider is asked again, so that who left it leaves here within a day."""
LONGEST_SUBJECT = 200
"""Characters that the store keeps of a subject; a longer one is named by its SHA-256."""
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the provider describes her.

    Attributes:
        subject: ``iss`` and ``sub`` with a # between, which no ``iss`` contains.
        name: what to call her, one line of 1 to 80 characters.
        email: her address in lower case if the provider has verified it, else "".
        signed_in_at: when the provider vouched for her, in UTC.
        claims: everything that the provider said.
    """

    subject: str
    name: str
    email: str
    signed_in_at: datetime
    claims: Mapping[str, object]

    def is_fresh(self, now: datetime) -> bool:
        """Whether the sign-in still counts; a clock may be wrong by as much as it lasts."""
        return abs(now - self.signed_in_at) < SIGN_IN_LASTS

    def values(self, claim: str) -> frozenset[str]:
        """Return the texts of a claim: itself, or those in its list; none where it is absent.

        Args:
            claim: its name, or a path such as "realm_access.roles" where no name is like that.
        """
        value: object = self.claims
        for step in [claim] if claim in self.claims else claim.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        listed = value if isinstance(value, list | tuple) else [value]
        return frozenset(text for text in listed if isinstance(text, str) and text)


def read_identity(claims: Mapping[str, object]) -> Identity:
    """Return who a provider's claims describe.

    Raises:
        NotAllowed: they lack what every identity token has, so nobody can be told from others.
    """
    issuer, subject, seconds = claims.get("iss"), claims.get("sub"), claims.get("iat")
    if not (isinstance(issuer, str) and isinstance(subject, str) and issuer and subject):
        raise NotAllowed(
            "The sign-in names no person: the identity provider has to send iss and sub, as OpenID "
            "Connect demands. Tell whoever runs this server."
        )
    return Identity(
        subject=_subject(issuer, subject),
        name=_name(claims, subject),
        email=_verified_email(claims),
        signed_in_at=_moment(seconds),
        claims=claims,
    )


def _subject(issuer: str, subject: str) -> str:
    whole = f"{issuer}#{subject}"
    if len(whole) <= LONGEST_SUBJECT:
        return whole
    return f"sha256:{hashlib.sha256(whole.encode()).hexdigest()}"


def _name(claims: Mapping[str, object], subject: str) -> str:
    offers = [claims.get(key) for key in ("name", "preferred_username", "email")]
    lines = [" ".join(text.split()) for text in (*offers, subject) if isinstance(text, str)]
    shown = ["".join(sign for sign in line if sign.isprintable()) for line in lines]
    return next((line[:LONGEST_NAME] for line in shown if line), "nameless")


def _verified_email(claims: Mapping[str, object]) -> str:
    email = claims.get("email")
    verified = claims.get("email_verified") is True
    return email.casefold() if verified and isinstance(email, str) else ""


def _moment(seconds: object) -> datetime:
    """Return a time given in seconds since 1970; the beginning of time where it is none."""
    ancient = datetime.min.replace(tzinfo=UTC)
    if not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return ancient
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return ancient
