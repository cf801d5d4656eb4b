"""The gate: who may see a page of the desk, and what stands there for everybody else.

Run in this process; the same with a browser and a real provider is in tests/browser/test_login.py.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1 import AppTest

from genre_core.people import Role
from pages.parts.shell import DESK, DeskPage
from tests.pages.visit import APP, as_read

AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "a-secret-of-these-tests-and-of-nothing-else",
    "client_id": "spectrogram",
    "client_secret": "secret",
    "server_metadata_url": "http://127.0.0.1:9/nobody-listens-here",
}


def visit(page: str, auth: dict[str, Any] | None = None, **claims: Any) -> AppTest:
    """Open a page as a new visitor, signed in if there are claims."""
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["next"] = page
    if auth is not None:
        app.secrets = {"auth": auth}
    if claims:
        app.user = {
            "is_logged_in": True,
            "iss": "https://id.example.org",
            "sub": "ada",
            "iat": time.time(),
            "email": "ada@example.org",
            "email_verified": True,
            **claims,
        }
    app.run()
    assert not app.exception, app.exception
    return app


def title(app: AppTest) -> str:
    return str(app.title[0].value) if app.title else ""


def said(app: AppTest) -> str:
    return "\n".join(as_read(text.value) for text in (*app.markdown, *app.caption))


@pytest.fixture
def roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a roles file that names nobody."""
    path = tmp_path / "roles.toml"
    path.write_text("")
    monkeypatch.setenv("SPECTROGRAM_ROLES", str(path))
    return path


@pytest.fixture
def address() -> Iterator[None]:
    """Let the test change where the server listens."""
    before = config.get_option("server.address")
    yield
    config.set_option("server.address", before)


@pytest.mark.parametrize("page", DESK, ids=lambda page: page.name)
def test_a_guest_meets_the_gate_before_every_page(page: DeskPage) -> None:
    app = visit(page.name, AUTH)
    assert title(app) == "You are not signed in"
    assert [button.label for button in app.button] == ["Sign in", "Verify a claim instead"]


@pytest.mark.parametrize("page", DESK, ids=lambda page: page.name)
def test_every_page_asks_for_the_role_that_the_menu_says(page: DeskPage, roles: Path) -> None:
    if page.role is Role.VIEWER:
        pytest.skip("No role is below that of a viewer.")
    below = Role(page.role - 1)
    roles.write_text(f'default = "{below.word}"')
    app = visit(page.name, AUTH, name="Ada")
    assert title(app) == "This page is not for you"
    assert f"You are a {below.word} here, and this page takes a {page.role.word}." in said(app)
    assert f"Ada, {below.word}" in said(app).replace("**", "")


def test_who_is_signed_in_and_has_no_role_reads_what_to_ask_for(roles: Path) -> None:
    app = visit("review", AUTH, name="Ada **B**", email_verified=False)
    assert title(app) == "You have no role here"
    assert "Ada **B** is signed in, but has no role." in said(app)
    assert app.code[0].value == "https://id.example.org#ada"


def test_an_old_sign_in_has_to_be_renewed(roles: Path) -> None:
    roles.write_text('default = "admin"')
    app = visit("review", AUTH, iat=time.time() - 13 * 3600)
    assert title(app) == "Please sign in again"
    assert app.button[0].label == "Sign in"


def test_a_malformed_roles_file_closes_the_desk(roles: Path) -> None:
    roles.write_text("[roles")
    app = visit("review", AUTH, name="Ada")
    assert title(app) == "The desk is closed"
    assert "The roles file roles.toml cannot be read" in said(app)


def test_a_sign_in_that_names_nobody_is_no_sign_in(roles: Path) -> None:
    roles.write_text('default = "admin"')
    app = visit("review", AUTH, sub="")
    assert title(app) == "The desk is closed"
    assert "The sign-in names no person" in said(app)


@pytest.mark.parametrize("word", ["true", 1, "yes"])
def test_only_the_login_itself_says_who_is_signed_in(roles: Path, word: object) -> None:
    roles.write_text('default = "admin"')
    assert title(visit("review", AUTH, is_logged_in=word)) == "You are not signed in"


def test_without_a_login_the_person_at_this_machine_may_come_in() -> None:
    app = visit("verify")
    assert "No login: this machine only." in said(app)


@pytest.mark.parametrize("listens", ["0.0.0.0", "192.168.0.7", None, "unix:///run/app.sock"])
def test_without_a_login_a_server_that_others_reach_shows_no_desk(
    address: None, listens: str | None
) -> None:
    config.set_option("server.address", listens)
    app = visit("review")
    assert title(app) == "The desk is closed"
    assert f"it listens on {listens or 'every address of this machine'}." in said(app)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"cookie_secret": "xxx"}, "auth.cookie_secret needs at least 32 random characters"),
        ({"redirect_uri": "http://127.0.0.1:8501"}, "auth.redirect_uri has to be"),
        ({"client_secret": None}, "The provider [auth] lacks client_secret."),
        ({"client_id": None}, "auth names no identity provider"),
        ({"key_cloak": {"client_id": "a"}}, "lacks client_secret, server_metadata_url"),
        (
            {"key_cloak": {key: AUTH[key] for key in AUTH if key.startswith(("client", "server"))}},
            "The provider [auth.key_cloak] has a _ in its name.",
        ),
    ],
)
def test_a_login_that_cannot_work_closes_the_desk(change: dict[str, Any], fault: str) -> None:
    auth = {key: text for key, text in {**AUTH, **change}.items() if text is not None}
    app = visit("review", auth)
    assert title(app) == "The desk is closed"
    assert f"Nobody can sign in: {fault}" in said(app) or fault in said(app)
    assert [button.label for button in app.button] == ["Verify a claim instead"]


def test_a_secrets_file_that_does_not_parse_closes_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets.toml").write_text("[auth")
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(tmp_path / "secrets.toml")])
    monkeypatch.setattr(st, "secrets", Secrets())
    try:
        app = visit("review")
    finally:
        config.set_option("secrets.files", before)
    assert title(app) == "The desk is closed"
    assert "secrets.toml cannot be read" in said(app)


def test_a_roles_file_without_a_login_closes_the_desk(roles: Path) -> None:
    app = visit("review")
    assert title(app) == "The desk is closed"
    assert "SPECTROGRAM_ROLES names a roles file, but no secrets.toml" in said(app)


def test_each_of_several_providers_has_a_button() -> None:
    section = {key: AUTH[key] for key in AUTH if key.startswith(("client", "server"))}
    common = {key: AUTH[key] for key in ("redirect_uri", "cookie_secret")}
    app = visit("review", {**common, "choir": section, "label": section})
    labels = [button.label for button in app.button]
    assert labels == ["Sign in with choir", "Sign in with label", "Verify a claim instead"]


def test_a_provider_that_is_down_is_a_sentence() -> None:
    app = visit("review", AUTH)
    app.button(key="sign_in_").click().run()
    assert app.error[0].value.startswith("The sign-in service does not answer")


def test_guests_may_verify_claims() -> None:
    app = visit("verify", AUTH)
    assert title(app).startswith("Does this look like")
    assert [button.label for button in app.sidebar.button] == ["Sign in"]
