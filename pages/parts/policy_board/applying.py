"""Putting a policy into force, for a reason and after a look at what it changes."""

import pandas as pd
import streamlit as st

from genre_core.desk.policy.applying import AppliedPolicy, apply_policy, present_policy
from genre_core.desk.policy.board import Board
from genre_core.desk.policy.change import Change
from genre_core.desk.policy.terms import Policy
from genre_core.errors import SpectrogramError
from genre_core.people import Person, Role
from genre_core.store.engine import utc_now
from pages.parts.ago import ago
from pages.parts.gate import ask
from pages.parts.plain import plain
from pages.parts.policy_board.address import per_cent
from pages.parts.policy_board.judging import begin_judging
from pages.parts.policy_board.kept import Ground

_OVERTAKEN = "policy-overtaken"


def show_applying(at: Ground, found: Board, change: Change, person: Person) -> None:
    """Show the policies so far; an admin can put the one on the slider into force."""
    overtaken: str | None = st.session_state.pop(_OVERTAKEN, None)
    if overtaken is not None:
        st.warning(plain(overtaken))
    if person.role < Role.ADMIN:
        st.caption("Putting a policy into force takes an admin.")
    elif not found.point.alpha:
        st.info("This policy flags nothing, so there is nothing to put into force.")
    elif _is_in_force(at.in_force, found):
        st.caption("This is the policy in force. Move the slider to put another into force.")
    else:
        _ask(at, found, change)
    show_history(at.policies)


def name_of(alpha: float, level: float | None) -> str:
    """Return what a policy is called: "alpha 5%", "alpha 3.2% (q 20%)"."""
    return f"alpha {per_cent(alpha)}" + ("" if level is None else f" (q {per_cent(level)})")


def show_history(policies: tuple[AppliedPolicy, ...]) -> None:
    """Show who put which policy into force, when and why, the present one first."""
    if not policies:
        st.info("No policy was put into force yet.")
        return
    now = utc_now()
    st.dataframe(
        pd.DataFrame(
            {
                "When": [ago(each.made_at, now) for each in policies],
                "Who": [each.by or "a scan" for each in policies],
                "Alpha": [per_cent(each.alpha) for each in policies],
                "q": ["" if each.level is None else per_cent(each.level) for each in policies],
                "Why": [each.reason or "not said" for each in policies],
                "Since (UTC)": [each.made_at for each in policies],
            }
        ),
        hide_index=True,
        height=min(320, 38 + 35 * len(policies)),
        column_config={
            "Why": st.column_config.TextColumn(width="large"),
            "Since (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
        },
    )
    st.caption("The first row is in force. Verdicts cite the policy that they were made under.")


def _is_in_force(present: AppliedPolicy | None, found: Board) -> bool:
    asked = (found.point.alpha, found.policy.level)
    return present is not None and (present.alpha, present.level) == asked


def _ask(at: Ground, found: Board, change: Change) -> None:
    policy = Policy(found.point.alpha, found.policy.level)
    called = name_of(policy.alpha, policy.level)
    # Nobody is to confirm one policy and get another, nor to give the last one's reason again.
    last = at.in_force.id if at.in_force is not None else 0
    with st.form("policy-apply"):
        st.markdown(f"**{plain(called[0].upper() + called[1:])}.** {plain(change.sentence)}")
        reason = st.text_input(
            "Why? Verdicts will cite it.",
            key=f"policy-reason-{last}",
            placeholder="Two moderators are away until June, for example",
        )
        sure = st.checkbox(f"Yes: {_short(change)}", key=f"policy-sure-{last}-{called}")
        if not st.form_submit_button(f"Put {called} into force", type="primary"):
            return
    if not sure:
        st.warning("Nothing was changed. Tick the box to say that this is what you want.")
        return
    # The form may have been open for long: who asks, and in which role, is looked up again.
    answer = ask()
    if answer.person is None:
        st.warning(f"Nothing was changed. {plain(answer.why)}")
        return
    try:
        with at.store.reading() as connection:
            present = present_policy(connection)
        if present is not None and present.id != last:
            # Who confirmed has not seen what is in force now: show it, and say so there.
            st.session_state[_OVERTAKEN] = _overtaken(present)
            st.rerun()
        apply_policy(at.store, answer.person, policy, reason, utc_now())
    except SpectrogramError as error:
        st.warning(plain(str(error)))
        return
    begin_judging()
    st.rerun()


def _overtaken(present: AppliedPolicy) -> str:
    called, who = name_of(present.alpha, present.level), present.by or "a scan"
    return (
        f"Nothing was changed: meanwhile {called} was put into force by {who}. Look at what yours "
        "would change now, and decide again."
    )


def _short(change: Change) -> str:
    if not change.flags:
        return "the same flags as at present"
    flags = "flag" if abs(change.flags) == 1 else "flags"
    return f"{abs(change.flags):,} {flags} {'more' if change.flags > 0 else 'fewer'}"
