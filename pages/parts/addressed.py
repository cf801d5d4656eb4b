"""Choices that follow the page's address: each run sets them to what it says.

A choice writes the address and nothing else, so that a link, the browser's Back and a click all
lead the same way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

T = TypeVar("T")
A = TypeVar("A")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Reading(Generic[A]):
    """An address as far as it makes sense, and a sentence for each part that makes none."""

    address: A
    complaints: tuple[str, ...]


Read = Callable[[Mapping[str, str]], Reading[A]]
"""Reads the parameters of a link."""


def said_by_now(read: Read[A]) -> A:
    """Return what the page's address says at this moment; for what happens at a click.

    Whoever is quick makes a second choice before the page that the first leads to is drawn. Both
    are then made on the same page, and the second must keep what the first has written.
    """
    return read(st.query_params.to_dict()).address


def short(text: str) -> str:
    """Return a text of somebody else's, not too long to be quoted."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """What the address says in answer to one question.

    Attributes:
        key: of the question in the session.
        value: what the address says.
        then: writes into the address what is chosen instead.
    """

    key: str
    value: T
    then: Callable[[T], None]

    def ask(self) -> Callable[[], None]:
        """Set the choice to what the address says; return what a click does."""
        st.session_state[self.key] = self.value
        return lambda: self.then(st.session_state[self.key])


def select(
    label: str, names: Mapping[T, str], said: Said[T], width: int, hint: str | None = None
) -> None:
    """Offer a box of choices.

    Args:
        label: what is asked.
        names: of the choices, as people know them.
        said: which of them is chosen.
        width: in pixels.
        hint: a sentence at the label's question mark.
    """
    st.selectbox(
        label,
        list(names),
        format_func=names.__getitem__,
        on_change=said.ask(),
        key=said.key,
        width=width,
        help=hint,
    )


def segments(label: str, names: Mapping[T, str], said: Said[T]) -> None:
    """Offer a row of choices side by side; arguments as those of :func:`select`."""
    st.segmented_control(
        label,
        list(names),
        format_func=names.__getitem__,
        on_change=said.ask(),
        key=said.key,
        required=True,
    )


def switch(label: str, said: Said[bool]) -> None:
    """Offer something to be switched on and off; arguments as those of :func:`select`."""
    st.toggle(label, on_change=said.ask(), key=said.key)
