"""Triggers that refuse to change, delete or truncate the rows of a table, for migrations."""

from alembic import op

_SQLITE = """
CREATE TRIGGER {table}_keeps_{deed} BEFORE {deed} ON {table}
BEGIN SELECT RAISE(ABORT, 'the table {table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL_ROWS = """
CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
_POSTGRESQL_TABLE = """
CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def guard(table: str) -> None:
    """Make a table append-only."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(table=table, deed=deed))
        return
    for statement in (_POSTGRESQL_FUNCTION, _POSTGRESQL_ROWS, _POSTGRESQL_TABLE):
        op.execute(statement.format(table=table))
