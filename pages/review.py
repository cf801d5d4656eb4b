"""The moderator's desk: one track after the other, each decided by a key."""

from datetime import datetime, timedelta

import streamlit as st

from genre_core.desk.cases import case_of
from genre_core.desk.preferences import read_keys
from genre_core.desk.pulling import Filters, Lease
from genre_core.desk.queues import Queue
from genre_core.desk.tally import tally
from genre_core.errors import DeskError, NotAllowed, StoreError
from genre_core.genres import GENRES
from genre_core.people import Person, Role
from genre_core.store.engine import Store, utc_now
from pages.parts.bundle import show_bundle
from pages.parts.casework import Shown, shown
from pages.parts.desk import DeskView, Empty, GenreChoice, Progress, outbox_of, show_desk
from pages.parts.gate import ensure_desk
from pages.parts.gate import person as who
from pages.parts.inbox import Inbox
from pages.parts.plain import plain
from pages.parts.queue_choice import choose_queue
from pages.parts.turn import present_turn
from pages.parts.workplace import desk_store

_DESK = "desk"
_TREE = tuple(GenreChoice(genre.name, genre.root) for genre in GENRES)
_REASONS = (
    "Another genre of the same family",
    "The title is misleading",
    "Several genres in one track",
    "Spoken word",
    "Damaged or silent",
)
_HEARTBEAT = timedelta(seconds=45)
"""How often a page that lies still asks what became of its leases."""


@st.fragment(run_every=_HEARTBEAT)
def work(store: Store, queue: Queue, filters: Filters) -> None:
    """Store what was decided, and show what comes next."""
    # Asked anew: a role may be taken away while the page stays open.
    person = who()
    turn = present_turn()
    delivery = Inbox(store, person, utc_now()).deliver(outbox_of(_DESK), turn.known)
    turn.note(delivery, store, person)
    keys: dict[str, str] = {}
    problem = delivery.problem
    try:
        turn.remember(store, person)
        leases = turn.worklist.fill(store, person, queue, filters)
        cases = [turn.shown(lease, lambda each: _shown(store, person, each)) for lease in leases]
        keys = read_keys(store, person)
        done = tally(store, person, queue, _midnight())
        turn.progress = Progress(done.today, done.waiting, len(leases))
    except NotAllowed as error:
        st.warning(plain(str(error)))
        return
    except DeskError as error:
        st.warning(plain(str(error)))
        cases = []
    except StoreError as error:
        # What lies in the page already stays there, and can be decided on.
        problem, cases = str(error), turn.latest
    turn.latest = cases
    show_desk(
        DeskView(
            moderator=person.subject,
            queue_title=queue.title,
            current=cases[0].case if cases else None,
            upcoming=cases[1].case if len(cases) > 1 else None,
            progress=turn.progress,
            genres=_TREE,
            acked=tuple(delivery.acked),
            refused=tuple(delivery.refused),
            undo=turn.undo,
            reveal=turn.reveal,
            bindings=keys,
            reasons=_REASONS,
            empty=None if cases or problem else _nothing_left(queue, filters),
            offline=bool(problem),
            problem=problem,
        ),
        [sound for case in cases for sound in case.media],
        key=_DESK,
    )
    if turn.bundle is not None:
        show_bundle(turn.bundle, store, person)


def _shown(store: Store, person: Person, lease: Lease) -> Shown:
    now = utc_now()
    return shown(case_of(store, person, lease, now), now)


def _midnight() -> datetime:
    return datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def _nothing_left(queue: Queue, filters: Filters) -> Empty:
    if filters != Filters():
        return Empty("Nothing like that waits", "Clear the filters, or wait for new tracks.")
    return Empty(
        f"Nothing waits in {queue.title}",
        "Choose another queue above. New tracks come with an import and a scan of the catalogue.",
    )


person = ensure_desk("review", Role.MODERATOR)
st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
store = desk_store()
queue, filters = choose_queue(store, person)
work(store, queue, filters)
