"""Alembic's entry: runs our migrations over the connection it was given (see `store/database.py`)."""

from alembic import context

from framework.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
