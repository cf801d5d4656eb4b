"""What the columns keep, and that the migrations make the tables that the schema describes."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, insert, inspect, select, text
from sqlalchemy.exc import StatementError

from genre_core.store.engine import Store
from genre_core.store.schema import metadata, tracks

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)
seen = st.datetimes(timezones=st.sampled_from([UTC]))


def columns(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    inspector = inspect(connection)
    return {
        table: [
            (column["name"], str(column["type"]), column["nullable"], column["default"])
            for column in inspector.get_columns(table)
        ]
        for table in metadata.tables
    }


def indexes(connection: Connection) -> set[tuple[str, str]]:
    statement = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    return {(row.name, row.sql) for row in connection.execute(statement)}


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store.reading() as connection:
        postgresql = store.dialect == "postgresql"
        options = {
            # On SQLite Alembic mistakes these for changes; the test below compares them.
            "compare_server_default": postgresql,
            "include_object": lambda _, name, *_more: postgresql or name != "ix_flags_order",
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_what_alembic_cannot_compare(store: Store) -> None:
    if store.dialect != "sqlite":
        pytest.skip("On PostgreSQL Alembic compares everything.")
    wanted = create_engine("sqlite://")
    metadata.create_all(wanted)
    with wanted.connect() as fresh, store.reading() as connection:
        assert columns(connection) == columns(fresh)
        assert indexes(connection) == indexes(fresh)
    wanted.dispose()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.dictionaries(words, values, max_size=3), seen)
def test_tags_and_times_come_back_as_they_were(
    store: Store, tags: dict[str, object], at: datetime
) -> None:
    with store.writing() as connection:
        row = {"key": "t", "added_at": at, "tags": tags}
        statement = insert(tracks).values(row).returning(tracks.c.id)
        number = connection.execute(statement).scalar_one()
        found = connection.execute(select(tracks).where(tracks.c.id == number)).one()
        assert (found.tags, found.added_at) == (tags, at)
        connection.execute(tracks.delete())


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("added_at", datetime(2026, 1, 1), "has no zone"),
        ("tags", {"x": float("nan")}, "not JSON compliant"),
    ],
)
def test_what_would_not_come_back_is_refused(
    store: Store, column: str, value: object, words: str
) -> None:
    row = {"key": "t", "added_at": datetime(2026, 1, 1, tzinfo=UTC), column: value}
    with pytest.raises(StatementError, match=words), store.writing() as connection:
        connection.execute(insert(tracks).values(row))
