"""The ways of looking at a matrix, as one row of choices; the address follows them.

The address is what counts: each run sets the choices to what it says, and a choice writes it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import parse_qsl

import streamlit as st

from genre_core.genres import ROOTS
from pages.parts.confusion.address import ORDERS, SHARES, Address

_SHARES = {"true": "Of 100 true", "called": "Of 100 called", "counts": "Counts"}
_ORDERS = {"family": "Family", "genre": "Genre", "blocks": "Blocks"}
_NONE = ""
T = TypeVar("T")


def go(address: Address) -> None:
    """Let the page's address say this from now on."""
    st.query_params.from_dict(address.link())


def follow(link: str) -> None:
    """Let the page's address be a link that was clicked."""
    st.query_params.from_dict(dict(parse_qsl(link)))


def choose_models(address: Address, titles: Mapping[str, str]) -> None:
    """Ask for the model, and for one to be subtracted; ``titles`` are by name."""
    # The question beside them, so that the matrix begins further up.
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("What does it mix up?", anchor=False, width=360)
        _ask(
            lambda key, act: st.selectbox(
                "Model",
                list(titles),
                format_func=titles.__getitem__,
                key=key,
                on_change=act,
                width=230,
            ),
            "confusion-model",
            address.model,
            lambda name: replace(address.closed(), model=name, rival=_unless(address.rival, name)),
        )
        _ask(
            lambda key, act: st.selectbox(
                "Less another model",
                [_NONE, *(name for name in titles if name != address.model)],
                format_func=lambda name: titles[name] if name else "None",
                key=key,
                on_change=act,
                width=230,
                help="Subtracts what another model confuses, over the genres that both know.",
            ),
            "confusion-rival",
            address.rival,
            lambda name: replace(address, rival=name),
        )


def choose_look(address: Address, roots: tuple[str, ...]) -> None:
    """Ask how the matrix is to be looked at; ``roots`` are the families of several genres."""
    look = address.look
    shares = [word for word in SHARES if not (address.rival and word == "counts")]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _ask(
            lambda key, act: st.segmented_control(
                "Numbers",
                shares,
                format_func=_SHARES.__getitem__,
                key=key,
                on_change=act,
                required=True,
            ),
            "confusion-share",
            next(word for word, share in SHARES.items() if share is look.share),
            lambda word: replace(address, look=replace(look, share=SHARES[word])),
        )
        _ask(
            lambda key, act: st.segmented_control(
                "Order",
                list(ORDERS),
                format_func=_ORDERS.__getitem__,
                key=key,
                on_change=act,
                required=True,
            ),
            "confusion-order",
            next(word for word, order in ORDERS.items() if order is look.order),
            lambda word: replace(address, look=replace(look, order=ORDERS[word])),
        )
        _ask(
            lambda key, act: st.toggle("Errors only", key=key, on_change=act),
            "confusion-errors",
            look.errors,
            lambda on: replace(address, look=replace(look, errors=on)),
        )
        _ask(
            lambda key, act: st.toggle("Add up families", key=key, on_change=act),
            "confusion-families",
            look.families,
            lambda on: replace(address.closed(), look=replace(look, families=on, opened="")),
        )
        if look.families and roots:
            _ask(
                lambda key, act: st.selectbox(
                    "Opened family",
                    [_NONE, *(root for root in ROOTS if root in roots or root == look.opened)],
                    format_func=lambda root: root or "None",
                    key=key,
                    on_change=act,
                    width=160,
                ),
                "confusion-open",
                look.opened,
                lambda root: replace(address.closed(), look=replace(look, opened=root)),
            )


def _ask(
    show: Callable[[str, Callable[[], None]], object],
    key: str,
    value: T,
    chosen: Callable[[T], Address],
) -> None:
    st.session_state[key] = value
    show(key, lambda: go(chosen(st.session_state[key])))


def _unless(rival: str, model: str) -> str:
    return "" if rival == model else rival
