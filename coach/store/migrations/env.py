"""Alembic environment: runs on the connection it is handed."""

from alembic import context

from coach.store.all_tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
