"""May the visitor go to the desk, as who, and if not, what could help?"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

import streamlit as st

from genre_core.errors import DeskError, NotAllowed
from genre_core.identity import read_identity
from genre_core.people import LOCAL, Person
from genre_core.roles import known_as
from genre_core.roles_file import named_roster
from pages.parts.entrance.login import Login, read_login
from pages.parts.entrance.reach import exposure


class Remedy(Enum):
    """What a visitor who was not admitted can do about it."""

    NOTHING = auto()
    SIGN_IN = auto()
    SIGN_OUT = auto()


@dataclass(frozen=True, slots=True)
class Admission:
    """The answer at the gate.

    Attributes:
        person: who may come in; None for nobody.
        title: of the page that stands in the way then.
        why: in sentences.
        remedy: what helps.
        login: how to sign in.
        known_as: what whoever runs the server needs to give her a role; "" where that is no help.
    """

    person: Person | None = None
    title: str = "The desk is closed"
    why: str = ""
    remedy: Remedy = Remedy.NOTHING
    login: Login = Login()
    known_as: str = ""


def admission(now: datetime) -> Admission:
    """Return whether this session's visitor may go to the desk; ``now`` with a zone."""
    login = read_login()
    if login.fault:
        return Admission(why=f"Nobody can sign in: {login.fault}")
    if login.wanted:
        return _by_sign_in(login, now)
    if exposed := exposure():
        return Admission(
            why="Nobody has to sign in here, so the desk is for the person at this machine alone; "
            f"but this server can be reached from elsewhere: {exposed}. Whoever runs it can "
            "configure a login (docs/login.md), or start it with --server.address 127.0.0.1 and "
            "open it on that machine."
        )
    return Admission(LOCAL)


def _by_sign_in(login: Login, now: datetime) -> Admission:
    # A header that Streamlit was told to trust brings texts; only its own cookie brings True.
    if st.user.get("is_logged_in") is not True:
        return Admission(
            title="You are not signed in",
            why="This page belongs to the moderators' desk. Sign in, and you come back to it.",
            remedy=Remedy.SIGN_IN,
            login=login,
        )
    try:
        identity = read_identity(st.user.to_dict())
        if not identity.is_fresh(now):
            why = "You signed in more than half a day ago. Sign in again, and you come back here."
            return Admission(None, "Please sign in again", why, Remedy.SIGN_IN, login)
        roster = named_roster()
    except DeskError as error:
        return Admission(why=str(error), remedy=Remedy.SIGN_OUT)
    try:
        return Admission(roster.admit(identity, now))
    except NotAllowed:
        why = f"{identity.name} is signed in, but has no role. Ask whoever runs this server for one"
        return Admission(
            title="You have no role here",
            why=f"{why}, giving this name:",
            remedy=Remedy.SIGN_OUT,
            known_as=known_as(identity),
        )
