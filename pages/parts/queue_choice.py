"""Which queue is worked, and which of its tracks; the address keeps the queue, to be sent on."""

import streamlit as st

from genre_core.desk.pulling import Filters
from genre_core.desk.queues import Queue
from genre_core.desk.settings import read_settings
from genre_core.errors import StoreError
from genre_core.genres import GENRES
from genre_core.people import Person
from genre_core.store.engine import Store
from pages.parts.days import ALWAYS, Days, chosen_days
from pages.parts.typed import typed

_QUEUE = "queue"
_NAMES = [genre.name for genre in GENRES]


def choose_queue(store: Store, person: Person) -> tuple[Queue, Filters]:
    """Show the queues that a person may work, and the filters of the chosen one."""
    offered = [queue for queue in Queue if person.role >= queue.least_role]
    with st.container(horizontal=True, vertical_alignment="center"):
        name = st.selectbox(
            "Queue",
            [queue.value for queue in offered],
            format_func=lambda value: Queue(value).title,
            key=_QUEUE,
            bind="query-params",
            width=230,
            label_visibility="collapsed",
        )
        queue = Queue(name)
        filters = _choose_filters(store, queue)
        st.caption(queue.description)
    return queue, filters


def _choose_filters(store: Store, queue: Queue) -> Filters:
    blind = _is_blind(store, queue)
    with st.popover("Filters", icon=":material/filter_list:"):
        artist = st.text_input("Artist", key="filter-artist", persist_state="session")
        days = chosen_days("Added between", "filter-days")
        if blind:
            st.caption("This queue is blind: genre and severity would tell what is hidden.")
            return _filters(artist=artist, days=days)
        genre = st.selectbox("Claimed genre", _NAMES, index=None, key="filter-genre")
        predicted, severity = None, 0.0
        if queue is not Queue.AUDIT:
            predicted = st.selectbox("Model's guess", _NAMES, index=None, key="filter-predicted")
            severity = st.slider("Severity at least", 0.0, 1.0, 0.0, 0.05, key="filter-severity")
        return _filters(genre or "", predicted or "", artist, severity, days)


def _is_blind(store: Store, queue: Queue) -> bool:
    try:
        with store.reading() as connection:
            return read_settings(connection).blind(queue)
    except StoreError:
        # The desk says so; until it is back, nothing is asked that might tell.
        return True


def _filters(
    genre: str = "",
    predicted: str = "",
    artist: str = "",
    severity: float = 0.0,
    days: Days = ALWAYS,
) -> Filters:
    return Filters(
        genre=genre,
        predicted=predicted,
        artist=typed(artist),
        least_severity=severity,
        since=days.since,
        until=days.until,
    )
