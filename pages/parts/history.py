"""Everything that was decided on one track, and what can still be done about it."""

import uuid
from collections.abc import Callable, Sequence

import streamlit as st

from genre_core.desk.appeals import appeal
from genre_core.desk.golden import KnownAnswer, add_golden, retire_golden
from genre_core.desk.listing import Fate, Listed, list_history, words_of
from genre_core.desk.queues import Queue
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


def show_track_history(store: Store, person: Person, track_key: str) -> None:
    """Show a track's decisions, oldest first, and the ways to change one's mind."""
    with store.reading() as connection:
        history = list_history(connection, track_key)
    first = history[0].record
    st.subheader(plain(first.title or track_key), anchor=False)
    st.caption(plain(f"{first.artist} · {first.album} · claimed: {first.claimed or 'nothing'}"))
    for each in history:
        _show_decision(each)
    if person.role >= Role.MODERATOR:
        with st.container(horizontal=True):
            _show_revision(store, person, history)
            _show_appeal(store, person, track_key)
            if person.role >= Role.ADMIN:
                _show_golden(store, person, track_key)


def _show_decision(each: Listed) -> None:
    record = each.record
    words = plain(words_of(record))
    said = f"**{words}**" if each.fate is not Fate.REPLACED else f"~~{words}~~"
    extras = [
        f"queue {Queue(record.queue).title}" if record.queue else "",
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
            "It is", list(_ANSWERS), format_func=_ANSWERS.__getitem__, key="revise-answer"
        )
        named = st.multiselect(
            "Genres",
            [genre.name for genre in GENRES],
            disabled=answer is not Answer.GENRE_IS,
            key="revise-genres",
        )
        note = st.text_input("Note", key="revise-note")
        if st.button("Decide", type="primary", key="revise"):
            ruling = Ruling(
                key=str(uuid.uuid4()),
                token="",
                track_key=old.track_key,
                answer=answer,
                genres=tuple(named) if answer is Answer.GENRE_IS else (),
                note=note,
                supersedes=old.key,
            )
            _do(lambda: revise(store, person, ruling, utc_now()))


def _show_appeal(store: Store, person: Person, track_key: str) -> None:
    with st.popover("Appeal", icon=":material/gavel:"):
        reason = st.text_area("What the uploader's side says", key="appeal-reason")
        st.caption("A senior who did not decide before hears the track, without the decision.")
        if st.button("Open the case again", type="primary", key="appeal"):
            _do(lambda: appeal(store, person, track_key, reason, utc_now()))


def _show_golden(store: Store, person: Person, track_key: str) -> None:
    with st.popover("Golden item", icon=":material/verified:"):
        st.caption(
            "Its answer is known for sure; mixed into the queues, it shows how sure all are."
        )
        answer = st.selectbox(
            "The answer",
            [Answer.HOLDS, Answer.GENRE_IS, Answer.NOT_MUSIC],
            format_func=_ANSWERS.__getitem__,
            key="golden-answer",
        )
        named = st.multiselect(
            "Genres",
            [genre.name for genre in GENRES],
            disabled=answer is not Answer.GENRE_IS,
            key="golden-genres",
        )
        why = st.text_input("How it is known", key="golden-why")
        genres = tuple(named) if answer is Answer.GENRE_IS else ()
        if st.button("Make it a golden item", type="primary", key="golden"):
            known = KnownAnswer(answer, genres, why)
            _do(lambda: add_golden(store, person, track_key, known, utc_now()))
        if st.button("Ask it no more", key="golden-retire"):
            _do(lambda: retire_golden(store, person, track_key, utc_now()))


def _do(deed: Callable[[], object]) -> None:
    try:
        deed()
    except (DeskError, StoreError) as error:
        st.error(plain(str(error)))
    else:
        st.rerun()
