"""Everything that was decided on one track, and what can still be done about it.

Boxes to write in have the track in their keys: what was typed for one is not there for the next.
"""

import uuid
from collections.abc import Callable, Sequence

import streamlit as st

from genre_core.desk.appeals import appeal
from genre_core.desk.golden import KnownAnswer, add_golden, retire_golden
from genre_core.desk.listing import Fate, Listed, list_history, words_of
from genre_core.desk.queues import Queue
from genre_core.desk.records import DecisionRecord
from genre_core.desk.revising import revise
from genre_core.desk.rulings import Ruling
from genre_core.errors import DeskError, StoreError
from genre_core.genres import GENRES
from genre_core.people import Person, Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store, utc_now
from pages.parts.ago import ago
from pages.parts.plain import plain

_ANSWERS = {
    Answer.HOLDS: "The claim holds",
    Answer.GENRE_IS: "It is another genre",
    Answer.CANNOT_TELL: "Cannot tell",
    Answer.NOT_MUSIC: "Not music, or damaged",
}


def seen_queue(person: Person, queue: Queue) -> Queue:
    """Return where a person is told that a decision was made: golden items look like the rest."""
    golden = queue is Queue.GOLDEN and person.role < Role.ADMIN
    return Queue.FLAGGED if golden else queue


def queue_title(person: Person, word: str) -> str:
    """Return the same in words; empty for a decision made in no queue."""
    return seen_queue(person, Queue(word)).title if word else ""


def show_track_history(store: Store, person: Person, track_key: str) -> None:
    """Show a track's decisions, oldest first, and the ways to change one's mind."""
    with store.reading() as connection:
        history = list_history(connection, person, track_key)
    if not history:
        st.info("This track waits for a second opinion; until then its first one is not shown.")
        return
    first = history[0].record
    st.subheader(plain(first.title or track_key), anchor=False)
    facts = (first.artist, first.album, f"claimed: {first.claimed or 'nothing'}")
    st.caption(plain(" · ".join(fact for fact in facts if fact)))
    for each in history:
        _show_decision(each, person)
    if person.role >= Role.MODERATOR:
        with st.container(horizontal=True):
            _show_revision(store, person, history)
            _show_appeal(store, person, track_key)
            if person.role >= Role.ADMIN:
                _show_golden(store, person, track_key)


def _show_decision(each: Listed, person: Person) -> None:
    record = each.record
    words = plain(words_of(record))
    said = f"**{words}**" if each.fate is not Fate.REPLACED else f"~~{words}~~"
    extras = [
        f"queue {queue_title(person, record.queue)}" if record.queue else "",
        "blind" if record.blind else "",
        "settled it" if record.settles else "",
        f"{record.seconds:.0f} s on screen" if record.seconds else "",
        plain(record.reason),
        f"“{plain(record.note)}”" if record.note else "",
    ]
    facts = " · ".join(extra for extra in extras if extra)
    when = f"{ago(record.decided_at, utc_now())}, {record.decided_at:%Y-%m-%d %H:%M:%S} UTC"
    st.markdown(f"{plain(record.moderator_name)}: {said}  \n:small[{when} · {facts}]")


def _show_revision(store: Store, person: Person, history: Sequence[Listed]) -> None:
    standing = [each.record for each in history if each.fate is Fate.STANDS]
    mine = [record for record in standing if record.moderator == person.subject]
    theirs = standing if person.role >= Role.SENIOR else []
    if not mine and not theirs:
        return
    label = "Change my decision" if mine else "Settle it"
    old = (mine or theirs)[-1]
    with st.popover(label, icon=":material/edit:"):
        answer = st.selectbox(
            "It is",
            list(_ANSWERS),
            format_func=_ANSWERS.__getitem__,
            key=f"revise-answer-{old.track_key}",
        )
        named = st.multiselect(
            "Genres",
            [genre.name for genre in GENRES],
            disabled=answer is not Answer.GENRE_IS,
            key=f"revise-genres-{old.track_key}",
        )
        note = st.text_input("Note", key=f"revise-note-{old.track_key}")
        if st.button("Decide", type="primary", key="revise"):
            genres = tuple(named) if answer is Answer.GENRE_IS else ()
            _do(
                "The new decision stands.",
                lambda: revise(store, person, _revision(old, answer, genres, note), utc_now()),
            )


def _revision(old: DecisionRecord, answer: Answer, genres: tuple[str, ...], note: str) -> Ruling:
    return Ruling(
        key=str(uuid.uuid4()),
        token="",
        track_key=old.track_key,
        answer=answer,
        genres=genres,
        note=note,
        supersedes=old.key,
    )


def _show_appeal(store: Store, person: Person, track_key: str) -> None:
    with st.popover("Appeal", icon=":material/gavel:"):
        reason = st.text_area("What the uploader's side says", key=f"appeal-reason-{track_key}")
        st.caption("A senior who did not decide before hears the track, without the decision.")
        if st.button("Open the case again", type="primary", key="appeal"):
            _do(
                "The case is open again, for a senior who did not decide before.",
                lambda: appeal(store, person, track_key, reason, utc_now()),
            )


def _show_golden(store: Store, person: Person, track_key: str) -> None:
    with st.popover("Golden item", icon=":material/verified:"):
        st.caption(
            "Its answer is known for sure; mixed into the queues, it shows how sure all are."
        )
        answer = st.selectbox(
            "The answer",
            [Answer.HOLDS, Answer.GENRE_IS, Answer.NOT_MUSIC],
            format_func=_ANSWERS.__getitem__,
            key=f"golden-answer-{track_key}",
        )
        named = st.multiselect(
            "Genres",
            [genre.name for genre in GENRES],
            disabled=answer is not Answer.GENRE_IS,
            key=f"golden-genres-{track_key}",
        )
        why = st.text_input("How it is known", key=f"golden-why-{track_key}")
        genres = tuple(named) if answer is Answer.GENRE_IS else ()
        if st.button("Make it a golden item", type="primary", key="golden"):
            _do(
                "It is a golden item from now on.",
                lambda: add_golden(
                    store, person, track_key, KnownAnswer(answer, genres, why), utc_now()
                ),
            )
        if st.button("Ask it no more", key="golden-retire"):
            _do(
                "It is asked no more.",
                lambda: retire_golden(store, person, track_key, utc_now()),
            )


def _do(said: str, deed: Callable[[], object]) -> None:
    try:
        deed()
    except (DeskError, StoreError) as error:
        st.error(plain(str(error)))
    else:
        st.toast(said)
        st.rerun()
