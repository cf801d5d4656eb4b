"""All decisions, to be searched; one of them opens its track's history, where it can be revised."""

import pandas as pd
import streamlit as st

from genre_core.desk.listing import list_decisions, words_of
from genre_core.desk.queues import Queue
from genre_core.desk.records import Search
from genre_core.errors import StoreError
from genre_core.genres import GENRES
from genre_core.people import Person, Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from pages.parts.days import chosen_days
from pages.parts.gate import ensure_desk
from pages.parts.history import queue_title, seen_queue, show_track_history
from pages.parts.typed import typed
from pages.parts.workplace import desk_store, show_store_fault

_MOST = 500
_ANSWERS = {
    Answer.HOLDS: "The claim holds",
    Answer.GENRE_IS: "Another genre",
    Answer.CANNOT_TELL: "Cannot tell",
    Answer.NOT_MUSIC: "Not music, or damaged",
    Answer.ESCALATE: "Handed on",
    Answer.SKIP: "Skipped",
    Answer.UNDO: "Taken back",
}


def ask_search(person: Person) -> Search:
    """Show what decisions can be searched by; return what was asked for."""
    known = [queue for queue in Queue if seen_queue(person, queue) is queue]
    with st.container(horizontal=True):
        text = st.text_input(
            "Search", key="text", bind="query-params", placeholder="Title, artist, album, id, note"
        )
        moderator = st.text_input("Moderator", key="moderator", bind="query-params", width=160)
        answer = st.selectbox(
            "Decision",
            [""] + [answer.value for answer in _ANSWERS],
            format_func=lambda word: _ANSWERS[Answer(word)] if word else "Any",
            key="answer",
            bind="query-params",
            width=190,
        )
        genre = st.selectbox(
            "Genre",
            ["", *(genre.name for genre in GENRES)],
            format_func=lambda name: name or "Any",
            key="genre",
            bind="query-params",
            width=150,
        )
        queue = st.selectbox(
            "Queue",
            ["", *known],
            format_func=lambda word: Queue(word).title if word else "Any",
            key="queue",
            bind="query-params",
            width=170,
        )
        days = chosen_days("Between", "days")
    return Search(
        text=typed(text),
        moderator=typed(moderator),
        queue=queue or "",
        answer=answer or "",
        genre=genre or "",
        since=days.since,
        until=days.until,
    )


def choose_decision(store: Store, person: Person, search: Search) -> str | None:
    """Show the table; return the key of the track whose row is chosen."""
    with store.reading() as connection:
        found = list_decisions(connection, person, search, _MOST)
    if not found:
        st.info("No decision is like that. Clear a filter, or decide some tracks on the desk.")
        return None
    table = pd.DataFrame(
        {
            "When (UTC)": [each.record.decided_at for each in found],
            "Who": [each.record.moderator_name for each in found],
            "Title": [each.record.title or each.record.track_key for each in found],
            "Artist": [each.record.artist for each in found],
            "Claimed": [each.record.claimed for each in found],
            "Decision": [words_of(each.record) for each in found],
            "Now": [each.fate.value for each in found],
            "Note": [each.record.note for each in found],
            "Queue": [queue_title(person, each.record.queue) for each in found],
        }
    )
    chosen = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="decisions",
        column_config={"When (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm:ss")},
        height=min(420, 38 + 35 * len(table)),
    )
    shown = f"The newest {_MOST} decisions; search for older ones."
    if len(found) < _MOST:
        shown = f"{len(found):,} decision{'s' if len(found) != 1 else ''}."
    st.caption(f"{shown} Choose a row to see all that was decided on its track.")
    rows = chosen["selection"]["rows"]
    return found[rows[0]].record.track_key if rows and rows[0] < len(found) else None


person = ensure_desk("decisions", Role.VIEWER)
st.set_page_config(layout="wide")
store = desk_store()
st.title("Decisions", anchor=False)
try:
    track_key = choose_decision(store, person, ask_search(person))
    if track_key is not None:
        show_track_history(store, person, track_key)
except StoreError as error:
    show_store_fault(error)
