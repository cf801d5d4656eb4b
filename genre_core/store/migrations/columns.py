"""Columns as migrations write them: needed unless they say otherwise, empty text for unknown."""

from typing import Any

import sqlalchemy as sa

NAME = 200
"""Characters of a key or subject."""
# PostgreSQL counts BIGINTs by itself; SQLite wants INTEGER for that.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def own_id() -> sa.Column[int]:
    """The row's own number."""
    return sa.Column("id", _ID, primary_key=True)


def link(name: str, target: str) -> sa.Column[int]:
    """A row of another table."""
    return sa.Column(name, _ID, sa.ForeignKey(target), nullable=False)


def loose_link(name: str, target: str) -> sa.Column[int]:
    """A row of another table, or none."""
    return sa.Column(name, _ID, sa.ForeignKey(target), nullable=True)


def key_link(name: str, target: str) -> sa.Column[int]:
    """A row of another table, of which each has one row of this at most."""
    return sa.Column(name, _ID, sa.ForeignKey(target), primary_key=True, autoincrement=False)


def needed(name: str, kind: Any, default: Any = None) -> sa.Column[Any]:
    """Any column that is never NULL."""
    return sa.Column(name, kind, nullable=False, server_default=default)


def unique(name: str, size: int = NAME) -> sa.Column[str]:
    """A name that no two rows share."""
    return sa.Column(name, sa.String(size), nullable=False, unique=True)


def words(name: str, size: int = NAME) -> sa.Column[Any]:
    """A text of so many characters at most."""
    return needed(name, sa.String(size), "")


def prose(name: str, default: str = "") -> sa.Column[Any]:
    """A text of any length."""
    return needed(name, sa.Text(), default)


def moment(name: str) -> sa.Column[Any]:
    """Microseconds since 1970."""
    return needed(name, sa.BigInteger())


def mark(name: str) -> sa.Column[Any]:
    """True or false, false unless it is said."""
    return needed(name, sa.Boolean(), sa.false())
