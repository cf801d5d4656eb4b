"""How people sign in here: what secrets.toml says of it, and whether that can work.

A login that somebody wanted and that is broken must close the desk, never open it: a file that
does not parse, or a roles file without a login, is a fault and not the absence of a login.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import httpx
import streamlit as st

from genre_core.roles_file import VARIABLE

SHORTEST_COOKIE_SECRET = 32
"""Characters; whoever guesses the secret can sign in as anybody."""
_PROVIDER_KEYS = ("client_id", "client_secret", "server_metadata_url")
_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Login:
    """What is configured.

    Attributes:
        wanted: whether whoever runs the server means people to sign in.
        providers: their names for `st.login` and where each describes itself; "" is the unnamed.
        fault: why nobody can sign in, as a sentence; "" if they can.
    """

    wanted: bool = False
    providers: Mapping[str, str] | None = None
    fault: str = ""


def read_login() -> Login:
    """Return what secrets.toml says; it is read once, at the server's start."""
    try:
        loaded = st.secrets.load_if_toml_exists()
    except (OSError, ValueError):
        loaded = False
    if loaded and "auth" in st.secrets:
        return _read_auth(st.secrets["auth"])
    if not loaded and any(Path(file).exists() for file in st.get_option("secrets.files")):
        return Login(True, fault="secrets.toml cannot be read. Mend it and start the server again.")
    if os.environ.get(VARIABLE):
        return Login(
            True,
            fault=f"{VARIABLE} names a roles file, but no secrets.toml with [auth] is there. Add "
            "it, or unset the variable, and start the server again.",
        )
    return Login()


def answers(metadata_url: str) -> bool:
    """Whether a provider can be reached now, within 5 s."""
    try:
        return httpx.get(metadata_url, timeout=_PATIENCE_SECONDS, follow_redirects=True).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


def _read_auth(auth: object) -> Login:
    if not isinstance(auth, Mapping):
        return Login(True, fault="auth in secrets.toml is no table. docs/login.md shows one.")
    sections = {
        name: section
        for name, section in auth.items()
        if isinstance(section, Mapping) and name != "client_kwargs"
    }
    if "client_id" in auth:
        sections = {"": auth, **sections}
    fault = _fault(auth, sections)
    if fault:
        return Login(True, fault=f"{fault} Mend secrets.toml and start the server again.")
    return Login(True, {name: each["server_metadata_url"] for name, each in sections.items()})


def _fault(auth: Mapping[str, object], sections: Mapping[str, Mapping[str, object]]) -> str:
    """Return what secrets.toml lacks, as a sentence; "" if nothing."""
    if find_spec("authlib") is None:
        return "Authlib is not installed; requirements.txt has it."
    if not str(auth.get("redirect_uri", "")).endswith("/oauth2callback"):
        return "auth.redirect_uri has to be this server's address and /oauth2callback."
    if len(str(auth.get("cookie_secret", ""))) < SHORTEST_COOKIE_SECRET:
        return f"auth.cookie_secret needs at least {SHORTEST_COOKIE_SECRET} random characters."
    if not sections:
        return "auth names no identity provider: it lacks client_id."
    for name, section in sections.items():
        lacking = [key for key in _PROVIDER_KEYS if not isinstance(section.get(key), str)]
        if lacking or "_" in name:
            wrong = f"lacks {', '.join(lacking)}" if lacking else "has a _ in its name"
            return f"The provider [{'.'.join(filter(None, ('auth', name)))}] {wrong}."
    return ""
