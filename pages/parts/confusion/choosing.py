"""The ways of looking at a matrix, as one row of choices; the address follows them.

The address is what counts: each run sets the choices to what it says, and a choice writes it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

import streamlit as st

from genre_core.genres import ROOTS
from pages.parts.addressed import Read, Said, said_by_now, segments, select, switch
from pages.parts.confusion.address import ORDERS, SHARES, Address

_SHARES = {"true": "Of 100 true", "called": "Of 100 called", "counts": "Counts"}
_ORDERS = {"family": "Family", "genre": "Genre", "blocks": "Blocks"}
_NONE = ""


def go(address: Address) -> None:
    """Let the page's address say this from now on."""
    st.query_params.from_dict(address.link())


def change(read: Read[Address], changed: Callable[[Address], Address]) -> None:
    """Let the page's address say something else than it does by now."""
    go(changed(said_by_now(read)))


def follow(link: str) -> None:
    """Let the page's address be a link that was clicked."""
    st.query_params.from_dict(dict(parse_qsl(link)))


def choose_models(read: Read[Address], address: Address, titles: Mapping[str, str]) -> None:
    """Ask for the model, and for one to be subtracted; ``titles`` are by name."""
    # The question beside them, so that the matrix begins further up.
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("What does it mix up?", anchor=False, width=330)
        select(
            "Model",
            titles,
            Said(
                "confusion-model",
                address.model,
                lambda name: change(
                    read,
                    lambda now: replace(now.closed(), model=name, rival=_unless(now.rival, name)),
                ),
            ),
            width=220,
        )
        select(
            "Less another model",
            {_NONE: "None"} | {name: titles[name] for name in titles if name != address.model},
            Said(
                "confusion-rival",
                address.rival,
                lambda name: change(read, lambda now: replace(now, rival=name)),
            ),
            width=220,
            hint="Subtracts what another model confuses, over the genres that both know.",
        )


def choose_look(read: Read[Address], address: Address, roots: tuple[str, ...]) -> None:
    """Ask how the matrix is to be looked at; ``roots`` are the families of several genres."""
    look = address.look
    shares = [word for word in SHARES if not (address.rival and word == "counts")]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        segments(
            "Numbers",
            {word: _SHARES[word] for word in shares},
            Said(
                "confusion-share",
                next(word for word, share in SHARES.items() if share is look.share),
                lambda word: change(
                    read, lambda now: replace(now, look=replace(now.look, share=SHARES[word]))
                ),
            ),
        )
        segments(
            "Order",
            _ORDERS,
            Said(
                "confusion-order",
                next(word for word, order in ORDERS.items() if order is look.order),
                lambda word: change(
                    read, lambda now: replace(now, look=replace(now.look, order=ORDERS[word]))
                ),
            ),
        )
        switch(
            "Errors only",
            Said(
                "confusion-errors",
                look.errors,
                lambda on: change(
                    read, lambda now: replace(now, look=replace(now.look, errors=on))
                ),
            ),
        )
        switch(
            "Add up families",
            Said(
                "confusion-families",
                look.families,
                lambda on: change(
                    read,
                    lambda now: replace(
                        now.closed(), look=replace(now.look, families=on, opened="")
                    ),
                ),
            ),
        )
        if look.families and roots:
            known = [root for root in ROOTS if root in roots or root == look.opened]
            select(
                "Opened family",
                {_NONE: "None"} | {root: root for root in known},
                Said(
                    "confusion-open",
                    look.opened,
                    lambda root: change(
                        read, lambda now: replace(now.closed(), look=replace(now.look, opened=root))
                    ),
                ),
                width=160,
            )


def _unless(rival: str, model: str) -> str:
    return "" if rival == model else rival
