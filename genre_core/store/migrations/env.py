"""What Alembic runs to find its connection: the one that it was handed, in its transaction."""

from alembic import context

from genre_core.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes tables within transactions, too, once Python's driver lets it.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
