"""What a link to the policy board says: an alpha or a level in per cent, a part, an uploader.

A visit is led by its widgets and the address follows them. It leads only where it says something
that the page did not write itself: a link, or the browser's Back. For the address that comes with
a click may be older than the click before, and a slider must never jump back under the hand.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from genre_core.conformal import LARGEST_ALPHA
from pages.parts.lab.address import of_percent

ALPHA, LEVEL, PART, BY, WHO = "alpha", "level", "part", "by", "who"
USUAL_LEVEL = 0.2
"""The level that is asked for first: of five flags four are right."""
_NAMES = (ALPHA, LEVEL, PART, BY, WHO)
_KNOWN = "policy-address"
_LONGEST = 24
_DIGITS = 6
_SAME = 2e-8


@dataclass(frozen=True, slots=True)
class Reading:
    """What a link asks for, and a sentence for each part that makes no sense.

    Attributes:
        alpha: in (0, 0.5].
        level: q in (0, 0.5], None where alpha decides.
        complaints: sentences.
    """

    alpha: float
    level: float | None
    complaints: tuple[str, ...]


def read_policy(link: Mapping[str, str], usual: float) -> Reading:
    """Return the policy that a link asks for.

    Args:
        link: its parameters; those of others are left alone.
        usual: the alpha in force, which is shown where it does not say, in (0, 0.5].
    """
    complaints: list[str] = []

    def said(name: str, otherwise: float) -> float:
        text = link.get(name, "")
        share = _share(text)
        if not text or math.isfinite(share):
            return share if text else otherwise
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
        complaints.append(
            f'The address asks for {name} "{short}", but it takes more than 0 and at most '
            f"{percent(LARGEST_ALPHA)} per cent; shown is {per_cent(otherwise)}."
        )
        return otherwise

    alpha = said(ALPHA, usual)
    if abs(alpha - usual) <= _SAME:  # as near as a link can say it
        alpha = usual
    level = said(LEVEL, USUAL_LEVEL) if link.get(LEVEL) else None
    return Reading(alpha, level, tuple(complaints))


def arrived() -> dict[str, str] | None:
    """Return what the address says, None where that is only what the page wrote itself."""
    link = st.query_params.to_dict()
    said = {name: link[name] for name in _NAMES if link.get(name)}
    if said == st.session_state.get(_KNOWN):
        return None
    st.session_state[_KNOWN] = said
    return said


def said(name: str) -> str:
    """Return what the address says of a parameter, as the page knows it; else nothing."""
    known: dict[str, str] = st.session_state.get(_KNOWN, {})
    return known.get(name, "")


def write(**changes: str | None) -> None:
    """Let the address say this from now on; None says nothing of it."""
    known: dict[str, str] = st.session_state.get(_KNOWN, {})
    st.session_state[_KNOWN] = _changed(known, changes)
    # All at once: each single change would be an address of its own to the browser's Back.
    st.query_params.from_dict(_changed(st.query_params.to_dict(), changes))


def percent(share: float) -> str:
    """Return a share in per cent as a link says it, "5"; rounded up, or the worst were lost."""
    number = round(100 * share, _DIGITS)
    short = of_percent(number) < share
    return f"{number + short * 10**-_DIGITS:.10g}"


def per_cent(share: float) -> str:
    """Return a share in per cent as people read it: "5%", "2.5%", "1.83%"."""
    return f"{100 * share:.3g}%"


def _changed(link: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """Return a link with other texts; what has none is left out."""
    return {name: text for name, text in {**link, **changes}.items() if text}


def _share(text: str) -> float:
    """Return a share that a text says in per cent, NaN where it says none that can be had."""
    try:
        share = of_percent(float(text))
    except ValueError:
        return math.nan
    return share if 0 < share <= LARGEST_ALPHA else math.nan
