"""The rules of the desk, for admins: how long, how much twice, which queues blind."""

from dataclasses import replace

import streamlit as st

from genre_core.desk.queues import Queue
from genre_core.desk.settings import (
    LONGEST_LEASE,
    SHORTEST_LEASE,
    DeskSettings,
    QueueRule,
    change_settings,
    read_settings,
)
from genre_core.errors import DeskError
from genre_core.people import Person, Role
from genre_core.store.engine import Store, utc_now
from pages.parts.plain import plain


def show_settings(store: Store, person: Person) -> None:
    """Show the rules in force; an admin can change them, which the audit trail keeps."""
    if person.role < Role.ADMIN:
        return
    with store.reading() as connection:
        present = read_settings(connection)
    with st.expander("Rules of the desk"), st.form("settings"):
        asked = _ask(present)
        if not st.form_submit_button("Put into force", type="primary"):
            return
        try:
            change_settings(store, person, asked, utc_now())
        except DeskError as error:
            st.error(plain(str(error)))
        else:
            st.success("In force from the next track on; the audit trail says who changed it.")


def _ask(present: DeskSettings) -> DeskSettings:
    first, second = st.columns(2)
    with first:
        lease = st.number_input(
            "Seconds a track is one person's", SHORTEST_LEASE, LONGEST_LEASE, present.lease_seconds
        )
        prolific = st.number_input(
            "Tracks that make an artist prolific (two people overturn a claim)",
            1,
            100_000,
            present.prolific_tracks,
        )
        blind = st.multiselect(
            "Blind queues: answer first, then see claim and model",
            list(Queue),
            [queue for queue in Queue if present.blind(queue)],
            format_func=lambda queue: queue.title,
        )
    with second:
        golden = _share("Golden items among the tracks", present.golden_share, 0.5)
        again = _share("Decisions that somebody repeats", present.second_share, 1.0)
        audit = _share("Unflagged tracks for the audit", present.audit_share, 0.5)
    return replace(
        present,
        lease_seconds=int(lease),
        prolific_tracks=int(prolific),
        golden_share=golden,
        second_share=again,
        audit_share=audit,
        rules={queue: QueueRule(queue in blind) for queue in Queue},
    )


def _share(label: str, present: float, most: float) -> float:
    percent = st.slider(label, 0.0, 100 * most, 100 * present, 0.5, format="%.1f%%")
    return round(percent / 100, 4)
