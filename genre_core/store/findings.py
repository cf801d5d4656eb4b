"""What a reading of the audit trail found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry's number and digest, noted outside of the database."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit.

    Attributes:
        number: of the entry in the trail; None for a row that no entry tells of.
        sentence: what is so.
    """

    number: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What was found.

    Attributes:
        entries: how many were read.
        decisions: how many of them hold a decision.
        last: the last entry's number and digest; to be noted elsewhere.
        faults: the first 50.
    """

    entries: int
    decisions: int
    last: Anchor
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was tampered with."""
        return not self.faults
