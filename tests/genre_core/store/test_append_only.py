"""Decisions and the trail can be added to, and nothing else."""

import pytest
from sqlalchemy import Executable, delete, select, text, update
from sqlalchemy.dialects import sqlite

from genre_core.errors import StoreError
from genre_core.store.engine import Store
from genre_core.store.schema import audit, decisions
from tests.genre_core.store.rows import fill

REFUSAL = r"refused: the table (decisions|audit) is append-only\. Nothing was written\."


@pytest.mark.parametrize(
    "statement",
    [
        update(decisions).values(note="another"),
        delete(decisions),
        update(audit).values(who="another"),
        delete(audit).where(audit.c.number == 1),
    ],
    ids=lambda statement: " ".join(str(statement).split()[:3]),
)
def test_rows_are_neither_changed_nor_deleted(store: Store, statement: Executable) -> None:
    fill(store, 2)
    with pytest.raises(StoreError, match=REFUSAL), store.writing() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("table", ["decisions", "audit"])
def test_tables_are_not_truncated(store: Store, table: str) -> None:
    if store.dialect == "sqlite":
        pytest.skip("SQLite has no TRUNCATE.")
    fill(store, 2)
    with pytest.raises(StoreError, match=REFUSAL), store.writing() as connection:
        connection.execute(text(f"TRUNCATE {table}"))


def test_sqlite_replaces_no_decision_either(store: Store) -> None:
    if store.dialect != "sqlite":
        pytest.skip("Only SQLite has INSERT OR REPLACE.")
    fill(store, 2)
    with store.reading() as connection:
        row = connection.execute(select(decisions)).one()._asdict()
    replacing = sqlite.insert(decisions).prefix_with("OR REPLACE").values({**row, "note": "new"})
    with pytest.raises(StoreError, match=REFUSAL), store.writing() as connection:
        connection.execute(replacing)
