"""The roles file: who has which role, as whoever runs the server writes it down.

It is TOML, or JSON of the same shape if its name ends in .json::

    default = "viewer"             # who signs in and is not named below; "" lets nobody else in
    claim = "groups"               # what the identity provider sends of groups; may be left out

    [roles]                        # people: verified e-mail addresses, or subjects (iss#sub)
    admin = ["ada@example.org"]
    senior = ["https://login.example.org#8d1f"]

    [values]                       # values of the claim
    moderator = ["music-desk"]

It is read anew at every step, so that a role given or taken holds at once.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from genre_core.errors import DeskError
from genre_core.people import Role
from genre_core.roles import Listing, Roster

VARIABLE = "SPECTROGRAM_ROLES"
_KEYS = ("default", "claim", "roles", "values")
_WORDS = {role.word: role for role in Role}


def named_roster() -> Roster:
    """Return the roster that SPECTROGRAM_ROLES names, or one of nobody where it is unset.

    Raises:
        DeskError: the file is missing or malformed.
    """
    named = os.environ.get(VARIABLE, "")
    return read_roster(Path(named)) if named else Roster()


def read_roster(path: Path) -> Roster:
    """Return what a roles file says.

    Raises:
        DeskError: the file is missing or malformed; nobody has a role until it is mended.
    """
    try:
        text = path.read_text("utf-8-sig")
        content = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise DeskError(
            f"The roles file {path.name} cannot be read: {error}. {VARIABLE} has to name a TOML "
            "or JSON file. Until then nobody has a role."
        ) from error
    try:
        return _roster(content)
    except _Malformed as error:
        raise DeskError(
            f"The roles file {path.name} is malformed: {error} Until it is mended nobody has a "
            "role."
        ) from error


class _Malformed(Exception):
    """What is wrong and what was needed, in whole sentences."""


def _roster(content: object) -> Roster:
    if not isinstance(content, dict):
        raise _Malformed(f"it holds no table. {_shape()}")
    for key in content.keys() - set(_KEYS):
        raise _Malformed(f'it has a key "{key}". {_shape()}')
    claim, default = content.get("claim", ""), content.get("default", "")
    if not isinstance(claim, str):
        raise _Malformed(f"claim is {claim!r}; it needs the name of a claim, as a text.")
    roster = Roster(
        people=Listing({role: _people(names) for role, names in _lists(content, "roles").items()}),
        claim=claim,
        values=Listing(_lists(content, "values")),
        default=None if default == "" else _role(default, "default"),
    )
    if roster.values.roles and not claim:
        raise _Malformed('it lists values, but no claim that has them. Add claim = "groups".')
    return roster


def _lists(content: Mapping[str, object], table: str) -> dict[Role, frozenset[str]]:
    """Return a table of roles and lists of texts."""
    entries = content.get(table, {})
    if not isinstance(entries, dict):
        raise _Malformed(f"{table} is no table. {_shape()}")
    lists = {}
    for word, names in entries.items():
        if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
            raise _Malformed(f"{table}.{word} has to be a list of texts, none of them empty.")
        lists[_role(word, table)] = frozenset(names)
    return lists


def _people(names: frozenset[str]) -> frozenset[str]:
    """Return subjects as they are, and addresses in lower case, as they will be compared."""
    for name in names:
        if "@" not in name and "#" not in name and not name.startswith("sha256:"):
            raise _Malformed(
                f'"{name}" is neither an e-mail address nor a subject (iss#sub). Write one of them.'
            )
    return frozenset(
        name if "#" in name or name.startswith("sha256:") else name.casefold() for name in names
    )


def _role(word: object, place: str) -> Role:
    role = _WORDS.get(word) if isinstance(word, str) else None
    if role is None:
        raise _Malformed(f"{place} names {word!r}; the roles are {', '.join(_WORDS)}.")
    return role


def _shape() -> str:
    return f"It may have {', '.join(_KEYS[:-1])} and {_KEYS[-1]}; docs/login.md shows one."
