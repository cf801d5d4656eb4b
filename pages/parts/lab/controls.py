"""The choices of an experiment in one row; the address follows them, and the page the address."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from genre_core.evaluation.injection import LARGEST_SHARE, Way
from pages.parts.addressed import Read, Said, said_by_now, segments, select
from pages.parts.lab.address import REVIEWS, SEEDS, Address, of_percent, percent
from pages.parts.lab.names import WAY_EXPLAINED, WAY_NAMES
from pages.parts.policy import CHOICES

SHARES = (0.02, 0.05, 0.10)
"""Shares of lies that are one click away."""
_OTHER = "lab-other-share"


def choose(
    read: Read[Address], address: Address, titles: Mapping[str, str], house_alpha: float
) -> None:
    """Ask for everything.

    Args:
        read: reads the address once more when something is chosen.
        address: what is shown now.
        titles: of the models, by name.
        house_alpha: how strict the desk is at present.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("The lab: what if uploaders lie?", anchor=False, width=520)
        select(
            "Model",
            titles,
            Said(
                "lab-model",
                address.model,
                lambda name: change(read, lambda now: replace(now, model=name)),
            ),
            width=250,
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose_lies(read, address)
        _choose_alpha(read, address, house_alpha)
        st.button(
            "Draw other lies",
            icon=":material/casino:",
            on_click=change,
            args=(read, lambda now: replace(now, seed=(now.seed + 1) % SEEDS)),
            help="As many lies of the same kind, told by other tracks.",
        )
    st.caption(f"{WAY_EXPLAINED[address.way]} Drawing {address.seed}.")


def go(address: Address) -> None:
    """Let the page's address say this from now on; other models' numbers of reviews are others."""
    link = st.query_params.to_dict()
    if link.get("model") != address.model:
        link.pop(REVIEWS, None)
    # All at once: each single change would be an address of its own to the browser's Back.
    st.query_params.from_dict(link | address.link())


def change(read: Read[Address], changed: Callable[[Address], Address]) -> None:
    """Let the page's address say something else than it does by now."""
    go(changed(said_by_now(read)))


def _choose_lies(read: Read[Address], address: Address) -> None:
    segments(
        "How they lie",
        {way: WAY_NAMES[way] for way in Way},
        Said("lab-way", address.way, lambda way: change(read, lambda now: replace(now, way=way))),
    )
    segments(
        "How many lie",
        {share: _percent(share) for share in sorted({*SHARES, address.share})},
        Said(
            "lab-share",
            address.share,
            lambda share: change(read, lambda now: replace(now, share=share)),
        ),
    )
    with st.popover("Another share"), st.form("lab-other", border=False):
        st.number_input(
            "Lies among 100 claims",
            min_value=min(0.5, 100 * address.share),  # a link may have asked for fewer
            max_value=100 * LARGEST_SHARE,
            value=100 * address.share,
            step=0.5,
            key=_OTHER,
        )
        st.form_submit_button("Tell so many", on_click=_take_other, args=(read,))


def _take_other(read: Read[Address]) -> None:
    share = of_percent(st.session_state[_OTHER])
    change(read, lambda now: replace(now, share=share))


def _choose_alpha(read: Read[Address], address: Address, house_alpha: float) -> None:
    def name(alpha: float) -> str:
        return f"{_percent(alpha)} (the desk's)" if alpha == house_alpha else _percent(alpha)

    segments(
        "Honest tracks that may be flagged (alpha)",
        {alpha: name(alpha) for alpha in sorted({*CHOICES, house_alpha, address.alpha})},
        Said(
            "lab-alpha",
            address.alpha,
            lambda alpha: change(read, lambda now: replace(now, alpha=alpha)),
        ),
    )


def _percent(share: float) -> str:
    return f"{percent(share)}%"
