"""The fields of a mapping that a person wrote: read as they are meant, or refused by name."""

import math
from dataclasses import dataclass
from difflib import get_close_matches

from genre_core.errors import ShowError


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping's values by name.

    Attributes:
        values: by field.
        prefix: what stands before a field's name in messages, "round.".
    """

    values: dict[str, object]
    prefix: str = ""

    def text(self, name: str) -> str:
        """Return a text, "" where the field is missing; raise ShowError for anything else."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise ShowError(f"{self.prefix}{name} is {said(value)}; a text was needed.")
        return value or ""

    def seconds(self, name: str) -> float | None:
        """Return a finite number, None where the field is missing or empty; else ShowError."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            found = float(value) if isinstance(value, str | int | float) else math.nan
        except (ValueError, OverflowError):
            found = math.nan
        if isinstance(value, bool) or not math.isfinite(found):
            raise ShowError(
                f"{self.prefix}{name} is {said(value)}; a number of seconds was needed, such as 20."
            )
        return found


def fields_of(content: object, what: str, known: tuple[str, ...], prefix: str = "") -> Fields:
    """Return what has to be a mapping with these fields and no others.

    Args:
        content: what a text held.
        what: how a message calls it.
        known: the names that it may have.
        prefix: what stands before them in messages.

    Raises:
        ShowError: it is no mapping, or has another field.
    """
    if not isinstance(content, dict):
        raise ShowError(
            f"{what} is {said(content)}; fields such as {' and '.join(known[:2])} were needed."
        )
    for name in content:
        if name not in known:
            near = get_close_matches(str(name)[:60], known, 1)
            help_ = f"was {near[0]} meant?" if near else f"it may have {', '.join(known)}."
            raise ShowError(f"{what} has a field {said(name)}; {help_}")
    return Fields(content, prefix)


def said(value: object) -> str:
    """Return how a message calls a value: in short, however large it is."""
    if value is None:
        return "missing"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    return repr(value[:60]) if isinstance(value, str) else str(value)[:60]
