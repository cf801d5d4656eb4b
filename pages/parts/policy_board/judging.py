"""The catalogue judged anew under the policy in force: with a bar, and to be stopped at any time.

What was judged stays judged, whatever ends it: a click on the button, another page, a closed
window. The store knows what is left, so that the page offers to go on, to this admin or another.
"""

import streamlit as st

from genre_core.classifier import Classifier
from genre_core.desk.policy.wording import tracks_are, tracks_of
from genre_core.errors import SpectrogramError
from genre_core.people import Person, Role
from genre_core.scan.running import ScanReport, count_pending, scan
from genre_core.scan.terms import ScanTerms
from genre_core.store.engine import Store
from pages.parts.plain import plain
from pages.parts.policy_board.address import per_cent

_GOING, _DONE = "policy-judging", "policy-judged"
_STEPS = 200
"""Times that the bar moves; each is a message to the browser."""


def begin_judging() -> None:
    """Let the next run of the page judge."""
    st.session_state[_GOING] = True


def is_judging() -> bool:
    """Return whether this run shall judge; asked twice, it is not."""
    return bool(st.session_state.pop(_GOING, False))


def show_left(store: Store, model: Classifier, alpha: float, person: Person) -> None:
    """Say what the last run did, and how many verdicts still cite an earlier policy."""
    done: str | None = st.session_state.pop(_DONE, None)
    if done is not None:
        st.success(plain(done))
    left = count_pending(store, _terms(model, alpha))
    if not left:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        claim = "claims" if left == 1 else "claim"
        st.warning(
            f"{tracks_are(left)} not judged yet under the policy in force, {per_cent(alpha)}, or "
            f"{claim} another genre since: until then the flags of before stand. What was judged "
            "anew already stays so."
        )
        if person.role >= Role.ADMIN:
            st.button("Go on", type="primary", on_click=begin_judging, key="policy-go-on")


def judge_anew(store: Store, model: Classifier, alpha: float, person: Person) -> None:
    """Judge all that the model has heard; when it is done, the page begins anew."""
    terms = _terms(model, alpha)
    left = count_pending(store, terms)
    st.markdown(
        f"The policy is in force: **alpha {per_cent(alpha)}**. {tracks_are(left)} judged anew; "
        "nothing is listened to. You may stop or leave: what is done stays, and this page offers "
        "to go on."
    )
    bar, done = st.progress(0.0, f"0 of {left:,}"), [0]
    st.button("Stop for now", key="policy-stop")

    def advance() -> None:
        done[0] += 1
        if done[0] % max(1, left // _STEPS) == 0:
            bar.progress(min(1.0, done[0] / left), f"{done[0]:,} of {left:,}")

    try:
        report = scan(store, person, terms, advance=advance)
    except SpectrogramError as error:
        st.error(plain(str(error)))
        st.button("Back to the board", key="policy-back")
        st.stop()
    st.session_state[_DONE] = _told(report)
    st.rerun()


def _terms(model: Classifier, alpha: float) -> ScanTerms:
    return ScanTerms(model, alpha=alpha, known_only=True)


def _told(report: ScanReport) -> str:
    words = (
        f"Judged anew: {tracks_of(report.heard)}. Flags opened: {report.flagged:,}, withdrawn: "
        f"{report.withdrawn:,}; drawn for the audit: {report.audited:,}."
    )
    return f"{words} {report.faults:,} could not be judged." if report.faults else words
