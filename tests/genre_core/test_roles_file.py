"""The roles file: read as it is meant, or refused with what is wrong in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genre_core.errors import DeskError
from genre_core.people import Role
from genre_core.roles import Listing, Roster
from genre_core.roles_file import named_roster, read_roster

WHOLE = """
default = "viewer"
claim = "groups"
[roles]
admin = ["Ada@Example.org", "https://id.example.org#Grace@Home"]
[values]
moderator = ["Music-Desk"]
"""
ROSTER = Roster(
    people=Listing(
        {Role.ADMIN: frozenset({"ada@example.org", "https://id.example.org#Grace@Home"})}
    ),
    claim="groups",
    values=Listing({Role.MODERATOR: frozenset({"Music-Desk"})}),
    default=Role.VIEWER,
)


def written(folder: Path, text: str, name: str = "roles.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_addresses_lose_their_case_and_nothing_else_does(tmp_path: Path) -> None:
    assert read_roster(written(tmp_path, WHOLE)) == ROSTER


def test_json_of_the_same_shape_says_the_same(tmp_path: Path) -> None:
    content = {
        "default": "viewer",
        "claim": "groups",
        "roles": {"admin": ["Ada@Example.org", "https://id.example.org#Grace@Home"]},
        "values": {"moderator": ["Music-Desk"]},
    }
    assert read_roster(written(tmp_path, json.dumps(content), "roles.json")) == ROSTER


@pytest.mark.parametrize("text", ["", 'default = ""', "\ufeff[roles]\n"])
def test_a_file_that_names_nobody_lets_nobody_in(tmp_path: Path, text: str) -> None:
    roster = read_roster(written(tmp_path, text))
    assert roster.default is None
    assert not any(roster.people.roles.values())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('defualt = "viewer"', 'a key "defualt"'),
        ('default = "boss"', "default names 'boss'; the roles are viewer, moderator"),
        ("default = 1", "default names 1"),
        ("claim = 1", "claim is 1"),
        ("roles = 1", "roles is no table"),
        ('[roles]\nboss = ["a@b.org"]', "roles names 'boss'"),
        ('[roles]\nadmin = "a@b.org"', "roles.admin has to be a list of texts"),
        ('[roles]\nadmin = [""]', "roles.admin has to be a list of texts"),
        ('[roles]\nadmin = ["ada"]', '"ada" is neither an e-mail address nor a subject'),
        ('[values]\nadmin = ["board"]', "no claim that has them"),
        ("[roles", "cannot be read"),
    ],
)
def test_a_malformed_file_gives_nobody_a_role(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(DeskError, match=r"roles file roles.toml .*nobody has a role") as raised:
        read_roster(written(tmp_path, text))
    assert wrong in str(raised.value)


@pytest.mark.parametrize("text", ["[]", "7", "{", "[" * 100_000])
def test_malformed_json_gives_nobody_a_role(tmp_path: Path, text: str) -> None:
    with pytest.raises(DeskError, match=r"nobody has a role"):
        read_roster(written(tmp_path, text, "roles.json"))


def test_bytes_that_are_no_text_give_nobody_a_role(tmp_path: Path) -> None:
    (tmp_path / "roles.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DeskError, match="cannot be read"):
        read_roster(tmp_path / "roles.toml")


def test_a_file_that_is_named_and_missing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_ROLES", str(tmp_path / "roles.toml"))
    with pytest.raises(DeskError, match="cannot be read"):
        named_roster()


def test_without_a_file_nobody_has_a_role() -> None:
    assert named_roster() == Roster()


def test_a_role_that_is_given_holds_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_ROLES", str(written(tmp_path, 'default = "viewer"')))
    assert named_roster().default is Role.VIEWER
    written(tmp_path, 'default = "moderator"')
    assert named_roster().default is Role.MODERATOR
